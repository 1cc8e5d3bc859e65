from datetime import timedelta

import pytest

from functions.localhost.problems import HostError
from functions.localhost.schedule import parse_schedule

from .fakes import a_moment

# 25 November 2026 is a Wednesday.
WEDNESDAY = a_moment("2026-11-25T00:00:00")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0 */5 * * * *", ["2026-11-25T00:05:00", "2026-11-25T00:10:00"]),
        ("30 0 6 * * 1-5", ["2026-11-25T06:00:30", "2026-11-26T06:00:30"]),
        ("15,45 * * * * *", ["2026-11-25T00:00:15", "2026-11-25T00:00:45"]),
        ("0 30 9-17/4 * * *", ["2026-11-25T09:30:00", "2026-11-25T13:30:00"]),
        ("0 5/20 * * * *", ["2026-11-25T00:05:00", "2026-11-25T00:25:00"]),
        ("0 0 6 * * 0", ["2026-11-29T06:00:00", "2026-12-06T06:00:00"]),
        ("0 0 6 * * Sun", ["2026-11-29T06:00:00", "2026-12-06T06:00:00"]),
        ("0 0 6 * * Saturday", ["2026-11-28T06:00:00", "2026-12-05T06:00:00"]),
        ("0 0 6 * * Mon-Fri", ["2026-11-25T06:00:00", "2026-11-26T06:00:00"]),
        ("0 0 6 1 JAN,July *", ["2027-01-01T06:00:00", "2027-07-01T06:00:00"]),
        ("0 0 0 31 * *", ["2026-12-31T00:00:00", "2027-01-31T00:00:00"]),
        ("0 0 0 29 2 *", ["2028-02-29T00:00:00", "2032-02-29T00:00:00"]),
        ("20 3 * * *", ["2026-11-25T03:20:00", "2026-11-26T03:20:00"]),
    ],
)
def test_an_expression_fires_when_azure_says(expression, expected):
    schedule = parse_schedule(expression)

    first = schedule.next_after(WEDNESDAY)

    assert [first, schedule.next_after(first)] == [a_moment(text) for text in expected]


def test_day_and_day_of_week_must_both_match():
    """NCrontab joins them by AND; cron would also fire on every Friday."""
    friday_13th = parse_schedule("0 0 0 13 * 5").next_after(WEDNESDAY)

    assert friday_13th == a_moment("2027-08-13T00:00:00")


def test_the_next_occurrence_is_later_than_now_even_by_a_fraction():
    schedule = parse_schedule("0 0 6 * * *")
    six = a_moment("2026-11-25T06:00:00")
    just_before, just_after = (
        six - timedelta(microseconds=1),
        six + timedelta(microseconds=1),
    )

    assert schedule.next_after(just_before) == six
    assert schedule.next_after(six) == six + timedelta(days=1)
    assert schedule.next_after(just_after) == six + timedelta(days=1)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "* * * *",
        "0 0 0 * * * 2026",
        "60 * * * * *",
        "0 0 24 * * *",
        "0 0 0 0 * *",
        "0 0 0 * 13 *",
        "0 0 0 * * 7",
        "0 0 0 * * noday",
        "0 0 22-2 * * *",
        "0 0 0 30 2 *",
        "0 0 0 L * *",
        "0 0 0 ? * *",
        "0 0 0 * * 5#3",
        "*/0 * * * * *",
        "0,,1 * * * * *",
        "@daily",
        "01:00:00",
    ],
)
def test_an_expression_that_azure_reads_differently_or_not_at_all_is_refused(
    expression,
):
    with pytest.raises(HostError, match=r"\w"):
        parse_schedule(expression)


@pytest.mark.parametrize(
    ("expression", "frequent"),
    [("*/20 * * * * *", True), ("0 * * * * *", False), ("5 * * * *", False)],
)
def test_a_schedule_within_a_minute_is_frequent(expression, frequent):
    assert parse_schedule(expression).is_frequent(WEDNESDAY) is frequent
