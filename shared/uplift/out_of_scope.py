"""Work that goes on month after month and that a contract does not cover."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from shared.domain.opportunity import Figure, Opportunity, ProposedLine
from shared.domain.uplift_policy import UpliftPolicy
from shared.domain.workload import WorkMonth
from shared.uplift.account import Account, Service
from shared.uplift.coverage import CATEGORY, HOURS
from shared.uplift.findings import rescoped
from shared.uplift.months import window
from shared.uplift.worksheet import Worksheet, shown

_EXAMPLES = 3
_STEP = Decimal("0.25")  # of the hours that are proposed


class _Ground(NamedTuple):
    """One reason why work is outside: what would be sold, and where it is counted."""

    what: str
    item: str
    names: tuple[str, ...]


def outside(
    account: Account, policy: UpliftPolicy, service: Service
) -> Iterator[Opportunity]:
    """Find categories, sites and hours outside the contract that take time steadily.

    No minute is counted on two grounds, so that their lines add up.
    """
    months = window(account, service.work, policy)
    sheet = Worksheet(account, policy)
    steady = []
    for ground in _grounds(months):
        trial = Worksheet(account, policy)
        if _is_steady(_usual(trial, service, months, ground), policy):
            steady.append((ground, _usual(sheet, service, months, ground)[-1]))
    if steady:
        found = _beyond(sheet, account, service, steady)
        tickets = _examples(months, [ground for ground, _ in steady])
        yield found.model_copy(update={"examples": tickets})


def _grounds(months: Sequence[WorkMonth]) -> Iterator[_Ground]:
    """Name the grounds: all categories as one, each site by itself, the hours."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for name in sorted({name for row in months for name in row.outside}):
        kind, _, detail = name.partition(":")
        by_kind[kind if kind == CATEGORY else name].append(detail)
    for kind, details in sorted(by_kind.items()):
        if kind == CATEGORY:
            listed = ", ".join(details)
            names = tuple(f"{CATEGORY}:{one}" for one in details)
            yield _Ground(listed, f"Work outside the scope: {listed}", names)
        elif kind == HOURS:
            yield _Ground("after hours", "Support outside service hours", (HOURS,))
        else:
            yield _Ground(
                f"site {details[0]}", f"Support of site {details[0]}", (kind,)
            )


def _usual(
    sheet: Worksheet, service: Service, months: Sequence[WorkMonth], ground: _Ground
) -> list[Figure]:
    """Work out the hours of each month, and the usual ones last."""
    sixty = sheet.constant("minutes an hour", 60, unit="minutes")
    hours = []
    for row in months:
        parts = [
            sheet.read(
                f"{name} {row.month}",
                f"work/{service.id}/{row.month}#outside-minutes:{name}",
                unit="minutes",
            )
            for name in ground.names
        ]
        where = f"{ground.what} {row.month}"
        worked = sheet.derive(f"minutes, {where}", "sum", parts, unit="minutes")
        hours.append(
            sheet.derive(f"hours, {where}", "quotient", [worked, sixty], unit="hours")
        )
    usual = f"usual hours, {ground.what}"
    return [*hours, sheet.derive(usual, "median", hours, unit="hours a month")]


def _is_steady(figures: list[Figure], policy: UpliftPolicy) -> bool:
    *hours, usual = figures
    enough = policy.out_of_scope_hours
    busy = sum(one.value >= enough for one in hours)
    return busy >= policy.steady_months and usual.value >= enough


def _beyond(
    sheet: Worksheet,
    account: Account,
    service: Service,
    steady: list[tuple[_Ground, Figure]],
) -> Opportunity:
    money = account.currency
    price = sheet.read("price an hour", "playbook#hour_price", unit=money)
    cost = sheet.read("cost an hour", "playbook#hour_cost", unit=money)
    step = sheet.constant("step of hours", _STEP, unit="hours")
    amounts, lines, sold = [], [], []
    for ground, usual in steady:
        hours = sheet.derive(
            f"hours to sell, {ground.what}", "rounded to", [usual, step], unit="hours"
        )
        sold.append(hours)
        name = f"{ground.what}, a month"
        amounts.append(sheet.derive(name, "product", [hours, price], unit=money))
        lines.append(
            ProposedLine(
                item=ground.item,
                quantity=hours.value.normalize(),
                unit_price_minor=sheet.minor(price),
                unit_cost_minor=sheet.minor(cost),
            )
        )
    total = sheet.derive("hours outside", "sum", sold, unit="hours a month")
    # The same key as an overrun: both would sell the same hours.
    title = (
        f"{service.terms.reference}: {shown(total.value, 'hours')} hours a month "
        f"outside the scope ({', '.join(ground.what for ground, _ in steady)})"
    )
    return rescoped(
        sheet, (service, title), amounts, tuple(lines), key=f"hours:{service.root}"
    )


def _examples(months: Sequence[WorkMonth], grounds: list[_Ground]) -> tuple[str, ...]:
    """Give the newest tickets, of each ground in turn."""
    names = [name for ground in grounds for name in ground.names]
    tickets = (
        ticket
        for row in reversed(months)
        for name in names
        if name in row.outside
        for ticket in row.outside[name].examples[:1]
    )
    return tuple(dict.fromkeys(tickets))[:_EXAMPLES]
