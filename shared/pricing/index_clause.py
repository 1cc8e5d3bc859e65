"""Index clauses: what the fee rises to, and whether its notice was in time."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from shared.domain.calendar import NoticePeriod
from shared.domain.deal import Exact, IndexDue, LateRule
from shared.domain.model import Model
from shared.domain.money import to_minor
from shared.pricing.ratio import six_places

_ONE = Decimal(1)


class IndexReading(Model):
    """The index at the clause's two reference months."""

    base: Annotated[Exact, Field(gt=0)]
    new: Annotated[Exact, Field(gt=0)]


class IndexClause(Model):
    """A contract's right to raise its fee with an index.

    `margin_rate` is added to the change of the index, and the sum is kept between
    `floor_rate` and `cap_rate`; None is no bound. The rise of `increase_date` must be
    announced by `notice_period` before it. `missed` are the readings of earlier dates
    whose notice was late: they count where `late_rule` is `accumulate`.
    """

    series: str
    reading: IndexReading
    margin_rate: Exact = Decimal(0)
    floor_rate: Exact | None = None
    cap_rate: Exact | None = None
    increase_date: date
    notice_period: NoticePeriod = NoticePeriod()
    late_rule: LateRule = "lapse"
    missed: tuple[IndexReading, ...] = ()

    @model_validator(mode="after")
    def _the_floor_is_below_the_cap(self) -> "IndexClause":
        floor, cap = self.floor_rate, self.cap_rate
        if floor is not None and cap is not None and floor > cap:
            message = f"index {self.series}: floor {floor} is above cap {cap}"
            raise ValueError(message)
        return self


def find_reading(
    indices: Mapping[str, Mapping[str, Decimal]],
    series: str,
    *,
    base_month: str,
    new_month: str,
) -> IndexReading | None:
    """Find a series' values at two months; None while one isn't published."""
    values = indices.get(series, {})
    if base_month not in values or new_month not in values:
        return None
    return IndexReading(base=values[base_month], new=values[new_month])


def index_due(
    clause: IndexClause, *, fee: Decimal, currency: str, announced_date: date
) -> IndexDue:
    """Give the fee that the clause entitles to on its date (K26, K27).

    fee x (1 + clamp(new / base - 1 + margin, floor, cap)), rounded once.
    `announced_date` is when the customer was told, or can be told at the earliest.
    Told too late, the fee stays: the year is lost (`lapse`) or compounds on the next
    date (`accumulate`).
    """
    last = clause.notice_period.last_day(clause.increase_date)
    applies = announced_date <= last
    factor = _factor(clause) if applies else _ONE
    return IndexDue(
        series=clause.series,
        currency=currency,
        increase_date=clause.increase_date,
        last_announcement_date=last,
        raw_rate=six_places(_change(clause.reading)),
        applied_rate=six_places(factor - 1),
        fee_minor=to_minor(fee, currency),
        entitled_fee_minor=to_minor(fee * factor, currency),
        applies=applies,
        reason="" if applies else _late(clause, announced_date, last),
    )


def _factor(clause: IndexClause) -> Decimal:
    earlier = clause.missed if clause.late_rule == "accumulate" else ()
    factor = _ONE
    for reading in (*earlier, clause.reading):
        factor *= 1 + _clamped(clause, reading)
    return factor


def _clamped(clause: IndexClause, reading: IndexReading) -> Decimal:
    rate = _change(reading) + clause.margin_rate
    if clause.cap_rate is not None:
        rate = min(rate, clause.cap_rate)
    if clause.floor_rate is not None:
        rate = max(rate, clause.floor_rate)
    return rate


def _change(reading: IndexReading) -> Decimal:
    return reading.new / reading.base - 1


def _late(clause: IndexClause, announced: date, last: date) -> str:
    then = (
        "the year is lost"
        if clause.late_rule == "lapse"
        else "it compounds on the next date"
    )
    return f"notice on {announced} is after the last day, {last}: {then}"
