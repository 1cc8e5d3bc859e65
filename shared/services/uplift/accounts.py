"""Putting together what detectors read of a customer."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from shared.domain.billing import RecurringInvoice
from shared.domain.calendar import add_months, month_key
from shared.domain.contract import Contract
from shared.domain.inventory import Inventory, ListPrice
from shared.domain.model import Model
from shared.domain.playbook import Playbook
from shared.domain.workload import ThemeBook, WorkMonth
from shared.ports import App
from shared.scoring.attribution import REST
from shared.services import load_dossiers
from shared.services.load_dossiers import ContractFile, Dossier, bills
from shared.services.uplift.increases import increase_of
from shared.uplift.account import Account, BilledLine, Service

log = logging.getLogger(__name__)

_MONTHS = 10  # of work that detectors may look at, the current one included


class Common(Model):
    """What all customers of a run share."""

    book: Playbook
    prices: tuple[ListPrice, ...] = ()
    themes: ThemeBook = ThemeBook()


def common(app: App) -> Common:
    """Read what all customers of a run share."""
    stored = next(iter(app.stores.theme_books.all()), ThemeBook())
    book = app.stores.settings.playbook()
    months = book.uplift.list_price_months
    return Common(
        book=book,
        prices=tuple(_monthly(one, months) for one in app.stores.prices.all()),
        themes=stored,
    )


def _monthly(listed: ListPrice, months: int) -> ListPrice:
    cost = None if listed.cost is None else listed.cost / months
    return listed.model_copy(update={"price": listed.price / months, "cost": cost})


def accounts(app: App, customers: Sequence[str], shared: Common) -> Iterator[Account]:
    """Read neighbouring customers: a few range reads, and one of work a customer."""
    wanted = set(customers)
    people = load_dossiers.directory(app)
    words = shared.book.seat_words
    bills_of: dict[str, list[RecurringInvoice]] = defaultdict(list)
    for invoice in app.stores.recurring.within(wanted):
        bills_of[invoice.customer_id].append(invoice)
    things: dict[str, list[Inventory]] = defaultdict(list)
    for seen in app.stores.inventory.within(wanted):
        things[seen.customer_id].append(seen)
    for dossier in load_dossiers.load_all(app, customers, people, words):
        owner = dossier.customer_id
        yield _account(app, dossier, bills_of[owner], things[owner], shared)


def _account(
    app: App,
    dossier: Dossier,
    invoices: Sequence[RecurringInvoice],
    inventory: Sequence[Inventory],
    shared: Common,
) -> Account:
    since = month_key(add_months(app.today(), 1 - _MONTHS))
    work: dict[str, list[WorkMonth]] = defaultdict(list)
    for row in app.stores.work.of(dossier.customer_id, first=since):
        work[row.contract_id].append(row)
    contracts = [file.contract for file in dossier.files]
    return Account(
        customer_id=dossier.customer_id,
        name=dossier.name,
        today=app.today(),
        currency=_currency(app, dossier),
        services=tuple(
            _service(app, file, contracts, (invoices, work[file.contract.id]), shared)
            for file in dossier.files
        ),
        rest=tuple(work[REST]),
        inventory=tuple(inventory),
        prices=shared.prices,
        book=shared.themes,
    )


def _currency(app: App, dossier: Dossier) -> str:
    named = (file.terms.currency for file in dossier.files if file.terms.mrr)
    return next(filter(None, named), app.currency)


def _service(
    app: App,
    file: ContractFile,
    siblings: Sequence[Contract],
    papers: tuple[Sequence[RecurringInvoice], Sequence[WorkMonth]],
    shared: Common,
) -> Service:
    invoices, work = papers
    contract, today = file.contract, app.today()
    lines = tuple(
        BilledLine(invoice_id=invoice.id, number=number, line=line)
        for invoice in invoices
        for number, line in enumerate(invoice.lines)
        if bills(invoice, line, contract, siblings, today)
    )
    return Service(
        contract=contract,
        terms=file.terms,
        lines=lines,
        work=tuple(work),
        replaced=any(one.previous_contract_id == contract.id for one in siblings),
        root_id=_root(contract, siblings),
        increase=increase_of(file, shared.book, today),
        priced_date=_priced(file, lines, today),
    )


def _root(contract: Contract, siblings: Sequence[Contract]) -> str:
    """Follow the renewals back to the first contract that is known."""
    known = {one.id: one for one in siblings}
    seen = {contract.id}
    while contract.previous_contract_id in known.keys() - seen:
        contract = known[str(contract.previous_contract_id)]
        seen.add(contract.id)
    return contract.id


def _priced(
    file: ContractFile, lines: Sequence[BilledLine], today: date
) -> date | None:
    """Tell when a price of the contract was touched last, by all that is known."""
    told = file.contract.fields.get("last_price_change", "")
    known = [line.line.priced_date or line.line.start_date for line in lines]
    found = [day for day in (*known, file.terms.start_date) if day and day <= today]
    try:
        found += [date.fromisoformat(told[:10])] if told else []
    except ValueError:
        log.warning("contract %s: last_price_change is no date", file.contract.id)
    return max(found, default=None)
