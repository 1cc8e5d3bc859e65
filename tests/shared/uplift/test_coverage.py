from datetime import UTC, datetime

import pytest

from shared.domain.service import TimeEntry
from shared.domain.service_hours import ServiceHours
from shared.uplift.coverage import Coverage, outside
from tests.builders import CUSTOMER, a_ticket

NOON, EVENING = "2026-11-10T12:00", "2026-11-10T20:00"
COVERED = ("", 0)
ALL = Coverage(
    categories=("projects",),
    site_ids=frozenset({"20"}),
    hours=ServiceHours.parse("Mon-Fri 08:00-18:00 Europe/London"),
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def judged(
    coverage=ALL, *, opened=NOON, started=NOON, minutes=60, entry_site="20", **ticket
):
    known = {"category": "Hardware>Printing", "site_id": "20", **ticket}
    entry = TimeEntry(
        id="t1",
        agent_id="3",
        customer_id=CUSTOMER,
        ticket_id="1",
        site_id=entry_site,
        started_at=at(started),
        minutes=minutes,
    )
    return outside(coverage, entry, a_ticket("1", opened_at=at(opened), **known))


def test_what_is_covered_is_not_outside():
    assert judged() == COVERED


def test_a_category_is_outside_by_how_it_begins():
    assert judged(category="Projects>Moves") == ("category:Projects>Moves", 60)


def test_a_site_that_the_contract_does_not_name_is_outside():
    assert judged(site_id="21") == ("site:21", 60)


def test_the_tickets_site_says_more_than_that_of_the_time():
    assert judged(site_id="20", entry_site="21") == COVERED
    assert judged(site_id=None, entry_site="21") == ("site:21", 60)


@pytest.mark.parametrize("covered", [frozenset(), frozenset({"20", "21"})])
def test_no_sites_named_are_all_sites(covered):
    some = ALL.model_copy(update={"site_ids": covered})

    assert judged(some, site_id="21") == COVERED


def test_a_site_that_nobody_tells_is_taken_for_covered():
    assert judged(site_id=None, entry_site=None) == COVERED


def test_what_is_asked_for_and_done_after_hours_is_outside():
    assert judged(opened=EVENING, started=EVENING) == ("hours", 60)


@pytest.mark.parametrize(
    ("opened", "started"),
    [
        pytest.param(NOON, EVENING, id="a day's ticket finished in the evening"),
        pytest.param(EVENING, "2026-11-11T09:00", id="an evening's done next morning"),
    ],
)
def test_after_hours_is_only_what_the_customer_could_not_wait_for(opened, started):
    assert judged(opened=opened, started=started) == COVERED


def test_work_that_runs_into_service_hours_counts_until_they_begin():
    early = "2026-11-10T07:30"

    assert judged(opened=early, started=early, minutes=120) == ("hours", 30)


def test_a_minute_is_outside_on_one_ground_only():
    found = judged(
        opened=EVENING, started=EVENING, category="Projects>Moves", site_id="21"
    )

    assert found == ("category:Projects>Moves", 60)


def test_without_a_ticket_nobody_knows_when_it_was_asked_for():
    entry = TimeEntry(
        id="t1",
        agent_id="3",
        customer_id=CUSTOMER,
        started_at=at(EVENING),
        minutes=60,
    )

    assert outside(ALL, entry, None) == COVERED
