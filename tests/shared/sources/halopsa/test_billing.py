from datetime import date
from decimal import Decimal

import pytest

from shared.domain.billing import Invoice, RecurringInvoice, RecurringLine
from shared.domain.errors import RecordRejected

from .vendor import Vendor, a_client, answer, recorded


def test_a_list_without_lines_leaves_them_to_the_detail():
    vendor = Vendor(RecurringInvoice=[recorded("recurring_invoices.json")])

    batch = a_client(vendor).recurring_invoices(1)

    assert batch.items == (
        RecurringInvoice(
            id="-240",
            customer_id="12",
            contract_id="57",
            currency="GBP",
            start_date=date(2024, 4, 1),
            modified_at="2026-09-01T00:00:00+00:00",
            detail_due=True,
        ),
        RecurringInvoice(
            id="241",
            customer_id="12",
            contract_id="900058",
            disabled=True,
            lines=(
                RecurringLine(
                    item="Backup",
                    quantity=Decimal(2),
                    unit_price=Decimal(50),
                    net_amount=Decimal(90),
                    months=Decimal(3),
                ),
            ),
        ),
    )
    assert batch.rejected == ()
    [params] = vendor.params("/api/RecurringInvoice")
    assert params["includelines"] == "true"


def test_a_line_has_its_own_period_or_the_headers():
    path = "RecurringInvoice/-240"
    vendor = Vendor(**{path: [recorded("recurring_invoice.json")]})

    invoice = a_client(vendor).recurring_invoice("-240")

    assert invoice == RecurringInvoice(
        id="-240",
        customer_id="12",
        contract_id="57",
        currency="GBP",
        start_date=date(2024, 4, 1),
        lines=(
            RecurringLine(
                item="Managed user",
                quantity=Decimal(85),
                unit_price=Decimal(22),
                net_amount=Decimal(1870),
                months=Decimal(1),
                contract_id="57",
            ),
            RecurringLine(
                item="Backup",
                quantity=Decimal(1),
                unit_price=Decimal(6000),
                net_amount=Decimal(6000),
                months=Decimal(12),
                inactive=True,
            ),
            RecurringLine(
                item="Firewall",
                quantity=Decimal(2),
                unit_price=Decimal(450),
                net_amount=Decimal(900),
                months=Decimal(1),
                start_date=date(2025, 1, 1),
                end_date=date(2025, 12, 31),
            ),
            RecurringLine(
                item="40h block",
                quantity=Decimal(1),
                unit_price=Decimal(6000),
                net_amount=Decimal(6000),
                months=None,
                prepaid_block=True,
            ),
            RecurringLine(
                item="Odd cycle",
                quantity=Decimal(1),
                unit_price=Decimal(5),
                net_amount=Decimal(5),
                months=None,
            ),
        ),
        modified_at="2026-09-01T00:00:00+00:00",
    )
    assert vendor.params(f"/api/{path}") == [{"includedetails": "true"}]


def test_a_detail_without_lines_is_all_there_is():
    row = {"id": -240, "client_id": 12, "lines": []}
    vendor = Vendor(**{"RecurringInvoice/-240": [answer(row)]})

    assert not a_client(vendor).recurring_invoice("-240").detail_due


@pytest.mark.parametrize(
    "line",
    [
        {"item_name": "x"},
        {"net_amount": 1e13},
        {"net_amount": "1e400"},
        {"net_amount": "NaN"},
    ],
)
def test_a_line_whose_worth_is_not_known_rejects_its_invoice(line):
    row = {"id": -240, "client_id": 12, "lines": [line]}
    vendor = Vendor(**{"RecurringInvoice/-240": [answer(row)]})

    with pytest.raises(RecordRejected, match="net_amount"):
        a_client(vendor).recurring_invoice("-240")


def an_invoice(invoice_id, **over):
    values = {
        "id": str(invoice_id),
        "customer_id": "12",
        "contract_id": None,
        "invoice_date": date(2026, 8, 1),
        "due_date": None,
        "currency": "GBP",
    }
    return Invoice(**{**values, **over})


def test_invoices_tell_what_is_left_to_pay():
    vendor = Vendor(Invoice=[recorded("invoices.json")])

    batch = a_client(vendor).invoices(date(2024, 10, 1), 3)

    assert batch.items == (
        an_invoice(
            5001,
            contract_id="57",
            number="INV-1",
            invoice_date=date(2026, 7, 1),
            due_date=date(2026, 7, 31),
            total_minor=222000,
            due_minor=0,
        ),
        an_invoice(5002, total_minor=12001, due_minor=10001),
        an_invoice(5003, total_minor=1000, due_minor=0, voided=True),
        an_invoice(5004, total_minor=10, due_minor=0, currency="JPY"),
    )
    assert [(r.source_id, r.reason.split(":")[0]) for r in batch.rejected] == [
        ("5005", "invoice_date is missing"),
        ("5006", "total"),
    ]
    [params] = vendor.params("/api/Invoice")
    assert params["invoicedatestart"] == "2024-10-01T00:00:00"
    assert params["page_no"] == "3"


@pytest.mark.parametrize(
    ("over", "due"),
    [
        ({}, 1000),
        ({"amountpaid": 4}, 600),
        ({"amountdue": 2.5}, 250),
        ({"amountdue": None, "datepaid": "2026-08-09T00:00:00"}, 0),
        ({"amountdue": 2.5, "datepaid": "2026-08-09T00:00:00"}, 250),
        ({"posted": True}, 1000),
        ({"posted": False}, 0),
        ({"posted": False, "datesent": "2026-08-02T00:00:00"}, 1000),
        ({"voided": True, "amountdue": 10}, 0),
        ({"total": -10, "amountdue": -10}, -1000),
    ],
    ids=repr,
)
def test_what_is_due_is_told_or_follows_from_what_was_paid(over, due):
    row = {"id": 1, "client_id": 12, "invoice_date": "2026-08-01", "total": 10, **over}
    vendor = Vendor(Invoice=[answer([row])])

    [invoice] = a_client(vendor).invoices(date(2026, 1, 1), 1).items

    assert invoice.due_minor == due


def test_an_invoice_without_any_amount_is_rejected():
    row = {"id": 1, "client_id": 12, "invoice_date": "2026-08-01"}
    vendor = Vendor(Invoice=[answer([row])])

    [rejected] = a_client(vendor).invoices(date(2026, 1, 1), 1).rejected

    assert rejected.reason == "an invoice has neither total nor revenue"
