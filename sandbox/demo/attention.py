"""Which contracts need attention first: the money that may go, and how soon."""

from collections.abc import Iterable
from decimal import Decimal

from sandbox.demo.result import Candidate

SHOWN = 10
# Three months off, when renewals open, a decision weighs a quarter of one that is due:
# near ones come first, and a large contract that is going wrong still shows early.
_HALVED_AFTER = 45
_UNDATED = _YEAR = 365


def ranked(contracts: Iterable[Candidate]) -> list[Candidate]:
    """Order contracts by money at risk times urgency, the most pressing first.

    Left out is what nobody has to decide: it ends by agreement or is renewed already.
    """
    dated = [one for one in contracts if one.decision_date or one.blocked_by]
    return sorted(dated, key=lambda one: (-weight(one), one.contract_id))


def weight(contract: Candidate) -> Decimal:
    """Give a contract's place in the order, in its currency."""
    return contract.at_risk * urgency(contract)


def urgency(contract: Candidate) -> Decimal:
    """Give 1 for a decision that is due or overdue, falling with the days left.

    It halves with every 45 days. Once the day to give notice has passed the contract
    renews itself and the next decision is a year away; without a date, a year counts.
    """
    if contract.days_left is None:
        days = _UNDATED
    elif contract.locked:
        days = contract.days_left + _YEAR
    else:
        days = contract.days_left
    return Decimal(2) ** (-Decimal(max(0, days)) / _HALVED_AFTER)
