from datetime import UTC, datetime

from shared.domain.service import TimeEntry
from shared.domain.workload import Load, TicketMinutes
from shared.uplift.workload import Booked, Placed, Themed, work_months
from tests.builders import CUSTOMER, a_ticket

AT = datetime(2026, 11, 5, 9, tzinfo=UTC)
THEMES = Themed(version="v1", by_ticket={"1": "print", "2": "print", "0": "mail"})


def a_job(number, category="Hardware>Printing"):
    return a_ticket(
        str(number), opened_at=AT.replace(day=5 + number), category=category
    )


def time_on(ticket_id, minutes):
    return TimeEntry(
        id=f"t{ticket_id}",
        agent_id="3",
        customer_id=CUSTOMER,
        ticket_id=ticket_id,
        started_at=AT,
        minutes=minutes,
    )


def rows(opened=(), booked=(), contracts=("301", "-")):
    found = work_months(
        (CUSTOMER, "2026-11"),
        contracts,
        opened=[Placed("301", ticket) for ticket in opened],
        booked=[Booked("301", entry, ticket) for entry, ticket in booked],
        themes=THEMES,
    )
    return list(found)


def test_each_contract_has_a_row_even_when_nothing_happened():
    assert [row.contract_id for row in rows()] == ["301", "-"]
    assert not any(row.tickets or row.minutes for row in rows())


def test_tickets_and_minutes_are_counted_by_theme_and_category():
    first, second = a_job(1), a_job(2)
    booked = [(time_on("1", 30), first), (time_on("2", 60), second)]

    (row, _) = rows([first, second], booked)

    load = Load(tickets=2, minutes=90, examples=("2", "1"))
    assert row.themes == {"print": load}
    assert row.categories == {"Hardware>Printing": load}
    assert (row.tickets, row.minutes, row.theme_version) == (2, 90, "v1")


def test_time_on_an_older_ticket_counts_for_its_theme_and_category():
    earlier = a_job(0, "Email>Delivery")

    (row, _) = rows([], [(time_on("0", 45), earlier)])

    assert row.themes == {"mail": Load(minutes=45)}
    assert row.categories == {"Email>Delivery": Load(minutes=45)}


def test_the_tickets_that_took_most_time_are_named_first():
    booked = [
        (time_on("1", 30), None),
        (time_on("2", 600), None),
        (time_on("1", 9), None),
    ]

    (row, _) = rows([], booked)

    assert row.heaviest == (
        TicketMinutes(ticket_id="2", minutes=600),
        TicketMinutes(ticket_id="1", minutes=39),
    )
