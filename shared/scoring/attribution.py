"""Which contract a ticket, time entry, survey answer or invoice belongs to."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from shared.domain.contract import Contract

REST = "-"  # the contract id of what could not be attributed


def attribute(
    contracts: Sequence[Contract],
    contract_id: str | None,
    *,
    on: date,
    self_renewing: AbstractSet[str] = frozenset(),
) -> str | None:
    """Give the id of the contract that a record belongs to, None if it can't be told.

    The contract it names, if it is one of the customer's; else the only contract in
    force that day. Where none is in force, the only active one that has run past its
    end still gets the record: that is service without a term, not another contract's.
    """
    if any(contract.id == contract_id for contract in contracts):
        return contract_id
    in_force = _ids(one for one in contracts if is_in_force(one, on, self_renewing))
    past_end = _ids(one for one in contracts if one.active and _started(one, on))
    candidates = in_force or past_end
    return candidates[0] if len(candidates) == 1 else None


def is_in_force(
    contract: Contract, on: date, self_renewing: AbstractSet[str] = frozenset()
) -> bool:
    """Tell whether a contract runs on a date; its end date is the last day (K14).

    An open end, or an end that a contract in `self_renewing` rolls past, counts only
    while the contract is active: of a closed one it isn't known when it stopped.
    """
    if not _started(contract, on):
        return False
    if contract.end_date is not None and on <= contract.end_date:
        return True
    rolls_on = contract.end_date is None or contract.id in self_renewing
    return contract.active and rolls_on


def _started(contract: Contract, on: date) -> bool:
    return contract.start_date is None or contract.start_date <= on


def _ids(contracts: Iterable[Contract]) -> list[str]:
    return [contract.id for contract in contracts]
