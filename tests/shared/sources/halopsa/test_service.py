from datetime import UTC, date, datetime

import pytest

from shared.domain.service import Feedback, TimeEntry

from .vendor import Vendor, a_client, answer, recorded

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 3)


def test_time_is_read_by_full_instants_with_a_day_to_spare():
    vendor = Vendor(TimesheetEvent=[recorded("timesheet_events.json")])

    batch = a_client(vendor).time_entries(FIRST, LAST)

    assert batch.items == (
        TimeEntry(
            id="415-48211-3-20260901T090000000000",
            agent_id="415",
            customer_id="12",
            contract_id="57",
            ticket_id="48211",
            started_at=datetime(2026, 9, 1, 9, tzinfo=UTC),
            minutes=18,
        ),
        TimeEntry(
            id="415-0-0-20260902T090000500000",
            agent_id="415",
            customer_id="12",
            started_at=datetime(2026, 9, 2, 9, 0, 0, 500000, UTC),
            minutes=46,
        ),
    )
    assert [rejected.reason for rejected in batch.rejected] == [
        "24000 minutes are no working time"
    ]
    # The break and the internal hour are read too; the day before is not.
    assert (batch.read, batch.last) == (5, True)
    assert vendor.params("/api/TimesheetEvent") == [
        {"start_date": "2026-08-31T00:00:00", "end_date": "2026-09-04T23:59:59"}
    ]


@pytest.mark.parametrize(
    ("over", "minutes"),
    [
        ({"timetaken": 0.5}, 30),
        ({"timetaken": 0.0083}, 0),
        ({"timetaken": 0.00834}, 1),
        ({"end_date": "2026-09-01T09:00:29"}, 0),
        ({"end_date": "2026-09-01T09:00:30"}, 1),
        ({"timetaken": 0, "end_date": "2026-09-01T10:00:00"}, 60),
        ({"timetaken": None}, 0),
    ],
    ids=repr,
)
def test_minutes_come_from_hours_or_else_from_the_span(over, minutes):
    row = {"agent_id": 4, "client_id": 12, "start_date": "2026-09-01T09:00:00", **over}
    vendor = Vendor(TimesheetEvent=[answer([row])])

    [entry] = a_client(vendor).time_entries(FIRST, LAST).items

    assert entry.minutes == minutes


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"start_date": None}, "start_date is missing"),
        ({"start_date": "x"}, "start_date: Value error, 'x' is not a date"),
        ({"agent_id": 0}, "agent_id is missing"),
        ({"timetaken": -1}, "-60 minutes are no working time"),
        ({"end_date": "2026-09-01T08:00:00"}, "-60 minutes are no working time"),
        ({"timetaken": "1,5"}, "timetaken: Input should be a valid decimal"),
    ],
    ids=repr,
)
def test_an_entry_that_can_not_be_used_is_rejected(over, reason):
    row = {"agent_id": 4, "client_id": 12, "start_date": "2026-09-01T09:00:00", **over}
    vendor = Vendor(TimesheetEvent=[answer([row])])

    [rejected] = a_client(vendor).time_entries(FIRST, LAST).rejected

    assert rejected.reason == reason


def an_answer(number, ticket, satisfaction, **over):
    values = {
        "id": str(number),
        "ticket_id": str(ticket),
        "given_at": datetime(2026, 9, 2, 10, 14, 55, tzinfo=UTC),
        "satisfaction": satisfaction,
    }
    return Feedback(**{**values, **over})


def test_survey_answers_are_on_the_inverted_scale_and_one_off_it_is_set_aside():
    vendor = Vendor(Feedback=[recorded("feedback.json")])

    batch = a_client(vendor).feedback()

    given = datetime(2026, 9, 2, 10, 14, 55, 120000, UTC)
    assert batch.items == (
        an_answer(901, 48211, 100, given_at=given),
        an_answer(902, 48212, 33),
    )
    assert [(r.source_id, r.reason) for r in batch.rejected] == [
        ("903", "score 5 is not on the scale 4-1"),
        ("904", "ticket_id is missing"),
    ]
    assert "call me" not in batch.rejected[0].document
    assert (batch.read, batch.last) == (4, True)
    assert vendor.params("/api/Feedback") == [{}]


def test_a_tenants_own_scale_is_followed():
    vendor = Vendor(Feedback=[recorded("feedback.json")])

    batch = a_client(vendor, csat_scale="1-5").feedback()

    assert [item.satisfaction for item in batch.items] == [0, 50, 100]


def test_an_answer_without_a_score_is_set_aside():
    row = {"id": 1, "ticket_id": 5, "date": "2026-09-02T10:00:00"}
    vendor = Vendor(Feedback=[answer([row])])

    [rejected] = a_client(vendor).feedback().rejected

    assert rejected.reason == "score or date is missing"
