"""Recurring invoices and issued invoices."""

from collections.abc import Mapping
from datetime import date

from shared.domain.billing import Invoice, RecurringInvoice
from shared.ports import InvoiceBatch, RecurringBatch
from shared.sources.halopsa.config import HaloConfig
from shared.sources.halopsa.mapping.billing import BillingMapping
from shared.sources.halopsa.raw import RawInvoice, RawRecurringInvoice
from shared.sources.halopsa.routes import Routes
from shared.sources.web.rows import read_row, sift


class BillingReader:
    """Reads both kinds of invoices by the page, and the detail of a recurring one."""

    def __init__(self, routes: Routes, config: HaloConfig) -> None:
        self._routes = routes
        self._mapping = BillingMapping(periods=config.periods, currency=config.currency)

    def recurring_invoices(self, number: int) -> RecurringBatch:
        # Some tenants send lines along with the list, others ignore the wish.
        page = self._routes.page(
            "RecurringInvoice", number, key="invoices", params={"includelines": "true"}
        )
        sifted = sift("recurring_invoices", page.rows, self._thin)
        return RecurringBatch(
            items=sifted.items,
            rejected=sifted.rejected,
            last=page.last,
            fingerprint=page.fingerprint,
            read=len(page.rows),
        )

    def recurring_invoice(self, invoice_id: str) -> RecurringInvoice:
        params = {"includedetails": "true"}
        row = self._routes.one("RecurringInvoice", invoice_id, params)
        return read_row(row, self._detail)

    def invoices(self, since: date, number: int) -> InvoiceBatch:
        # There is no filter by change: what is paid later is seen by reading again.
        page = self._routes.page(
            "Invoice",
            number,
            key="invoices",
            params={"invoicedatestart": f"{since.isoformat()}T00:00:00"},
        )
        sifted = sift("invoices", page.rows, self._invoice)
        return InvoiceBatch(
            items=sifted.items,
            rejected=sifted.rejected,
            last=page.last,
            fingerprint=page.fingerprint,
            read=len(page.rows),
        )

    def _thin(self, row: Mapping[str, object]) -> RecurringInvoice:
        raw = RawRecurringInvoice.model_validate(row)
        return self._mapping.to_recurring(raw, detail=False)

    def _detail(self, row: Mapping[str, object]) -> RecurringInvoice:
        raw = RawRecurringInvoice.model_validate(row)
        return self._mapping.to_recurring(raw, detail=True)

    def _invoice(self, row: Mapping[str, object]) -> Invoice:
        return self._mapping.to_invoice(RawInvoice.model_validate(row))
