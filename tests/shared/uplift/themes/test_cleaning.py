import pytest

from shared.uplift.themes.cleaning import cleaned, plain_body
from shared.uplift.themes.ticket import ThemeTicket, wording


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("RE: FW: Printer offline", "Printer offline"),
        ("[EXTERNAL] Invoice query", "Invoice query"),
        ("Mail from jo.doe@acme.com bounces", "Mail from bounces"),
        ("Disk full on SRV-DC01", "Disk full on"),
        ("Disk full on fs02.acme.local", "Disk full on"),
        ("No ping from 10.0.4.17:443", "No ping from"),
        ("See https://acme.com/x?y=1 please", "See please"),
        (r"Cannot open \\fs\share\plan.xlsx", "Cannot open"),
        ("Ticket #48213: VPN drops", "Ticket VPN drops"),
        ("INC0012345 VPN drops", "VPN drops"),
        ("Backup failed 12/11/2026 03:00", "Backup failed"),
        ("Office 365 licence", "Office 365 licence"),
        ("pwd expired in O365", "password expired in Office 365"),
        ("PRINTER ON FIRE", "printer on fire"),
        ("VPN", "VPN"),
        ("<b onclick=x()>Hello</b>", "Hello"),
        ("line\x00one\u202etwo\u200b", "line one two"),
        ("  ", ""),
        ("12345", ""),
    ],
)
def test_what_differs_between_tickets_of_one_theme_is_taken_out(text, clean):
    assert cleaned(text) == clean


def test_alerts_that_differ_in_host_and_number_have_one_wording():
    alerts = ("[ALERT] FS01: disk C below 10 %", "[ALERT] SQL-02: disk C below 7.5 %")

    assert len({cleaned(alert) for alert in alerts}) == 1


def test_a_body_is_read_without_greeting_signature_and_quotes():
    body = "Dear support,\nThe scanner jams.\n\nBest regards\nJo\n> On Monday you wrote"

    assert plain_body(body) == "The scanner jams."


def test_a_wording_joins_summary_category_and_the_start_of_the_details():
    ticket = ThemeTicket("1", "a", "Scanner jams", "Hardware>Printing", "Hi,\nIt does.")

    assert wording(ticket) == "Scanner jams. Hardware Printing. It does"


def test_a_wording_is_bounded_however_long_the_ticket_is():
    ticket = ThemeTicket("1", "a", "word " * 9_000, "", "<" * 90_000)

    assert len(wording(ticket)) <= 400
