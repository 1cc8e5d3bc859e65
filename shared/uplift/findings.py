"""Opportunities of one form, made of their worksheets: prices and re-scopes."""

from decimal import Decimal

from shared.domain.opportunity import (
    Detector,
    Estimate,
    Figure,
    Kind,
    Opportunity,
    ProposedLine,
)
from shared.uplift.account import Service
from shared.uplift.worksheet import Worksheet

_ONE = Decimal(1)


def monthly_fee(sheet: Worksheet, service: Service) -> Figure:
    """Read a contract's MRR."""
    return sheet.read("MRR", f"terms/{service.id}#mrr", unit=sheet.currency)


def priced(
    sheet: Worksheet,
    service: Service,
    *,
    title: str,
    amounts: tuple[int, int, int],
    basis: str,
) -> Opportunity:
    """Make a price opportunity of its amounts: low, likely and high, minor a month."""
    low, likely, high = amounts
    return Opportunity(
        key=f"price:{service.root}",
        customer_id=service.terms.customer_id,
        contract_id=service.id,
        detector=Detector.ENTITLED_PRICE,
        kind=Kind.PRICE_INCREASE,
        title=title,
        estimate=Estimate(
            low_minor=low,
            likely_minor=likely,
            high_minor=high,
            currency=sheet.currency,
            basis=basis,
        ),
        figures=sheet.figures,
        probability=sheet.probability(Kind.PRICE_INCREASE),
        margin_rate=_ONE,  # a price costs nothing to deliver
        effort=1,
    )


def rescoped(
    sheet: Worksheet,
    about: tuple[Service, str],
    amounts: list[Figure],
    proposal: tuple[ProposedLine, ...],
    *,
    key: str = "",
) -> Opportunity:
    """Make a re-scope proposal of its lines; `about` is the contract and a title."""
    service, title = about
    total = sheet.derive("a month", "sum", amounts, unit=sheet.currency)
    likely = sheet.minor(total)
    priced = sum(line.quantity * line.unit_price_minor for line in proposal)
    costs = sum(line.quantity * line.unit_cost_minor for line in proposal)
    return Opportunity(
        key=key or f"scope:{service.root}:{proposal[0].item}",
        customer_id=service.terms.customer_id,
        contract_id=service.id,
        detector=Detector.UNDER_SCOPED,
        kind=Kind.RE_SCOPE,
        title=title,
        estimate=Estimate(
            low_minor=sheet.minor(min(amounts, key=lambda one: one.value)),
            likely_minor=likely,
            high_minor=likely,
            currency=sheet.currency,
            basis="what is counted today at prices as sold, each line keeps its own; "
            "the low end is its smallest line alone",
        ),
        figures=sheet.figures,
        probability=sheet.probability(Kind.RE_SCOPE),
        margin_rate=1 - Decimal(costs) / Decimal(priced) if priced else Decimal(0),
        effort=1,
        proposal=proposal,
        cures=(),
    )
