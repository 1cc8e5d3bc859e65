"""One contract of the attention list, in a few lines."""

from sandbox.demo.layout import ends, labelled
from sandbox.demo.result import Candidate
from sandbox.demo.wording import day, days_left, money, percent, plain
from shared.domain.score import Band

_INDENT, _LABEL = 4, 8


def card(number: int, contract: Candidate) -> list[str]:
    """Say what is at stake, by when, why, and what comes next."""
    named = (
        f"{contract.customer} · {contract.reference} (contract {contract.contract_id})"
    )
    name = f"{number:>2}  {named}"
    at_risk = f"{money(contract.at_risk, contract.currency)} at risk"
    return [
        *ends(name, at_risk),
        *_row("When", [when(contract)]),
        *_row("Owner", [contract.owner]),
        *_row("Value", [_value(contract)]),
        *_row("Why", contract.reasons or ("no driver lost points",)),
        *(_row("Lever", [contract.lever]) if contract.lever else []),
        *(_row("Data", contract.blocked_by) if contract.blocked_by else []),
        *_row("Next", [next_step(contract)]),
    ]


def _row(label: str, texts: tuple[str, ...] | list[str]) -> list[str]:
    return labelled(label, texts, indent=_INDENT, width=_LABEL)


def when(contract: Candidate) -> str:
    """Say when the decision falls, and what it is about."""
    due, left, end = contract.decision_date, contract.days_left, contract.term_end
    if due is None or left is None:
        return "the decision date is not known: the contract's data are incomplete"
    if contract.locked:
        return (
            f"the day to give notice was {day(due)}; the contract renews itself on "
            f"{day(end)} unless the customer gave notice"
        )
    if left < 0:
        return f"its term ended on {day(end)} ({days_left(left)}) without a renewal"
    term = "" if end == due else f"; the term ends on {day(end)}"
    late = ", or sooner: its notice period is not known"
    more = late if contract.notice_unknown else term
    return f"decision due {day(due)} ({days_left(left)}){more}"


def _value(contract: Candidate) -> str:
    low, high = percent(contract.p_renew_low), percent(contract.p_renew_high)
    chance = f"{percent(contract.p_renew)} likely to renew ({low} to {high})"
    annual = f"{money(contract.arr, contract.currency)} a year"
    return f"{annual} · {_ready(contract)} · {chance}"


def _ready(contract: Candidate) -> str:
    if contract.band == Band.INSUFFICIENT_EVIDENCE:
        return f"only {percent(contract.coverage)} of the evidence is there"
    return f"readiness {contract.readiness:.0f} of 100 ({plain(contract.band)})"


def next_step(contract: Candidate) -> str:
    """Say what is to be done next, by whom and until when."""
    task = contract.next_task
    if task:
        ticket = f", ticket {task.ticket_id}" if task.ticket_id else ""
        return f"{task.title} - {task.owner}, due {day(task.due_date)}{ticket}"
    if contract.opens_date:
        return f"no task yet: its renewal opens on {day(contract.opens_date)}"
    return "no task yet"
