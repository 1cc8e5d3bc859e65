"""Detector: hours that stay above, or below, what a contract includes."""

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
from shared.domain.uplift_policy import UpliftPolicy
from shared.uplift.account import Account, Service
from shared.uplift.months import Lived, known, lived, window
from shared.uplift.robust import surely_falls
from shared.uplift.worksheet import Worksheet, shown

_NEWEST = 2  # months that tell whether it is still so
_AHEAD = Decimal("2.5")  # from their middle to the second month to come
_MEMORY = 12  # months that tell a habit from a season


def detect(account: Account, policy: UpliftPolicy) -> Iterator[Opportunity]:
    """Find contracts whose hours and entitlement have parted for good."""
    for service in account.services:
        entitled = service.terms.entitled_hours
        if not (service.live and entitled and service.terms.mrr):
            continue
        if window(account, service.work, policy):
            months = lived(known(account, service.work, newest=_MEMORY))
            yield from _judge(account, service, months, policy)


def _judge(
    account: Account,
    service: Service,
    months: tuple[Lived, ...],
    policy: UpliftPolicy,
) -> Iterator[Opportunity]:
    sheet = Worksheet(account, policy)
    terms = f"terms/{service.id}"
    entitled = sheet.read(
        "hours included", f"{terms}#entitled_hours", unit="hours a month"
    )
    every = [_hours(sheet, service, month) for month in months]
    hours, months = every[-policy.window_months :], months[-policy.window_months :]
    level = sheet.derive("usual hours", "median", hours, unit="hours a month")
    under = sum(h.value < entitled.value * policy.under_rate for h in hours)
    if _stays_over(sheet, (entitled, level), every, policy):
        yield _overrun(sheet, account, service, months, (entitled, level, *hours))
    elif (
        under >= policy.steady_months
        and level.value <= entitled.value * policy.under_rate
        # What has ended and is silent is over, not unused.
        and service.runs_on(account.today)
    ):
        yield _under_use(sheet, account, service, months, (entitled, level))


def _stays_over(
    sheet: Worksheet,
    usual: tuple[Figure, Figure],
    every: list[Figure],
    policy: UpliftPolicy,
) -> bool:
    """Tell whether hours are over by habit: in quiet months too, before, and still.

    A season may fill half of the window, but not half of all months that are known.
    The trend of so few months is mostly chance: it counts where it surely falls.
    """
    entitled, level = usual
    hours = every[-policy.window_months :]
    quiet = sheet.derive(
        "hours of the quieter half", "mean of the lower half", hours, unit=level.unit
    )
    newest = hours[-_NEWEST:]
    now = sheet.derive("hours of late", "mean", newest, unit=level.unit)
    trend = sheet.derive("trend", "trend a month", hours, unit=level.unit)
    steps = sheet.constant("months ahead", _AHEAD, unit="months")
    move = sheet.derive("change ahead", "product", [trend, steps], unit=level.unit)
    ahead = sheet.derive("hours ahead", "sum", [now, move], unit=level.unit)
    to_come = ahead if surely_falls([hour.value for hour in hours]) else now
    always = sheet.derive("hours all along", "median", every, unit=level.unit)
    high = min(level.value, always.value) >= entitled.value * policy.over_rate
    return high and min(quiet.value, now.value, to_come.value) >= entitled.value


def _hours(sheet: Worksheet, service: Service, month: Lived) -> Figure:
    """Work out a month's hours without its outliers, which are named."""
    where = f"work/{service.id}/{month.month}"
    parts = [sheet.read(f"worked {month.month}", f"{where}#minutes", unit="minutes")]
    parts += [
        sheet.read(
            f"outlier {one.ticket_id} {month.month}",
            f"{where}#ticket:{one.ticket_id}",
            unit="minutes",
        )
        for one in month.outliers
    ]
    counted = sheet.derive(
        f"counted {month.month}", "difference", parts, unit="minutes"
    )
    sixty = sheet.constant("minutes an hour", 60, unit="minutes")
    return sheet.derive(
        f"hours {month.month}", "quotient", [counted, sixty], unit="hours"
    )


