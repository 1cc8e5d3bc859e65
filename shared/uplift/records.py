"""Records that evidence names: how each is written, and what it says today.

A reference is `kind/id/id#field`; the field may hold any text, ids no slash.
"""

from collections.abc import Callable
from decimal import Decimal

from shared.domain.errors import NotFound
from shared.domain.uplift_policy import UpliftPolicy
from shared.domain.workload import Load, WorkMonth
from shared.uplift.account import Account, Service

Reader = Callable[[Account, list[str], str], Decimal | int | None]

_LOADS = {"category": "categories", "theme": "themes", "outside": "outside"}


def value_of(account: Account, policy: UpliftPolicy, record: str) -> Decimal:
    """Give what a record says; NotFound where it, or its field, is not there."""
    path, _, field = record.partition("#")
    kind, *key = path.split("/")
    found = (
        getattr(policy, field, None)
        if kind == "playbook"
        else _READERS[kind](account, key, field)
    )
    if found is None:
        message = f"customer {account.customer_id}: {record} is not there"
        raise NotFound(message)
    return Decimal(found)


def _service(account: Account, contract_id: str) -> Service | None:
    found = (one for one in account.services if one.id == contract_id)
    return next(found, None)


def _terms(account: Account, key: list[str], field: str) -> Decimal | None:
    service = _service(account, key[0])
    found = getattr(service.terms, field, None) if service else None
    return found if isinstance(found, Decimal) else None


def _work(account: Account, key: list[str], field: str) -> int | None:
    contract_id, month = key
    service = _service(account, contract_id)
    months = service.work if service else account.rest
    found = (row for row in months if row.month == month)
    row = next(found, None)
    return _field_of(row, field) if row else None


def _field_of(row: WorkMonth, field: str) -> int | None:
    what, _, name = field.partition(":")
    if what == "ticket":
        minutes = (one.minutes for one in row.heaviest if one.ticket_id == name)
        return next(minutes, None)
    for prefix, loads in _LOADS.items():
        if what.startswith(f"{prefix}-"):
            load: Load = getattr(row, loads).get(name, Load())
            return int(getattr(load, what.removeprefix(f"{prefix}-")))
    return int(getattr(row, what))


def _line(account: Account, key: list[str], field: str) -> Decimal | None:
    for service in account.services:
        for billed in service.lines:
            if [billed.invoice_id, str(billed.number)] == key:
                if field == "mrr":
                    return billed.line.mrr(account.today)
                return Decimal(getattr(billed.line, field))
    return None


def _inventory(account: Account, key: list[str], field: str) -> int | None:
    months = (one for one in account.inventory if one.month == key[0])
    seen = next(months, None)
    return seen.counts.get(field, 0) if seen else None


def _list_price(account: Account, _: list[str], field: str) -> Decimal | None:
    return next((one.price for one in account.prices if one.item == field), None)


def _list_cost(account: Account, _: list[str], field: str) -> Decimal | None:
    return next((one.cost for one in account.prices if one.item == field), None)


def _clause(account: Account, key: list[str], field: str) -> Decimal | None:
    service = _service(account, key[0])
    found = getattr(service.increase, field, None) if service else None
    return found if isinstance(found, Decimal) else None


def _norm(account: Account, key: list[str], _: str) -> Decimal | None:
    theme = account.book.themes.get(key[0])
    return theme.share if theme else None


_READERS: dict[str, Reader] = {
    "terms": _terms,
    "work": _work,
    "line": _line,
    "inventory": _inventory,
    "listprice": _list_price,
    "listcost": _list_cost,
    "clause": _clause,
    "norm": _norm,
}
