"""What detectors read: one customer with its contracts, work, things and prices."""

from datetime import date
from decimal import Decimal

from shared.domain.billing import RecurringLine
from shared.domain.calendar import add_months, month_key
from shared.domain.contract import Contract, RenewalMode, Terms
from shared.domain.inventory import Inventory, ListPrice
from shared.domain.model import Model
from shared.domain.workload import ThemeBook, WorkMonth


class BilledLine(Model):
    """A line of a recurring invoice with its place, so that it can be found again."""

    invoice_id: str
    number: int
    line: RecurringLine

    @property
    def record(self) -> str:
        """The reference to this line."""
        return f"line/{self.invoice_id}/{self.number}"


class Increase(Model):
    """A rise that a contract's clause gives: from when, by how much, told by when.

    `rate` is what the clause applies, after cap and floor, at six places; `more` is the
    rise a month where the clause gives a fee, which is rounded once (K26).
    `announce_by_date` is the last day on which it can be announced for
    `effective_date`. `missed` tells that a rise was due before and never made.
    """

    effective_date: date
    announce_by_date: date
    rate: Decimal
    more: Decimal | None = None
    series: str
    missed: bool = False


class Service(Model):
    """One contract with what is billed and worked for it, months oldest first."""

    contract: Contract
    terms: Terms
    lines: tuple[BilledLine, ...] = ()
    work: tuple[WorkMonth, ...] = ()
    replaced: bool = False
    root_id: str = ""
    increase: Increase | None = None
    priced_date: date | None = None

    @property
    def id(self) -> str:
        """The contract's id."""
        return self.contract.id

    @property
    def root(self) -> str:
        """The first contract of its line of renewals: what money is known by."""
        return self.root_id or self.contract.id

    @property
    def live(self) -> bool:
        """Whether the contract is served as one that has not been replaced."""
        return self.contract.active and not self.contract.gone and not self.replaced

    def billed_on(self, day: date) -> bool:
        """Tell whether any of its lines is worth something that day."""
        return any(billed.line.mrr(day) for billed in self.lines)

    def runs_on(self, day: date) -> bool:
        """Tell whether its term covers a day, by itself or by its end date."""
        end = self.contract.end_date
        itself = {RenewalMode.AUTO, RenewalMode.EVERGREEN}
        return end is None or end >= day or self.terms.renewal_mode in itself


class Account(Model):
    """A customer as uplift sees it; `rest` is work that no contract has for certain."""

    customer_id: str
    name: str
    today: date
    currency: str
    services: tuple[Service, ...] = ()
    rest: tuple[WorkMonth, ...] = ()
    inventory: tuple[Inventory, ...] = ()
    prices: tuple[ListPrice, ...] = ()
    book: ThemeBook = ThemeBook()

    @property
    def last_month(self) -> str:
        """The key of the newest month that is over."""
        return month_key(add_months(self.today.replace(day=1), -1))
