"""One contract as an account manager weighs it: dates, money, score, next step."""

from datetime import date, timedelta

from sandbox.demo import reasons
from sandbox.demo.result import Candidate, NextTask
from shared.domain.contract import RenewalMode, Terms
from shared.domain.errors import InvalidInput
from shared.domain.playbook import Playbook
from shared.domain.renewal import ContractState
from shared.domain.renewal_dates import decision_date, term_end
from shared.domain.score import Score
from shared.services.load_dossiers import ContractFile
from shared.workflow.intake import Directory

_ITSELF = {RenewalMode.AUTO, RenewalMode.EVERGREEN}


def candidate(  # noqa: PLR0913 - all that is known of a contract
    customer: str,
    file: ContractFile,
    *,
    score: Score,
    state: ContractState,
    book: Playbook,
    people: Directory,
    today: date,
) -> Candidate:
    """Put a contract's terms, score and state side by side."""
    terms = file.terms
    end, due = _dates(terms, state, today)
    itself = terms.renewal_mode in _ITSELF
    locked = bool(itself and due and due < today and not state.notice_date)
    first = book.stages["t90"].days_before
    return Candidate(
        customer=customer,
        contract_id=terms.contract_id,
        reference=short_reference(terms.reference, customer),
        owner=agent_name(people, terms.owner_id),
        currency=terms.currency,
        arr=terms.arr,
        at_risk=terms.arr * (1 - score.p_renew),
        decision_date=due,
        term_end=end,
        opens_date=due - timedelta(days=first) if due else None,
        locked=locked,
        notice_unknown=itself and terms.notice_period is None,
        days_left=(due - today).days if due else None,
        stage=state.renewal.stage if state.renewal else "",
        readiness=score.readiness,
        band=score.band,
        p_renew=score.p_renew,
        p_renew_low=score.p_renew_low,
        p_renew_high=score.p_renew_high,
        coverage=score.coverage,
        reasons=reasons.reasons(
            score.drivers, book.scoring.drivers, currency=terms.currency
        ),
        lever=reasons.lever(score.lever),
        next_task=_next_task(state, people),
        blocked_by=tuple(finding.message for finding in file.findings),
    )


def _dates(
    terms: Terms, state: ContractState, today: date
) -> tuple[date | None, date | None]:
    """Give the term's end and the decision date, None where they can't be told."""
    if state.renewal:
        return state.renewal.term_end, state.renewal.decision_date
    if terms.renewal_mode is None:
        return terms.end_date, None
    try:
        end = term_end(terms, today)
    except InvalidInput:
        return None, None
    settled = end is None or any(one.term_end >= end for one in state.closed)
    return end, None if end is None or settled else decision_date(terms, end)


def _next_task(state: ContractState, people: Directory) -> NextTask | None:
    waiting = [task for task in state.tasks.values() if task.open]
    if not waiting:
        return None
    task = min(waiting, key=lambda one: (one.due_date, one.id))
    effect = state.effects.get(task.id)
    return NextTask(
        title=task.summary.partition(":")[0],
        owner=agent_name(people, task.assignee_id),
        due_date=task.due_date,
        ticket_id=effect.external_id if effect else "",
    )


def agent_name(people: Directory, agent_id: str | None) -> str:
    """Name one of the MSP's people, by the id where none is known."""
    agent = people.find(agent_id) if agent_id else None
    return agent.name if agent else agent_id or "nobody"


def short_reference(reference: str, customer: str) -> str:
    """Leave the customer's name out of a contract's: it stands beside it."""
    return reference.removeprefix(customer).strip(" -") or reference
