"""Asking for a write to the CRM: once for the same values, anew for other ones."""

from collections.abc import Iterator
from hashlib import sha256

from shared.domain.contract import AutomationMode
from shared.domain.crm import deal_key
from shared.domain.event import EventType, NewEvent
from shared.domain.marker import marker_of
from shared.domain.renewal import ContractState, EffectKind, EffectStatus
from shared.workflow.situation import Decision
from shared.workflow.tasks import subject


def deal_effect_id(state: ContractState, number: int) -> str:
    """Give the id of the effect that keeps a renewal's deal."""
    return f"deal-{digest(deal_key(state.customer_id, state.contract_id, number))}"


def request(  # noqa: PLR0913, PLR0917 - all that a write is made of
    state: ContractState,
    decision: Decision,
    kind: EffectKind,
    effect_id: str,
    fields: dict[str, str],
    theirs: tuple[str, ...] = (),
    marker: str = "",
) -> Iterator[NewEvent]:
    """Ask for a write unless the same was asked for already."""
    before = state.effects.get(effect_id)
    shadow = decision.situation.mode is AutomationMode.SHADOW
    same = before is not None and (before.fields, before.theirs) == (fields, theirs)
    if before and same and (shadow or before.status is not EffectStatus.SHADOW):
        return
    summary = f"{kind.value.replace('_', ' ')}: {subject(decision.situation)}"
    yield NewEvent(
        type=EventType.CRM_WRITE_REQUESTED,
        summary=summary,
        data={
            "id": effect_id,
            "kind": kind.value,
            "marker": marker or marker_of(effect_id),
            "summary": summary,
            "fields": dict(fields),
            "theirs": list(theirs),
            "shadow": shadow,
        },
    )


def digest(text: str) -> str:
    """Give the 12 hex digits that stand for a text in ids."""
    return sha256(text.encode()).hexdigest()[:12]
