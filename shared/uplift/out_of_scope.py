"""Work that goes on month after month in categories a contract does not cover."""

from collections.abc import Iterator

from shared.domain.opportunity import Figure, Opportunity, ProposedLine
from shared.domain.uplift_policy import UpliftPolicy
from shared.uplift.account import Account, Service
from shared.uplift.findings import rescoped
from shared.uplift.months import window
from shared.uplift.worksheet import Worksheet, shown


def outside(
    account: Account, policy: UpliftPolicy, service: Service
) -> Iterator[Opportunity]:
    """Find work that goes on month after month in categories outside the contract."""
    months = window(account, service.work, policy)
    names = sorted(
        {
            name
            for row in months
            for name in row.categories
            if name.casefold().startswith(policy.out_of_scope_categories)
        }
    )
    if not names:
        return
    sheet = Worksheet(account, policy)
    sixty = sheet.constant("minutes an hour", 60, unit="minutes")
    hours = []
    for row in months:
        parts = [
            sheet.read(
                f"{name} {row.month}",
                f"work/{service.id}/{row.month}#category-minutes:{name}",
                unit="minutes",
            )
            for name in names
        ]
        worked = sheet.derive(f"outside {row.month}", "sum", parts, unit="minutes")
        hours.append(
            sheet.derive(
                f"hours {row.month}", "quotient", [worked, sixty], unit="hours"
            )
        )
    usual = sheet.derive("usual hours", "median", hours, unit="hours a month")
    enough = policy.out_of_scope_hours
    steady = sum(one.value >= enough for one in hours) >= policy.steady_months
    if steady and usual.value >= enough:
        yield _beyond(sheet, account, service, names, usual)


def _beyond(
    sheet: Worksheet,
    account: Account,
    service: Service,
    names: list[str],
    usual: Figure,
) -> Opportunity:
    money = account.currency
    price = sheet.read("price an hour", "playbook#hour_price", unit=money)
    cost = sheet.read("cost an hour", "playbook#hour_cost", unit=money)
    amount = sheet.derive("work a month", "product", [usual, price], unit=money)
    line = ProposedLine(
        item=f"Work outside the scope: {', '.join(names)}",
        quantity=usual.value.normalize(),
        unit_price_minor=sheet.minor(price),
        unit_cost_minor=sheet.minor(cost),
    )
    # The same key as an overrun: both would sell the same hours.
    title = (
        f"{service.terms.reference}: {shown(usual.value, 'hours')} hours a month "
        f"outside the scope ({', '.join(names)})"
    )
    return rescoped(
        sheet, (service, title), [amount], (line,), key=f"hours:{service.root}"
    )
