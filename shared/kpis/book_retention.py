"""Retention of the whole book over a period: GRR, NRR and logos (K01 to K06)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from shared.domain.errors import InvalidInput
from shared.domain.model import Model
from shared.domain.money import ZERO
from shared.kpis.rate import Rate, counted_rate, rate


class BookLine(Model):
    """A contract's MRR at both ends of a period, in `currency`.

    `customer_id` is the parent: values are summed per parent before they are capped.
    `indexation` is the part of the end MRR that comes from escalators already agreed.
    """

    customer_id: str
    contract_id: str
    start_mrr: Decimal
    end_mrr: Decimal
    indexation: Decimal = ZERO
    currency: str = ""


class BookRetention(Model):
    """Retention of customers with MRR at the start; money in the reporting currency.

    `fx_effect` is what the end value would differ by at the end's rates: a line of
    the reconciliation, never churn (K05). `new_mrr` is of customers new in the period.
    """

    grr: Rate
    grr_of_contracts: Rate
    nrr: Rate
    nrr_ex_indexation: Rate
    logo_retention: Rate
    start_mrr: Decimal
    retained_capped_mrr: Decimal
    churned_mrr: Decimal
    contraction_mrr: Decimal
    expansion_mrr: Decimal
    new_mrr: Decimal
    fx_effect: Decimal


class _Sides(Model):
    """One customer's or contract's MRR at both ends, at the start's rates."""

    start: Decimal = ZERO
    end: Decimal = ZERO
    indexation: Decimal = ZERO

    @property
    def kept(self) -> Decimal:
        """What was kept, without any growth."""
        return min(self.start, self.end)


def book_retention(
    lines: Iterable[BookLine],
    *,
    start_rates: Mapping[str, Decimal] | None = None,
    end_rates: Mapping[str, Decimal] | None = None,
) -> BookRetention:
    """Compare the book at both ends of a period.

    GRR = sum of min(end, start) per customer / sum of start; NRR = sum of end / sum
    of start (K01, K02, K04). Rates convert a currency into the reporting one; one that
    is not named is the reporting currency. Both sides use the start's rates (K05).
    """
    book = list(lines)
    at_start = start_rates or {}
    at_end = at_start if end_rates is None else end_rates
    customers = _added_up(book, at_start, by_contract=False)
    cohort = [one for one in customers if one.start > 0]
    contracts = [
        one for one in _added_up(book, at_start, by_contract=True) if one.start > 0
    ]
    start = sum((one.start for one in cohort), ZERO)
    end = sum((one.end for one in cohort), ZERO)
    kept = sum((one.kept for one in cohort), ZERO)
    indexation = sum((one.indexation for one in cohort), ZERO)
    return BookRetention(
        grr=rate(kept, start),
        grr_of_contracts=rate(sum((one.kept for one in contracts), ZERO), start),
        nrr=rate(end, start),
        nrr_ex_indexation=rate(end - indexation, start),
        logo_retention=counted_rate(sum(one.end > 0 for one in cohort), len(cohort)),
        start_mrr=start,
        retained_capped_mrr=kept,
        churned_mrr=sum((one.start for one in cohort if one.end <= 0), ZERO),
        contraction_mrr=sum(
            (one.start - one.kept for one in cohort if one.end > 0), ZERO
        ),
        expansion_mrr=end - kept,
        new_mrr=sum((one.end for one in customers if one.start <= 0), ZERO),
        fx_effect=_fx_effect(book, at_start, at_end),
    )


def _added_up(
    book: Iterable[BookLine], rates: Mapping[str, Decimal], *, by_contract: bool
) -> list[_Sides]:
    sides: dict[tuple[str, str], _Sides] = defaultdict(_Sides)
    for line in book:
        key = (line.customer_id, line.contract_id if by_contract else "")
        at = _at(rates, line.currency)
        sides[key] = _Sides(
            start=sides[key].start + line.start_mrr * at,
            end=sides[key].end + line.end_mrr * at,
            indexation=sides[key].indexation + line.indexation * at,
        )
    return list(sides.values())


def _fx_effect(
    book: Iterable[BookLine],
    start_rates: Mapping[str, Decimal],
    end_rates: Mapping[str, Decimal],
) -> Decimal:
    if start_rates.keys() != end_rates.keys():
        message = "exchange rates: start and end must name the same currencies"
        raise InvalidInput(message)
    return sum(
        (
            line.end_mrr
            * (_at(end_rates, line.currency) - _at(start_rates, line.currency))
            for line in book
        ),
        ZERO,
    )


def _at(rates: Mapping[str, Decimal], currency: str) -> Decimal:
    return rates.get(currency, Decimal(1))