def _overrun(
    sheet: Worksheet,
    account: Account,
    service: Service,
    months: tuple[Lived, ...],
    known: tuple[Figure, ...],
) -> Opportunity:
    entitled, level, *hours = known
    money = account.currency
    over = sheet.derive("hours over", "difference", [level, entitled], unit="hours")
    step = sheet.read("tier step", "playbook#tier_hours", unit="hours")
    added = sheet.derive("hours to add", "rounded up to", [over, step], unit="hours")
    price = sheet.read("price an hour", "playbook#hour_price", unit=money)
    cost = sheet.read("cost an hour", "playbook#hour_cost", unit=money)
    likely = sheet.derive("overage a month", "product", [over, price], unit=money)
    tiered = sheet.derive("re-tier a month", "product", [added, price], unit=money)
    least = _overage(sheet, "lower quartile", hours, entitled, price)
    margin = _margins(sheet, service, level, cost, money)
    low = min(sheet.minor(least), sheet.minor(likely))
    hours_more = shown(added.value, "hours")
    return Opportunity(
        key=f"hours:{service.root}",
        customer_id=account.customer_id,
        contract_id=service.id,
        detector=Detector.SERVICE_OVERRUN,
        kind=Kind.RE_TIER,
        title=f"{service.terms.reference}: {hours_more} more hours a month cure a "
        f"steady overrun of {shown(over.value, 'hours')}",
        estimate=Estimate(
            low_minor=low,
            likely_minor=sheet.minor(likely),
            high_minor=max(sheet.minor(tiered), sheet.minor(likely)),
            currency=money,
            basis=f"hours above the entitlement in {len(hours)} months, "
            f"outlier tickets left out; {margin}",
        ),
        figures=sheet.figures,
        probability=sheet.probability(Kind.RE_TIER),
        margin_rate=1 - cost.value / price.value if price.value else Decimal(0),
        effort=2,
        proposal=(_more_hours(sheet, added, price, cost),),
        cures=("hours_utilisation", "effective_hourly_rate"),
        left_out=_named(months),
    )


def _more_hours(
    sheet: Worksheet, added: Figure, price: Figure, cost: Figure
) -> ProposedLine:
    return ProposedLine(
        item="Included support hours",
        quantity=added.value.normalize(),
        unit_price_minor=sheet.minor(price),
        unit_cost_minor=sheet.minor(cost),
    )


def _overage(
    sheet: Worksheet, rule: str, hours: list[Figure], entitled: Figure, price: Figure
) -> Figure:
    edge = sheet.derive(f"hours, {rule}", rule, hours, unit="hours")
    over = sheet.derive(f"over, {rule}", "excess", [edge, entitled], unit="hours")
    return sheet.derive(f"overage, {rule}", "product", [over, price], unit=price.unit)


def _margins(
    sheet: Worksheet, service: Service, level: Figure, cost: Figure, money: str
) -> str:
    """Work out what an hour earns now and what is left of the month's revenue."""
    mrr = sheet.read("MRR", f"terms/{service.id}#mrr", unit=money)
    rate = sheet.derive("effective hourly rate", "quotient", [mrr, level], unit=money)
    labour = sheet.derive("labour a month", "product", [level, cost], unit=money)
    left = sheet.derive("margin a month", "difference", [mrr, labour], unit=money)
    return (
        f"an hour earns {shown(rate.value, money)} {money}, "
        f"{shown(left.value, money)} {money} a month are left after labour"
    )


def _under_use(
    sheet: Worksheet,
    account: Account,
    service: Service,
    months: tuple[Lived, ...],
    known: tuple[Figure, ...],
) -> Opportunity:
    entitled, level = known
    unused = sheet.derive("hours unused", "difference", [entitled, level], unit="hours")
    sheet.read("MRR", f"terms/{service.id}#mrr", unit=account.currency)
    return Opportunity(
        key=f"hours:{service.root}",
        customer_id=account.customer_id,
        contract_id=service.id,
        detector=Detector.SERVICE_OVERRUN,
        kind=Kind.RETENTION_RISK,
        title=f"{service.terms.reference}: {shown(unused.value, 'hours')} hours a month"
        " are paid for and not used",
        estimate=Estimate(
            low_minor=0,
            likely_minor=0,
            high_minor=0,
            currency=account.currency,
            basis="a retention risk, nothing to sell: agree what the hours are for "
            "before the customer asks",
        ),
        figures=sheet.figures,
        probability=Decimal(0),
        margin_rate=Decimal(0),
        effort=2,
        left_out=_named(months),
    )


def _named(months: tuple[Lived, ...]) -> tuple[str, ...]:
    return tuple(
        f"ticket {one.ticket_id}: {one.minutes} minutes in {month.month}"
        for month in months
        for one in month.outliers
    )
