"""Detector: more in service, or other work done, than the contracts cover."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial

from shared.domain.opportunity import Figure, Opportunity, ProposedLine
from shared.domain.uplift_policy import ScopeKind, UpliftPolicy
from shared.uplift.account import Account, BilledLine, Service
from shared.uplift.findings import rescoped
from shared.uplift.in_service import arrivals, counted, lasting
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
            yield from _compared(Worksheet(account, policy), account, kind, live)
    for service in live:
        yield from outside(account, policy, service)


def _compared(
    sheet: Worksheet, account: Account, kind: ScopeKind, live: list[Service]
) -> Iterator[Opportunity]:
    counts = counted(sheet, account, kind)
    there = lasting(sheet, counts)
    items = _items(account, kind, live)
    if not items:
        if there.value and kind.price:
            found = _unlined(sheet, account, kind, there, live)
            came = arrivals(account, counts, there, Decimal(0))
            yield found.model_copy(update={"arrivals": came})
        return
    by_item = _contracted(sheet, kind, items)
    # Items that count the same things are no more things: support, and its backup.
    sold = sheet.derive("contracted", "maximum", by_item.values(), unit=kind.name)
    gap = there.value - sold.value
    largest = [
        max(items[item], key=partial(_weight, account.today))
        for item, figure in by_item.items()
        if figure.value == sold.value
    ]
    # Where the largest has not begun, nobody can tell yet what one more would cost.
    largest = [line for line in largest if line.line.mrr(account.today)]
    if largest and gap > max(Decimal(kind.tolerance), kind.tolerance_rate * sold.value):
        service = next(one for one in live if largest[0] in one.lines)
        amounts, lines = _more(sheet, account, (there, sold), largest)
        title = (
            f"{service.terms.reference}: {shown(there.value, '')} {kind.name}s in "
            f"service, {shown(sold.value, '')} contracted"
        )
        found = rescoped(sheet, (service, title), amounts, lines)
        came = arrivals(account, counts, there, sold.value)
        yield found.model_copy(update={"arrivals": came})


def _items(
    account: Account, kind: ScopeKind, live: list[Service]
) -> dict[str, list[BilledLine]]:
    """Give the lines that are sold for a kind, by item; one may begin later (K25)."""
    found: dict[str, list[BilledLine]] = {}
    for line in (line for one in live for line in one.lines):
        if _named(line.line.item, kind) and _sold(line, account.today):
            found.setdefault(line.line.item, []).append(line)
    return found


def _weight(today: date, billed: BilledLine) -> tuple[bool, Decimal]:
    """Order lines by what tells today's price: those in force, then the largest."""
    return bool(billed.line.mrr(today)), billed.line.quantity


def _sold(billed: BilledLine, today: date) -> bool:
    begins = billed.line.start_date or today
    return bool(billed.line.mrr(max(today, begins)))


def _named(item: str, kind: ScopeKind) -> bool:
    return any(word in item.casefold() for word in kind.words)


def _contracted(
    sheet: Worksheet, kind: ScopeKind, items: dict[str, list[BilledLine]]
) -> dict[str, Figure]:
    """Add up each item's lines, wherever they are billed."""
    found = {}
    for item, lines in items.items():
        parts = [
            sheet.read(
                f"{item}, {line.record}", f"{line.record}#quantity", unit=kind.name
            )
            for line in lines
        ]
        found[item] = sheet.derive(f"contracted {item}", "sum", parts, unit=kind.name)
    return found


def _more(
    sheet: Worksheet,
    account: Account,
    counts: tuple[Figure, Figure],
    lines: list[BilledLine],
) -> tuple[list[Figure], tuple[ProposedLine, ...]]:
    """Price what is not contracted, by the largest line of each item that counts it."""
    there, sold = counts
    gap = sheet.derive("not contracted", "difference", [there, sold], unit=there.unit)
    amounts, proposal = [], []
    for line in lines:
        item = line.line.item
        price = _unit_price(sheet, account, line)
        cost = _cost(sheet, account, item, price)
        amounts.append(
            sheet.derive(f"more of {item}", "product", [gap, price], unit=price.unit)
        )
        proposal.append(
            ProposedLine(
                item=item,
                quantity=gap.value.normalize(),
                unit_price_minor=sheet.minor(price),
                unit_cost_minor=sheet.minor(cost),
            )
        )
    return amounts, tuple(proposal)


def _unit_price(sheet: Worksheet, account: Account, billed: BilledLine) -> Figure:
    item, money = billed.line.item, account.currency
    mrr = sheet.read(f"MRR of {item}", f"{billed.record}#mrr", unit=money)
    record = f"{billed.record}#quantity"
    quantity = sheet.read(f"quantity of {item}", record, unit="units")
    exact = sheet.derive(f"{item} each", "quotient", [mrr, quantity], unit=money)
    return sheet.unit_price(f"price of {item}", exact)


def _cost(sheet: Worksheet, account: Account, item: str, price: Figure) -> Figure:
    """Take a unit's cost from the list, else the usual share of its price."""
    name = f"cost of {item}"
    if any(one.item == item and one.cost is not None for one in account.prices):
        exact = sheet.read(f"{name} by list", f"listcost#{item}", unit=price.unit)
    else:
        share = sheet.constant("usual share of cost", _NO_COST, unit="share")
        exact = sheet.derive(
            f"{name}, usual", "product", [price, share], unit=price.unit
        )
    return sheet.unit_price(name, exact)


def _unlined(
    sheet: Worksheet,
    account: Account,
    kind: ScopeKind,
    there: Figure,
    live: list[Service],
) -> Opportunity:
    money = account.currency
    item, price, cost = _offered(sheet, account, kind)
    amount = sheet.derive(
        f"{kind.name}s a month", "product", [there, price], unit=money
    )
    service = max(live, key=lambda one: (one.terms.mrr or Decimal(0), one.id))
    line = ProposedLine(
        item=item,
        quantity=there.value.normalize(),
        unit_price_minor=sheet.minor(price),
        unit_cost_minor=sheet.minor(cost),
    )
    count = shown(there.value, "")
    title = f"{service.terms.reference}: {count} {kind.name}s in service without a line"
    return rescoped(sheet, (service, title), [amount], (line,))


def _offered(
    sheet: Worksheet, account: Account, kind: ScopeKind
) -> tuple[str, Figure, Figure]:
    """Give the item for a thing without a line: the list's cheapest, else our own."""
    money = account.currency
    fitting = [one for one in account.prices if _named(one.item, kind) and one.price]
    if fitting:
        item = min(fitting, key=lambda one: (one.price, one.item)).item
        listed = sheet.read(f"list price of {item}", f"listprice#{item}", unit=money)
        price = sheet.unit_price(f"price of {item}", listed)
        return item, price, _cost(sheet, account, item, price)
    price = sheet.constant(f"price of a {kind.name}", kind.price, unit=money)
    cost = sheet.constant(f"cost of a {kind.name}", kind.cost, unit=money)
    return f"Managed {kind.name}", price, cost
