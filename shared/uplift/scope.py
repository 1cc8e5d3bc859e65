"""Detector: more in service, or other work done, than the contracts cover."""

from collections.abc import Iterator
from decimal import Decimal

from shared.domain.opportunity import Figure, Opportunity, ProposedLine
from shared.domain.uplift_policy import ScopeKind, UpliftPolicy
from shared.uplift.account import Account, BilledLine, Service
from shared.uplift.findings import rescoped
from shared.uplift.out_of_scope import outside
from shared.uplift.worksheet import Worksheet, shown

_NO_COST = Decimal("0.6")  # of the price, where no list tells what a line costs


def detect(account: Account, policy: UpliftPolicy) -> Iterator[Opportunity]:
    """Find things in service beyond those contracted, and work beyond the scope."""
    live = [
        one for one in account.services if one.live and one.billed_on(account.today)
    ]
    if live and account.inventory:
        for kind in policy.scope_kinds:
            yield from _counted(account, policy, kind, live)
    for service in live:
        yield from outside(account, policy, service)


def _counted(
    account: Account, policy: UpliftPolicy, kind: ScopeKind, live: list[Service]
) -> Iterator[Opportunity]:
    lines = [(one, line) for one in live for line in one.lines if _fits(line, kind)]
    lines = [(one, line) for one, line in lines if line.line.mrr(account.today)]
    sheet = Worksheet(account, policy)
    there = _in_service(sheet, account, kind)
    if not lines:
        if there.value and kind.price:
            yield _unlined(sheet, account, kind, there, live)
        return
    counted = [
        sheet.read(
            f"contracted {line.line.item} ({one.terms.reference})",
            f"{line.record}#quantity",
            unit=kind.name,
        )
        for one, line in lines
    ]
    sold = sheet.derive("contracted", "maximum", counted, unit=kind.name)
    gap = there.value - sold.value
    if gap > max(Decimal(kind.tolerance), kind.tolerance_rate * sold.value):
        yield _more(sheet, account, kind, (there, sold), lines)


def _fits(billed: BilledLine, kind: ScopeKind) -> bool:
    item = billed.line.item.casefold()
    return any(word in item for word in kind.words)


def _in_service(sheet: Worksheet, account: Account, kind: ScopeKind) -> Figure:
    """Count what was there on both of the last two dates: one peak is no growth."""
    seen = []
    for inventory in account.inventory[-2:]:
        parts = [
            sheet.read(
                f"{name} on {inventory.seen_date}",
                f"inventory/{inventory.month}#{name}",
                unit=kind.name,
            )
            for name in kind.inventory
        ]
        total = f"in service on {inventory.seen_date}"
        seen.append(sheet.derive(total, "sum", parts, unit=kind.name))
    return sheet.derive("in service", "minimum", seen, unit=kind.name)


def _more(
    sheet: Worksheet,
    account: Account,
    kind: ScopeKind,
    counts: tuple[Figure, Figure],
    lines: list[tuple[Service, BilledLine]],
) -> Opportunity:
    there, sold = counts
    gap = sheet.derive("not contracted", "difference", [there, sold], unit=kind.name)
    best = max((line for _, line in lines), key=lambda line: line.line.quantity)
    service = next(one for one, line in lines if line is best)
    like = [x for one, x in lines if one is service and x.line.quantity == sold.value]
    amounts, proposal = [], []
    for line in like:
        price = _unit_price(sheet, account, line)
        amounts.append(
            sheet.derive(
                f"more of {line.line.item}", "product", [gap, price], unit=price.unit
            )
        )
        cost = _cost(account, line.line.item, price.value)
        proposal.append(
            ProposedLine(
                item=line.line.item,
                quantity=gap.value.normalize(),
                unit_price_minor=sheet.minor(price),
                unit_cost_minor=sheet.minor(
                    sheet.constant(f"cost of {line.line.item}", cost, unit=price.unit)
                ),
            )
        )
    title = (
        f"{service.terms.reference}: {shown(there.value, '')} {kind.name}s in service, "
        f"{shown(sold.value, '')} contracted"
    )
    return rescoped(sheet, (service, title), amounts, tuple(proposal))


def _unit_price(sheet: Worksheet, account: Account, billed: BilledLine) -> Figure:
    mrr = sheet.read(
        f"MRR of {billed.line.item}", f"{billed.record}#mrr", unit=account.currency
    )
    quantity = sheet.read(
        f"quantity of {billed.line.item}", f"{billed.record}#quantity", unit="units"
    )
    return sheet.derive(
        f"price of {billed.line.item}",
        "quotient",
        [mrr, quantity],
        unit=account.currency,
    )


def _cost(account: Account, item: str, price: Decimal) -> Decimal:
    listed = next((one.cost for one in account.prices if one.item == item), None)
    return price * _NO_COST if listed is None else listed


def _unlined(
    sheet: Worksheet,
    account: Account,
    kind: ScopeKind,
    there: Figure,
    live: list[Service],
) -> Opportunity:
    money = account.currency
    price = sheet.constant(f"price of a {kind.name}", kind.price, unit=money)
    cost = sheet.constant(f"cost of a {kind.name}", kind.cost, unit=money)
    amount = sheet.derive(
        f"{kind.name}s a month", "product", [there, price], unit=money
    )
    service = max(live, key=lambda one: (one.terms.mrr or Decimal(0), one.id))
    line = ProposedLine(
        item=f"Managed {kind.name}",
        quantity=there.value.normalize(),
        unit_price_minor=sheet.minor(price),
        unit_cost_minor=sheet.minor(cost),
    )
    count = shown(there.value, "")
    title = f"{service.terms.reference}: {count} {kind.name}s in service without a line"
    return rescoped(sheet, (service, title), [amount], (line,))
