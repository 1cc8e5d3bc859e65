"""Recurring invoices with their lines, and issued invoices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.domain.billing import Invoice, RecurringInvoice, RecurringLine
from shared.domain.money import to_minor
from shared.sources.halopsa.currencies import currency_of
from shared.sources.halopsa.mapping.contracts import required, stamp
from shared.sources.halopsa.periods import months_of
from shared.sources.halopsa.raw import RawInvoice, RawLine, RawRecurringInvoice

_ZERO = Decimal(0)
# No field tells a prepaid block. A block billed each cycle replenishes and is recurring
# revenue, so only a line without a period is called one, by its name.
_BLOCK = re.compile(r"\b(block|pre-?paid|pre-?pay)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BillingMapping:
    """How this tenant's invoices are read; `currency` is its own."""

    periods: Mapping[int, Decimal]
    currency: str

    def to_recurring(
        self, raw: RawRecurringInvoice, *, detail: bool
    ) -> RecurringInvoice:
        """Convert a recurring invoice; a list without lines still owes them.

        Its contract id is kept even if no such contract is ever listed.
        """
        return RecurringInvoice(
            id=raw.id,
            customer_id=required(raw.client_id, "client_id"),
            contract_id=raw.contract_id,
            disabled=bool(raw.disabled),
            currency=self._currency(raw),
            start_date=raw.startdate,
            end_date=raw.enddate,
            lines=tuple(self._line(line, raw.period) for line in raw.lines or ()),
            modified_at=stamp(raw.last_modified),
            detail_due=not detail and not raw.lines,
        )

    def to_invoice(self, raw: RawInvoice) -> Invoice:
        """Convert an issued invoice; amounts are gross, in minor units."""
        currency = self._currency(raw)
        total = _total(raw)
        return Invoice(
            id=raw.id,
            customer_id=required(raw.client_id, "client_id"),
            contract_id=raw.contract_id,
            number=raw.invoicenumber,
            invoice_date=_required_date(raw.invoice_date),
            due_date=raw.duedate,
            total_minor=to_minor(total, currency),
            due_minor=to_minor(_due(raw, total), currency),
            currency=currency,
            voided=bool(raw.voided),
        )

    def _line(self, raw: RawLine, period: int | None) -> RecurringLine:
        quantity = Decimal(1) if raw.qty_order is None else raw.qty_order
        net = _net(raw, quantity)
        item = raw.item_shortdescription or raw.item_name
        months = months_of(_period(raw, period), self.periods)
        return RecurringLine(
            item=item,
            quantity=quantity,
            unit_price=net if raw.unit_price is None else raw.unit_price,
            net_amount=net,
            months=months,
            start_date=raw.startdate,
            end_date=raw.enddate,
            inactive=bool(raw.isinactive),
            contract_id=raw.contract_id,
            priced_date=raw.auto_increase_last_date,
            prepaid_block=months is None and _BLOCK.search(item) is not None,
        )

    def _currency(self, raw: RawInvoice | RawRecurringInvoice) -> str:
        return currency_of(raw.currency_code_name, raw.currency, default=self.currency)


def _period(raw: RawLine, header: int | None) -> int | None:
    """Give a line's own period, or the header's.

    0 is no period: a line that renews itself then follows the header, any other is
    billed once.
    """
    if raw.billingperiod is None or (raw.billingperiod == 0 and raw.autorenew):
        return header
    return raw.billingperiod


def _net(raw: RawLine, quantity: Decimal) -> Decimal:
    """Give a line's net amount per period; ValueError when nothing tells it."""
    for amount in (raw.net_amount, raw.net_total):
        if amount is not None:
            return amount
    if raw.unit_price is None:
        message = "a line has neither net_amount nor unit_price"
        raise ValueError(message)
    return quantity * raw.unit_price * (100 - (raw.discount_perc or _ZERO)) / 100


def _total(raw: RawInvoice) -> Decimal:
    if raw.total is not None:
        return raw.total
    if raw.revenue is None:
        message = "an invoice has neither total nor revenue"
        raise ValueError(message)
    return raw.revenue + (raw.tax_total or _ZERO)


def _due(raw: RawInvoice, total: Decimal) -> Decimal:
    """Give what is left to pay; the numbers of `paymentstatus` are not documented."""
    draft = raw.posted is False and raw.dateposted is None and raw.datesent is None
    if raw.voided or draft:
        return _ZERO
    if raw.amountdue is not None:
        return raw.amountdue
    return _ZERO if raw.datepaid else total - (raw.amountpaid or _ZERO)


def _required_date(value: date | None) -> date:
    if value is None:
        message = "invoice_date is missing"
        raise ValueError(message)
    return value
