"""Detector: prices that lie below what the MSP is entitled to, and service unpriced."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from shared.domain.calendar import add_months
from shared.domain.opportunity import Figure, Opportunity
from shared.domain.uplift_policy import UpliftPolicy
from shared.uplift.account import Account, BilledLine, Increase, Service
from shared.uplift.findings import monthly_fee, priced
from shared.uplift.letters import increase_letter
from shared.uplift.uncontracted import expired, without_contract
from shared.uplift.worksheet import Worksheet, shown

_ONE = Decimal(1)


def detect(account: Account, policy: UpliftPolicy) -> Iterator[Opportunity]:
    """Find, for each contract, the firmest ground for a price that is due."""
    live = [one for one in account.services if one.live]
    for service in live:
        if not service.terms.mrr:
            continue
        found = (
            expired(account, policy, service)
            or _indexed(account, policy, service)
            or _drifted(account, policy, service)
            or _untouched(account, policy, service)
        )
        if found:
            yield found
    if not live:
        yield from without_contract(account, policy)


def _indexed(
    account: Account, policy: UpliftPolicy, service: Service
) -> Opportunity | None:
    rise = service.increase
    if rise is None or rise.rate <= 0:
        return None
    remind = rise.announce_by_date - timedelta(days=policy.reminder_days)
    if not remind <= account.today <= rise.announce_by_date:
        return None
    sheet = Worksheet(account, policy)
    mrr = monthly_fee(sheet, service)
    rate = sheet.read("rise by the clause", f"clause/{service.id}#rate", unit="share")
    if rise.more is None:
        more = sheet.derive("rise a month", "product", [mrr, rate], unit=mrr.unit)
    else:
        record = f"clause/{service.id}#more"
        more = sheet.read("rise a month", record, unit=mrr.unit)
    amount = sheet.minor(more)
    late = " (an earlier one was never made)" if rise.missed else ""
    return priced(
        sheet,
        service,
        title=f"{service.terms.reference}: rise by {rise.series} due on "
        f"{rise.effective_date}, to be announced by {rise.announce_by_date}{late}",
        amounts=(amount, amount, amount),
        basis="the contract's own clause, after cap and floor",
    ).model_copy(
        update={
            "act_by_date": rise.announce_by_date,
            "letter": _letter(account, service, rise, amount),
        }
    )


def _letter(account: Account, service: Service, rise: Increase, minor: int) -> str:
    return increase_letter(
        customer=account.name,
        reference=service.terms.reference,
        rise=rise,
        minor=(minor, service.terms.mrr or Decimal(0)),
        currency=account.currency,
    )


def _drifted(
    account: Account, policy: UpliftPolicy, service: Service
) -> Opportunity | None:
    listed = {one.item: one.price for one in account.prices}
    drifted = [
        billed
        for billed in service.lines
        if billed.line.mrr(account.today)
        and billed.line.item in listed
        and listed[billed.line.item] > _monthly(billed) * (_ONE + policy.drift_rate)
    ]
    if not drifted or not _steady_price(account, service):
        return None
    sheet = Worksheet(account, policy)
    monthly_fee(sheet, service)
    gaps = [_gap(sheet, account, billed) for billed in drifted]
    total = sheet.derive("below list a month", "sum", gaps, unit=account.currency)
    least = min(sheet.minor(gap) for gap in gaps)
    return priced(
        sheet,
        service,
        title=f"{service.terms.reference}: {_lines(len(drifted))} "
        f"{shown(total.value, account.currency)} {account.currency} a month below list",
        amounts=(least, sheet.minor(total), sheet.minor(total)),
        basis="today's price list against what each line is billed at; the low end is "
        "one line",
    )


def _lines(count: int) -> str:
    return "1 line is" if count == 1 else f"{count} lines are"


def _monthly(billed: BilledLine) -> Decimal:
    line = billed.line
    return line.unit_price / line.months if line.months else line.unit_price


def _steady_price(account: Account, service: Service) -> bool:
    """Tell whether a list price rose after the deal: a new discount is no drift."""
    begun = service.priced_date or service.terms.start_date
    return begun is not None and begun <= add_months(account.today, -12)


def _gap(sheet: Worksheet, account: Account, billed: BilledLine) -> Figure:
    """Compare each line by itself: two of one item keep their own prices (K28)."""
    item, money = billed.line.item, account.currency
    name = f"{item}, {billed.record}"
    listed = sheet.read(f"list price of {item}", f"listprice#{item}", unit=money)
    record = f"{billed.record}#quantity"
    quantity = sheet.read(f"quantity of {name}", record, unit="units")
    worth = sheet.derive(f"by list, {name}", "product", [listed, quantity], unit=money)
    paid = sheet.read(f"as billed, {name}", f"{billed.record}#mrr", unit=money)
    return sheet.derive(f"below list, {name}", "excess", [worth, paid], unit=money)


def _untouched(
    account: Account, policy: UpliftPolicy, service: Service
) -> Opportunity | None:
    since = service.priced_date
    if since is None or since > add_months(account.today, -policy.untouched_months):
        return None
    if service.increase is not None:
        return None  # its own clause says when the price may move
    sheet = Worksheet(account, policy)
    mrr = monthly_fee(sheet, service)
    rate = sheet.read("usual rise", "playbook#untouched_rate", unit="share")
    years = max(1, (account.today - since).days // 365)
    count = sheet.constant("years untouched", years, unit="years")
    once = sheet.derive("one rise", "product", [mrr, rate], unit=mrr.unit)
    every = sheet.derive("a rise a year", "product", [once, count], unit=mrr.unit)
    low, high = sheet.minor(once), sheet.minor(every)
    return priced(
        sheet,
        service,
        title=f"{service.terms.reference}: price untouched since {since}",
        amounts=(low, low, high),
        basis="one usual rise; at most one for each year missed",
    )
