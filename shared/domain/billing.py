"""Recurring billing lines, which carry a contract's value, and issued invoices."""

from datetime import date
from decimal import Decimal

from shared.domain.model import Model


class RecurringLine(Model):
    """One line of a recurring invoice.

    `months` is the billing period in months (fractions for weekly are not rounded);
    None means one-off or unknown, which is worth no MRR (K07). `priced_date` is the day
    of its last automatic rise, None without one.
    """

    item: str
    quantity: Decimal
    unit_price: Decimal
    net_amount: Decimal
    months: Decimal | None
    start_date: date | None = None
    end_date: date | None = None
    inactive: bool = False
    contract_id: str | None = None
    prepaid_block: bool = False
    priced_date: date | None = None

    def mrr(self, on: date) -> Decimal:
        """Give this line's MRR in force on a date, unrounded (K07)."""
        started = self.start_date is None or self.start_date <= on
        ended = self.end_date is not None and self.end_date < on
        if self.inactive or self.prepaid_block or not started or ended:
            return Decimal(0)
        return self.net_amount / self.months if self.months else Decimal(0)


class RecurringInvoice(Model):
    """The header that bills a contract's lines in each cycle."""

    id: str
    customer_id: str
    contract_id: str | None
    disabled: bool = False
    currency: str = ""
    start_date: date | None = None
    end_date: date | None = None
    lines: tuple[RecurringLine, ...] = ()
    modified_at: str = ""
    detail_due: bool = False


class Invoice(Model):
    """An issued invoice; amounts are net of nothing, in `currency` minor units."""

    id: str
    customer_id: str
    contract_id: str | None
    number: str = ""
    invoice_date: date
    due_date: date | None
    total_minor: int
    due_minor: int
    currency: str = ""
    voided: bool = False
