"""Service that goes on without a contract: one that has ended, or none at all."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from shared.domain.contract import RenewalMode
from shared.domain.opportunity import Detector, Estimate, Figure, Kind, Opportunity
from shared.domain.uplift_policy import UpliftPolicy
from shared.uplift.account import Account, Service
from shared.uplift.findings import monthly_fee, priced
from shared.uplift.months import window
from shared.uplift.worksheet import Worksheet, shown

_SERVED_MONTHS = 2  # complete months that must both have tickets
_ONE = Decimal(1)


def expired(
    account: Account, policy: UpliftPolicy, service: Service
) -> Opportunity | None:
    """Find a contract that ended, was not replaced, and is served all the same."""
    end = service.contract.end_date
    by_hand = service.terms.renewal_mode in {RenewalMode.MANUAL, RenewalMode.NONE, None}
    if (
        end is None
        or not by_hand
        or end >= account.today
        or not _served(account, service)
    ):
        return None
    sheet = Worksheet(account, policy)
    mrr = monthly_fee(sheet, service)
    billed = service.billed_on(account.today)
    rate = (
        sheet.read("usual rise", "playbook#untouched_rate", unit="share")
        if billed
        else sheet.constant("share unbilled", 1, unit="share")
    )
    more = sheet.derive("a month", "product", [mrr, rate], unit=mrr.unit)
    for month in _served_months(service, account):
        where = f"work/{service.id}/{month}#tickets"
        sheet.read(f"tickets {month}", where, unit="tickets")
    amount = sheet.minor(more)
    told = "still billed at the old price" if billed else "and not billed any more"
    found = priced(
        sheet,
        service,
        title=f"{service.terms.reference}: ended on {end}, still served, {told}",
        amounts=(
            amount,
            amount,
            max(amount, sheet.minor(mrr)) if not billed else amount,
        ),
        basis="the last term's price" if not billed else "one usual rise on renewal",
    )
    return found.model_copy(
        update={
            "kind": Kind.NEW_CONTRACT,
            "key": f"contract:{service.root}",
            "effort": 2,
        }
    )


def _served_months(service: Service, account: Account) -> list[str]:
    over = [row for row in service.work if row.month <= account.last_month]
    return [row.month for row in over[-_SERVED_MONTHS:] if row.tickets]


def _served(account: Account, service: Service) -> bool:
    end: date | None = service.contract.end_date
    months = _served_months(service, account)
    past = [month for month in months if end and month > end.isoformat()[:7]]
    return len(past) == _SERVED_MONTHS


def without_contract(account: Account, policy: UpliftPolicy) -> Iterator[Opportunity]:
    """Find a customer whose desk is busy every month and who has no contract."""
    months = window(account, account.rest, policy)
    if not months:
        return
    sheet = Worksheet(account, policy)
    sixty = sheet.constant("minutes an hour", 60, unit="minutes")
    hours = []
    for row in months:
        worked = sheet.read(
            f"worked {row.month}", f"work/-/{row.month}#minutes", unit="minutes"
        )
        hours.append(
            sheet.derive(
                f"hours {row.month}", "quotient", [worked, sixty], unit="hours"
            )
        )
    usual = sheet.derive("usual hours", "median", hours, unit="hours a month")
    steady = sum(one.value >= 1 for one in hours) >= policy.steady_months
    if steady and usual.value >= 1:
        yield _contract_for(sheet, account, hours, usual)


def _contract_for(
    sheet: Worksheet, account: Account, hours: list[Figure], usual: Figure
) -> Opportunity:
    money = account.currency
    price = sheet.read("price an hour", "playbook#hour_price", unit=money)
    cost = sheet.read("cost an hour", "playbook#hour_cost", unit=money)
    amounts = []
    for name, rule in (("low", "lower quartile"), ("high", "upper quartile")):
        edge = sheet.derive(f"hours, {name}", rule, hours, unit="hours")
        amounts.append(
            sheet.derive(f"a month, {name}", "product", [edge, price], unit=money)
        )
    likely = sheet.derive("a month", "product", [usual, price], unit=money)
    return Opportunity(
        key=f"contract:{account.customer_id}",
        customer_id=account.customer_id,
        contract_id="",
        detector=Detector.ENTITLED_PRICE,
        kind=Kind.NEW_CONTRACT,
        title=f"{account.name}: {shown(usual.value, 'hours')} hours a month and no "
        "contract",
        estimate=Estimate(
            low_minor=sheet.minor(amounts[0]),
            likely_minor=sheet.minor(likely),
            high_minor=sheet.minor(amounts[1]),
            currency=money,
            basis="the hours of the last months at the playbook's price",
        ),
        figures=sheet.figures,
        probability=sheet.probability(Kind.NEW_CONTRACT),
        margin_rate=_ONE - cost.value / price.value if price.value else Decimal(0),
        effort=3,
    )
