"""What a contract's custom fields say of its price: index clause and licence cost."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import overload

from shared.domain.calendar import NoticePeriod
from shared.domain.contract import Contract, Terms
from shared.domain.deal import IndexDue, PricingPolicy
from shared.domain.errors import InvalidInput
from shared.pricing.index_clause import (
    IndexClause,
    IndexReading,
    find_reading,
    index_due,
)


def index_due_of(
    contract: Contract, terms: Terms, policy: PricingPolicy, today: date
) -> IndexDue | None:
    """Read the contract's index clause; None without one, or before it is published.

    `index_date` is when the fee rises, `index_base_month` and `index_month` are the
    reference months, `index_cap`, `index_floor` and `index_margin` are fractions.
    """
    fields = contract.fields
    series = fields.get("index_series", "")
    if not series or terms.mrr is None:
        return None
    reading = find_reading(
        policy.indices,
        series,
        base_month=fields.get("index_base_month", ""),
        new_month=fields.get("index_month", ""),
    )
    if reading is None:
        return None
    clause = IndexClause(
        series=series,
        reading=reading,
        margin_rate=amount(contract, "index_margin", Decimal(0)),
        floor_rate=amount(contract, "index_floor", None),
        cap_rate=amount(contract, "index_cap", None),
        increase_date=day(contract, "index_date"),
        notice_period=NoticePeriod.parse(fields.get("index_notice", "0 days")),
        late_rule=policy.index_late,
        missed=_missed(contract, policy, series),
    )
    return index_due(
        clause, fee=terms.mrr, currency=terms.currency, announced_date=today
    )


def _missed(
    contract: Contract, policy: PricingPolicy, series: str
) -> tuple[IndexReading, ...]:
    """Read the reference months of rises whose notice was late, base/new each."""
    text = contract.fields.get("index_missed", "")
    pairs = [part.strip().partition("/") for part in text.split(",") if part.strip()]
    found = [
        find_reading(policy.indices, series, base_month=base, new_month=new)
        for base, _, new in pairs
    ]
    if None in found:
        message = f"contract {contract.id}: field index_missed holds {text!r}, which "
        raise InvalidInput(message + f"series {series} can't be read at")
    return tuple(one for one in found if one)


@overload
def amount(contract: Contract, name: str, otherwise: Decimal) -> Decimal: ...
@overload
def amount(contract: Contract, name: str, otherwise: None) -> Decimal | None: ...
def amount(contract: Contract, name: str, otherwise: Decimal | None) -> Decimal | None:
    """Read a field as a number; InvalidInput names the contract and the field."""
    text = contract.fields.get(name, "")
    try:
        found = Decimal(text) if text else otherwise
    except InvalidOperation:
        found = Decimal("NaN")
    if found is not None and not found.is_finite():
        message = f"contract {contract.id}: field {name} holds {text!r}, no number"
        raise InvalidInput(message)
    return found


def day(contract: Contract, name: str) -> date:
    """Read a field as a date; InvalidInput names the contract and the field."""
    text = contract.fields.get(name, "")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"contract {contract.id}: field {name} holds {text!r}, no date"
        raise InvalidInput(message) from error
