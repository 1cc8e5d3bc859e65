"""Detector: themes that keep a customer's desk busy, month after month."""

from collections.abc import Iterator
from decimal import Decimal

from shared.domain.opportunity import (
    Detector,
    Estimate,
    Figure,
    Kind,
    Opportunity,
    ProposedLine,
)
from shared.domain.uplift_policy import Offer, UpliftPolicy
from shared.domain.workload import Load, ThemeNorm, WorkMonth
from shared.uplift.account import Account
from shared.uplift.months import whole, window
from shared.uplift.worksheet import Worksheet, shown

_SURE = Decimal("1.645")  # one-sided 95 % of a Poisson count, as a normal
_EXAMPLES = 3


def detect(account: Account, policy: UpliftPolicy) -> Iterator[Opportunity]:
    """Find themes far above the book's usual share for which there is an offer.

    Themes that one offer cures are one opportunity: that of the busiest.
    """
    months = window(account, whole(account), policy)
    if not months:
        return
    found: dict[str, Opportunity] = {}
    for norm in account.book.themes.values():
        offer = _offer(norm, policy)
        if offer is None:
            continue
        one = _judge(account, policy, norm, offer, months)
        best = found.get(offer.name)
        if one and (best is None or _tickets(one) > _tickets(best)):
            found[offer.name] = one
    yield from found.values()


def _offer(norm: ThemeNorm, policy: UpliftPolicy) -> Offer | None:
    text = " ".join((norm.name, *norm.words)).casefold()
    fitting = (
        (sum(word in text for word in offer.cures), -place, offer)
        for place, offer in enumerate(policy.offers)
    )
    hits, _, offer = max(fitting, key=lambda one: one[:2], default=(0, 0, None))
    return offer if hits else None


def _judge(
    account: Account,
    policy: UpliftPolicy,
    norm: ThemeNorm,
    offer: Offer,
    months: tuple[WorkMonth, ...],
) -> Opportunity | None:
    loads = [_load(account, norm.id, row.month) for row in months]
    steady = sum(load.tickets >= policy.theme_tickets for load in loads)
    usual = norm.share * sum(row.tickets for row in months) * policy.theme_lift
    surely = usual + _SURE * usual.sqrt()
    if steady < policy.steady_months or sum(one.tickets for one in loads) <= surely:
        return None
    sheet = Worksheet(account, policy)
    hours = _hours(sheet, account, norm, months)
    if hours[-1].value < policy.theme_hours:
        return None
    return _opportunity(sheet, account, norm, offer, (loads, hours))


def _load(account: Account, theme_id: str, month: str) -> Load:
    rows = [row for _, row in _rows(account, month)]
    loads = [row.themes[theme_id] for row in rows if theme_id in row.themes]
    examples = [ticket for load in loads for ticket in load.examples]
    return Load(
        tickets=sum(load.tickets for load in loads),
        minutes=sum(load.minutes for load in loads),
        examples=tuple(examples[:_EXAMPLES]),
    )


def _rows(account: Account, month: str) -> Iterator[tuple[str, WorkMonth]]:
    piles = [(one.id, one.work) for one in account.services]
    for contract_id, rows in (*piles, ("-", account.rest)):
        for row in rows:
            if row.month == month:
                yield contract_id, row


def _hours(
    sheet: Worksheet,
    account: Account,
    norm: ThemeNorm,
    months: tuple[WorkMonth, ...],
) -> list[Figure]:
    """Work out the theme's hours month by month, then the usual ones; counts too."""
    sixty = sheet.constant("minutes an hour", 60, unit="minutes")
    hours, counts, totals = [], [], []
    for month in months:
        minutes, tickets, all_tickets = [], [], []
        for contract_id, _ in _rows(account, month.month):
            where = f"work/{contract_id}/{month.month}"
            name = f"{month.month} of {contract_id}"
            minutes.append(_read(sheet, name, f"{where}#theme-minutes:{norm.id}"))
            tickets.append(_read(sheet, name, f"{where}#theme-tickets:{norm.id}"))
            all_tickets.append(_read(sheet, f"all {name}", f"{where}#tickets"))
        label = month.month
        worked = sheet.derive(f"minutes {label}", "sum", minutes, unit="minutes")
        hours.append(
            sheet.derive(f"hours {label}", "quotient", [worked, sixty], unit="hours")
        )
        counts.append(sheet.derive(f"tickets {label}", "sum", tickets, unit="tickets"))
        totals.append(sheet.derive(f"all {label}", "sum", all_tickets, unit="tickets"))
    theirs = sheet.derive("tickets of the theme", "sum", counts, unit="tickets")
    total = sheet.derive("tickets in all", "sum", totals, unit="tickets")
    sheet.derive("share of the load", "quotient", [theirs, total], unit="share")
    sheet.read("share in the whole book", f"norm/{norm.id}#share", unit="share")
    sheet.derive("trend", "trend a month", counts, unit="tickets a month")
    usual = sheet.derive("usual hours", "median", hours, unit="hours a month")
    return [*hours, usual]


