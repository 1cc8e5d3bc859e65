"""MRR and ARR in force on a date (K07, K08)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from shared.domain.billing import RecurringInvoice, RecurringLine
from shared.domain.money import ZERO, rounded

_MONTHS = 12


def mrr(lines: Iterable[RecurringLine], *, on: date) -> Decimal:
    """Add up the lines' MRR on a date, unrounded.

    Monthly x 1, quarterly / 3, annual / 12; one-off lines and blocks are 0 (K07). A
    line counts at its full rate from its first day, however it is billed (K25).
    """
    return sum((line.mrr(on) for line in lines), ZERO)


def rounded_mrr(lines: Iterable[RecurringLine], *, on: date, currency: str) -> Decimal:
    """Give the MRR as shown: the unrounded sum, rounded once."""
    return rounded(mrr(lines, on=on), currency)


def rounded_arr(lines: Iterable[RecurringLine], *, on: date, currency: str) -> Decimal:
    """Give 12 x the MRR in force, never the months that are left (K08)."""
    return rounded(_MONTHS * mrr(lines, on=on), currency)


def mrr_by_currency(
    invoices: Iterable[RecurringInvoice], *, contract_id: str, on: date
) -> dict[str, Decimal]:
    """Give a contract's MRR by currency, unrounded; lines may name their contract.

    A currency in which nothing is in force is left out.
    """
    found: dict[str, Decimal] = defaultdict(Decimal)
    for invoice in invoices:
        if _bills_on(invoice, on):
            lines = [
                line
                for line in invoice.lines
                if (line.contract_id or invoice.contract_id) == contract_id
            ]
            found[invoice.currency] += mrr(lines, on=on)
    return {currency: amount for currency, amount in found.items() if amount}


def _bills_on(invoice: RecurringInvoice, on: date) -> bool:
    begun = invoice.start_date is None or invoice.start_date <= on
    over = invoice.end_date is not None and invoice.end_date < on
    return begun and not over and not invoice.disabled
