from datetime import UTC, datetime

import pytest

from shared.domain.service_hours import ServiceHours

OFFICE = ServiceHours.parse("Mon-Fri 08:00-18:00 Europe/London")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "minutes"),
    [
        pytest.param("2026-11-10T08:00", 0, id="at opening"),
        pytest.param("2026-11-10T07:15", 45, id="before opening"),
        pytest.param("2026-11-10T17:59", 0, id="the last minute"),
        pytest.param("2026-11-10T18:00", 14 * 60, id="at closing"),
        pytest.param("2026-11-13T18:00", 62 * 60, id="Friday evening"),
        pytest.param("2026-11-15T12:00", 20 * 60, id="Sunday"),
        pytest.param("2026-07-14T07:00", 0, id="opening in summer time"),
        pytest.param("2026-07-14T17:00", 14 * 60, id="closing in summer time"),
        pytest.param("2026-10-23T17:00", 63 * 60, id="the clocks go back"),
        pytest.param("2026-03-27T18:00", 61 * 60, id="the clocks go forward"),
    ],
)
def test_the_minutes_to_the_next_opening_follow_the_clock_on_the_wall(moment, minutes):
    assert OFFICE.before_opening(at(moment)) == minutes


def test_the_zone_is_where_the_customer_is():
    eastern = OFFICE.model_copy(update={"zone": "America/New_York"})

    assert eastern.before_opening(at("2026-11-10T22:30")) == 0
    assert eastern.before_opening(at("2026-11-10T12:00")) == 60


@pytest.mark.parametrize("text", ["24x7", "24/7", "24 x 7", "Mon-Sun 00:00-24:00"])
def test_who_is_always_open_is_never_outside(text):
    assert ServiceHours.parse(text).before_opening(at("2026-11-15T03:00")) == 0


def test_one_day_is_a_range_too():
    assert ServiceHours.parse("sat 09:00-12:30") == ServiceHours(
        days=(5,), opens=540, closes=750
    )


@pytest.mark.parametrize(
    "text",
    [
        "office hours",
        "Mon-Fri 18:00-08:00",
        "Sat-Mon 08:00-18:00",
        "Mon-Fri 08:00-24:30",
        "Mon-Fri 08:00-18:00 Atlantis/Centre",
        "Mon-Fri 08:00-18:00 ../etc",
    ],
)
def test_what_is_no_time_of_a_week_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        ServiceHours.parse(text)