def _read(sheet: Worksheet, name: str, record: str) -> Figure:
    unit = "minutes" if "minutes" in record else "tickets"
    return sheet.read(f"{unit} {name}", record, unit=unit)


def _opportunity(
    sheet: Worksheet,
    account: Account,
    norm: ThemeNorm,
    offer: Offer,
    seen: tuple[list[Load], list[Figure]],
) -> Opportunity:
    loads, (*hours, usual) = seen
    money = account.currency
    rate = sheet.read("cost an hour", "playbook#hour_cost", unit=money)
    saved = sheet.derive("cost of the work", "product", [usual, rate], unit=money)
    most = sheet.derive("busy month's hours", "maximum", hours, unit="hours")
    worst = sheet.derive("cost of a busy month", "product", [most, rate], unit=money)
    quantity = _quantity(sheet, account, offer)
    price = sheet.constant(f"price of {offer.name}", offer.price, unit=money)
    likely = sheet.derive("offer a month", "product", [quantity, price], unit=money)
    amounts = [sheet.minor(figure) for figure in (likely, saved, worst)]
    line = _line(sheet, offer, quantity, price)
    tickets = sum(load.tickets for load in loads)
    examples = [one for load in reversed(loads) for one in load.examples]
    return Opportunity(
        key=f"offer:{offer.name}",
        customer_id=account.customer_id,
        contract_id=_contract(account),
        detector=Detector.RECURRING_THEME,
        kind=Kind.SERVICE_OFFER,
        title=f"{offer.name} for {norm.name}: {tickets} tickets in {len(loads)} "
        f"months, {shown(usual.value, 'hours')} hours a month",
        estimate=Estimate(
            low_minor=min(amounts),
            likely_minor=amounts[0],
            high_minor=max(amounts),
            currency=money,
            basis="the offer's price; between what the work costs the MSP in a usual "
            "and in a busy month",
        ),
        figures=sheet.figures,
        probability=sheet.probability(Kind.SERVICE_OFFER),
        margin_rate=1 - offer.cost / offer.price if offer.price else Decimal(0),
        effort=offer.effort,
        proposal=(line,),
        cures=offer.drivers,
        examples=tuple(examples[:_EXAMPLES]),
    )


def _line(
    sheet: Worksheet, offer: Offer, quantity: Figure, price: Figure
) -> ProposedLine:
    cost = sheet.constant(f"cost of {offer.name}", offer.cost, unit=price.unit)
    return ProposedLine(
        item=offer.name,
        quantity=quantity.value.normalize(),
        unit_price_minor=sheet.minor(price),
        unit_cost_minor=sheet.minor(cost),
    )


def _quantity(sheet: Worksheet, account: Account, offer: Offer) -> Figure:
    """Count what the offer is priced by; one flat price where nothing is counted."""
    if offer.unit != "month" and account.inventory:
        month = account.inventory[-1].month
        record = f"inventory/{month}#{offer.unit}"
        counted = sheet.read(f"{offer.unit} in service", record, unit=offer.unit)
        if counted.value:
            return counted
    return sheet.constant("offers", 1, unit="offers")


def _contract(account: Account) -> str:
    """Name the contract that a new line would go to: the one worth most."""
    live = [one for one in account.services if one.live]
    worth = max(
        live, key=lambda one: (one.terms.mrr or Decimal(0), one.id), default=None
    )
    return worth.id if worth else ""


def _tickets(one: Opportunity) -> Decimal:
    return next(f.value for f in one.figures if f.name == "tickets of the theme")
