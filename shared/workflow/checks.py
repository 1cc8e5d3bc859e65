"""Rules that need more than one contract: overlaps, and service past the end."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from shared.domain.contract import Contract, Finding, RenewalMode, Terms

_HAND_OVER = timedelta(days=31)


def overlaps(contract: Contract, siblings: Sequence[Contract]) -> Iterable[Finding]:
    """Find the customer's other active contracts of the same name and time.

    A replacement that starts before the old end is a renewal (K11), not an overlap,
    unless the old contract runs on into it for longer than a hand-over takes.
    """
    for other in siblings:
        if other.id == contract.id or not (contract.active and other.active):
            continue
        if other.previous_contract_id == contract.id:
            found = _runs_on(contract, other)
        else:
            found = other.id != contract.previous_contract_id and _clash(
                contract, other
            )
        if found:
            message = f"terms overlap with contract {other.id} ({other.reference})"
            yield Finding(rule="overlapping_terms", message=message)


def served_past_end(
    terms: Terms, *, today: date, last_ticket_date: date | None, grace_days: int
) -> Iterable[Finding]:
    """Find a contract that ended, grace included, and still gets tickets."""
    if terms.end_date is None or terms.renewal_mode is not RenewalMode.MANUAL:
        return
    settled = terms.end_date + timedelta(days=grace_days)
    if settled < today and last_ticket_date and last_ticket_date > settled:
        message = f"ended on {terms.end_date}, last ticket on {last_ticket_date}"
        yield Finding(rule="served_past_end", message=message)


def _runs_on(old: Contract, new: Contract) -> bool:
    return _ends(old) - _begins(new) > _HAND_OVER


def _clash(one: Contract, other: Contract) -> bool:
    if one.reference.casefold().strip() != other.reference.casefold().strip():
        return False
    return _begins(one) <= _ends(other) and _begins(other) <= _ends(one)


def _begins(contract: Contract) -> date:
    return contract.start_date or date.min


def _ends(contract: Contract) -> date:
    return contract.end_date or date.max
