"""Detector: themes that keep a customer's desk busy, month after month."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

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
_NAMES = 2


def detect(account: Account, policy: UpliftPolicy) -> Iterator[Opportunity]:
    """Find, for each offer, whether what it would cure is far above the usual share.

    Themes that one offer cures count together: they are one conversation.
    """
    months = window(account, whole(account), policy)
    if not months:
        return
    cured: dict[str, list[ThemeNorm]] = defaultdict(list)
    for norm in account.book.themes.values():
        if offer := _offer(norm, policy):
            cured[offer.name].append(norm)
    for offer in policy.offers:
        yield from _judge(account, policy, offer, cured[offer.name], months)


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
    offer: Offer,
    norms: list[ThemeNorm],
    months: tuple[WorkMonth, ...],
) -> Iterator[Opportunity]:
    loads = [_loads(account, norms, row.month) for row in months]
    counts = [sum(load.tickets for load in found.values()) for found in loads]
    steady = sum(count >= policy.theme_tickets for count in counts)
    share = sum((norm.share for norm in norms), Decimal(0))
    # Without the busiest month, so that one bad month makes no habit.
    busiest = counts.index(max(counts))
    rest = sum(row.tickets for n, row in enumerate(months) if n != busiest)
    usual = share * rest * policy.theme_lift
    surely = usual + _SURE * usual.sqrt()
    if steady < policy.steady_months or sum(counts) - counts[busiest] <= surely:
        return
    sheet = Worksheet(account, policy)
    hours = _hours(sheet, account, norms, months)
    if hours[-1].value >= policy.theme_hours:
        yield _opportunity(sheet, account, offer, norms, (loads, hours))


Key = tuple[str, str]  # of a contract and a theme


def _loads(account: Account, norms: list[ThemeNorm], month: str) -> dict[Key, Load]:
    return {
        (contract_id, norm.id): row.themes[norm.id]
        for contract_id, row in _rows(account, month)
        for norm in norms
        if norm.id in row.themes
    }


def _rows(account: Account, month: str) -> Iterator[tuple[str, WorkMonth]]:
    piles = [(one.id, one.work) for one in account.services]
    for contract_id, rows in (*piles, ("-", account.rest)):
        for row in rows:
            if row.month == month:
                yield contract_id, row


def _hours(
    sheet: Worksheet,
    account: Account,
    norms: list[ThemeNorm],
    months: tuple[WorkMonth, ...],
) -> list[Figure]:
    """Work out hours month by month, then the usual ones; tickets and share too."""
    sixty = sheet.constant("minutes an hour", 60, unit="minutes")
    hours, counts, totals = [], [], []
    for month in (row.month for row in months):
        minutes, tickets = [], []
        for contract_id, theme_id in _loads(account, norms, month):
            where = f"work/{contract_id}/{month}"
            name = f"{theme_id} {month} of {contract_id}"
            minutes.append(_read(sheet, name, f"{where}#theme-minutes:{theme_id}"))
            tickets.append(_read(sheet, name, f"{where}#theme-tickets:{theme_id}"))
        every = [
            _read(sheet, f"in all {month} of {key}", f"work/{key}/{month}#tickets")
            for key, _ in _rows(account, month)
        ]
        worked = sheet.derive(f"minutes {month}", "sum", minutes, unit="minutes")
        hours.append(
            sheet.derive(f"hours {month}", "quotient", [worked, sixty], unit="hours")
        )
        counts.append(sheet.derive(f"tickets {month}", "sum", tickets, unit="tickets"))
        totals.append(sheet.derive(f"all {month}", "sum", every, unit="tickets"))
    theirs = sheet.derive("tickets of the theme", "sum", counts, unit="tickets")
    total = sheet.derive("tickets in all", "sum", totals, unit="tickets")
    sheet.derive("share of the load", "quotient", [theirs, total], unit="share")
    shares = [
        sheet.read(f"usual share of {one.name}", f"norm/{one.id}#share", unit="share")
        for one in norms
    ]
    sheet.derive("share in the whole book", "sum", shares, unit="share")
    sheet.derive("trend", "trend a month", counts, unit="tickets a month")
    usual = sheet.derive("usual hours", "median", hours, unit="hours a month")
    return [*hours, usual]


def _read(sheet: Worksheet, name: str, record: str) -> Figure:
    unit = "minutes" if "minutes" in record else "tickets"
    return sheet.read(f"{unit} {name}", record, unit=unit)


def _opportunity(
    sheet: Worksheet,
    account: Account,
    offer: Offer,
    norms: list[ThemeNorm],
    seen: tuple[list[dict[Key, Load]], list[Figure]],
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
    names, tickets = _named(norms, loads)
    return Opportunity(
        key=f"offer:{offer.name}",
        customer_id=account.customer_id,
        contract_id=_contract(account),
        detector=Detector.RECURRING_THEME,
        kind=Kind.SERVICE_OFFER,
        title=f"{offer.name} for {names}: {tickets} tickets in {len(loads)} "
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
        examples=_examples(loads),
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


def _named(norms: list[ThemeNorm], loads: list[dict[Key, Load]]) -> tuple[str, int]:
    """Name the busiest themes, and count the tickets of all of them."""
    counts: Counter[str] = Counter()
    for found in loads:
        for (_, theme_id), load in found.items():
            counts[theme_id] += load.tickets
    names = {norm.id: norm.name for norm in norms}
    busiest = [names[theme_id] for theme_id, _ in counts.most_common(_NAMES)]
    return " and ".join(busiest), counts.total()


def _examples(loads: list[dict[Key, Load]]) -> tuple[str, ...]:
    """Give the newest tickets, of the busiest theme of each month first."""
    ordered = (
        load
        for found in reversed(loads)
        for load in sorted(found.values(), key=lambda load: -load.tickets)
    )
    tickets = (ticket for load in ordered for ticket in load.examples)
    return tuple(islice(tickets, _EXAMPLES))
