"""Tasks and notes for a deal's owner: one task a stage, a note at the end."""

from collections.abc import Iterator
from datetime import date

from shared.domain.contract import AutomationMode
from shared.domain.crm import CrmView, deal_key
from shared.domain.event import NewEvent
from shared.domain.renewal import (
    ContractState,
    EffectKind,
    EffectStatus,
    Renewal,
    Stage,
)
from shared.workflow.brief import brief
from shared.workflow.calendar import task_due_date
from shared.workflow.crm_fields import owner_of
from shared.workflow.crm_requests import deal_effect_id, digest, request
from shared.workflow.situation import Decision
from shared.workflow.tasks import subject

_WORKED = (Stage.T90, Stage.T60, Stage.T30, Stage.DECISION)


def keep_activities(
    state: ContractState, decision: Decision, view: CrmView
) -> Iterator[NewEvent]:
    """Ask for one task a stage, and for a note when the renewal is closed."""
    renewal = state.renewal
    if renewal and renewal.stage in _WORKED:
        due = task_due_date(
            renewal.stage,
            today=decision.situation.today,
            decision=renewal.decision_date,
            end=renewal.term_end,
            book=decision.book,
        )
        number = len(state.closed) + 1
        yield from _activity(
            state, decision, view, (EffectKind.CRM_TASK, number, renewal, due)
        )
    number = len(state.closed)
    if state.closed and deal_effect_id(state, number) in state.effects:
        done = state.closed[-1]
        today = decision.situation.today
        yield from _activity(
            state, decision, view, (EffectKind.CRM_NOTE, number, done, today)
        )


def _activity(
    state: ContractState,
    decision: Decision,
    view: CrmView,
    what: tuple[EffectKind, int, Renewal, date],
) -> Iterator[NewEvent]:
    kind, number, renewal, due = what
    key = deal_key(state.customer_id, state.contract_id, number)
    effect_id = digest(f"{decision.tenant_id}|{kind.value}|{key}|{renewal.stage}")
    before = state.effects.get(effect_id)
    shadow = decision.situation.mode is AutomationMode.SHADOW
    if before and (shadow or before.status is not EffectStatus.SHADOW):
        return  # once, whatever its text would be today
    ended = f", closed as {renewal.outcome.value}" if renewal.outcome else ""
    title = f"Renewal {renewal.stage}{ended}: {subject(decision.situation)}"
    fields = {
        "subject": title,
        "body": brief(renewal, decision.situation),
        "due_date": due.isoformat(),
        "account_id": view.account_id,
        "deal_effect": deal_effect_id(state, number),
    }
    owner = owner_of(renewal, decision, view)
    fields |= {"owner_id": owner} if owner else {}
    yield from request(state, decision, kind, effect_id, fields)
