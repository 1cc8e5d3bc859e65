"""Customers' contracts with their terms resolved and checked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from shared.domain.billing import RecurringInvoice, RecurringLine
from shared.domain.contract import Contract, Finding, Intake, Terms
from shared.domain.customer import Customer
from shared.domain.errors import NotFound
from shared.domain.model import Model
from shared.domain.money import rounded, to_minor
from shared.ports import App
from shared.workflow.checks import overlaps
from shared.workflow.intake import Billed, Directory, findings_of, resolve

T = TypeVar("T", Contract, Intake, RecurringInvoice)


class ContractFile(Model):
    """A contract with its terms and what is wrong with them."""

    contract: Contract
    terms: Terms
    findings: tuple[Finding, ...] = ()


class Dossier(Model):
    """A customer with all its contracts; `customer` is None when unknown."""

    customer_id: str
    customer: Customer | None
    files: tuple[ContractFile, ...]

    @property
    def name(self) -> str:
        """The customer's name, its id where none is known."""
        return self.customer.name if self.customer else self.customer_id


class Exposed(Model):
    """The annual value of a contract, which an exception puts at stake."""

    value_minor: int = 0
    currency: str = ""


def exposed(app: App, customer_id: str, contract_id: str) -> Exposed:
    """Give a contract's annual value today (K08), 0 where it isn't known."""
    words = app.stores.settings.playbook().seat_words
    for file in load(app, customer_id, directory(app), words).files:
        terms = file.terms
        if terms.contract_id == contract_id and terms.mrr:
            minor = 12 * to_minor(terms.mrr, terms.currency)
            return Exposed(value_minor=minor, currency=terms.currency)
    return Exposed()


def billed_for(app: App, contract_id: str, today: date) -> Exposed:
    """Give the annual value of the recurring lines that name a contract (K08)."""
    for invoice in app.stores.recurring.all():
        named = [
            line
            for line in invoice.lines
            if (line.contract_id or invoice.contract_id) == contract_id
        ]
        if named and not invoice.disabled:
            amount = 12 * sum((line.mrr(today) for line in named), Decimal(0))
            minor = to_minor(amount, invoice.currency)
            return Exposed(value_minor=minor, currency=invoice.currency)
    return Exposed()


def find_contract(app: App, contract_id: str) -> Contract:
    """Find a contract that is there; NotFound names it."""
    for contract in app.stores.contracts.all():
        if contract.id == contract_id and not contract.gone:
            return contract
    message = f"contract {contract_id} is not known"
    raise NotFound(message)


def directory(app: App) -> Directory:
    """Read the MSP's people, once for many customers."""
    return Directory(agents={agent.id: agent for agent in app.stores.agents.all()})


def load(
    app: App, customer_id: str, people: Directory, words: Iterable[str]
) -> Dossier:
    """Read one customer; see `load_all`."""
    return next(load_all(app, [customer_id], people, words))


def load_all(
    app: App, customer_ids: Sequence[str], people: Directory, words: Iterable[str]
) -> Iterator[Dossier]:
    """Read neighbouring customers: four range reads, whatever their number.

    `words` tell a per-seat line from others by its item's name.
    """
    stores, wanted = app.stores, set(customer_ids)
    customers = {customer.id: customer for customer in stores.customers.within(wanted)}
    contracts = _by_customer(stores.contracts.within(wanted))
    intake = _by_customer(stores.intake.within(wanted))
    invoices = _by_customer(stores.recurring.within(wanted))
    for key in customer_ids:
        papers = _Papers(contracts[key], intake[key], invoices[key])
        files = _files(app, customers.get(key), papers, people, words)
        yield Dossier(customer_id=key, customer=customers.get(key), files=files)


class _Papers(NamedTuple):
    """What is stored of one customer's contracts."""

    contracts: list[Contract]
    intake: list[Intake]
    invoices: list[RecurringInvoice]


def _by_customer(items: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for item in items:
        found[item.customer_id].append(item)
    return found


def _files(
    app: App,
    customer: Customer | None,
    papers: _Papers,
    people: Directory,
    words: Iterable[str],
) -> tuple[ContractFile, ...]:
    contracts, intake = papers.contracts, {i.contract_id: i for i in papers.intake}
    today = app.today()
    files = []
    for contract in contracts:
        billed = _billed(contract, contracts, papers.invoices, today, words)
        resolved = resolve(
            contract,
            intake.get(contract.id),
            billed=billed,
            directory=people,
            account_manager_id=customer.account_manager_id if customer else None,
            currency=app.currency,
        )
        findings = (
            *resolved.findings,
            *findings_of(resolved.terms, customer_known=customer is not None),
            *overlaps(contract, contracts),
        )
        file = ContractFile(contract=contract, terms=resolved.terms, findings=findings)
        files.append(file)
    return tuple(files)


def _billed(
    contract: Contract,
    siblings: Sequence[Contract],
    invoices: Sequence[RecurringInvoice],
    today: date,
    words: Iterable[str],
) -> Billed:
    """Value a contract today; one not begun on its first day, one over on its last."""
    on = max(today, contract.start_date or today)
    billed = _billed_on(on, contract, siblings, invoices, words)
    if not sum(billed.mrr.values()) and contract.end_date and contract.end_date < on:
        billed = _billed_on(contract.end_date, contract, siblings, invoices, words)
    return billed


def _billed_on(
    on: date,
    contract: Contract,
    siblings: Sequence[Contract],
    invoices: Iterable[RecurringInvoice],
    words: Iterable[str],
) -> Billed:
    mrr: dict[str, Decimal] = defaultdict(Decimal)
    seats = Decimal(0)
    for invoice in invoices:
        for line in invoice.lines:
            if not bills(invoice, line, contract, siblings, on):
                continue
            mrr[invoice.currency] += line.mrr(on)
            if line.mrr(on) and any(word in line.item.casefold() for word in words):
                seats = max(seats, line.quantity)
    exact = {code: rounded(amount, code) for code, amount in mrr.items()}
    # A line that is worth nothing today doesn't make the currencies a mix.
    worth = {code: amount for code, amount in exact.items() if amount}
    return Billed(mrr=worth or exact, seats=seats or None)


def bills(
    invoice: RecurringInvoice,
    line: RecurringLine,
    contract: Contract,
    siblings: Sequence[Contract],
    on: date,
) -> bool:
    """Tell whether a line belongs to a contract; an orphan goes to the only one."""
    over = invoice.end_date is not None and invoice.end_date < on
    # What billed a contract that was replaced is off by now: it tells its last value.
    off = invoice.disabled and contract.active
    if off or over:
        return False
    named = line.contract_id or invoice.contract_id
    known = {sibling.id for sibling in siblings}
    if named in known:
        return named == contract.id
    active = [sibling.id for sibling in siblings if sibling.active]
    return active == [contract.id]
