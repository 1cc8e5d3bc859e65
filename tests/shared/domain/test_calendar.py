from datetime import date

import pytest

from shared.domain.calendar import (
    NoticePeriod,
    add_business_days,
    add_months,
    business_day_on_or_before,
    is_business_day,
    month_key,
    month_keys,
    month_start,
)
from shared.domain.errors import InvalidInput

HOLIDAYS = frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)})


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2027, 5, 31), -3, date(2027, 2, 28)),
        (date(2027, 3, 31), -3, date(2026, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
        (date(2026, 11, 30), 0, date(2026, 11, 30)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_are_calendar_months_clamped_to_the_months_end(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90", NoticePeriod(days=90)),
        ("90 days", NoticePeriod(days=90)),
        ("1 day", NoticePeriod(days=1)),
        (" 60 D ", NoticePeriod(days=60)),
        ("3 months", NoticePeriod(months=3)),
        ("3m", NoticePeriod(months=3)),
        ("1 MONTH", NoticePeriod(months=1)),
        ("0", NoticePeriod()),
    ],
)
def test_a_notice_period_is_read(text, expected):
    assert NoticePeriod.parse(text) == expected


@pytest.mark.parametrize(
    "text", ["", "three months", "90 weeks", "-30", "1.5 months", "90 days or so"]
)
def test_a_malformed_notice_period_is_named(text):
    with pytest.raises(InvalidInput) as refused:
        NoticePeriod.parse(text)

    assert repr(text) in str(refused.value)


@pytest.mark.parametrize("text", ["3 months", "90 days"])
def test_a_notice_period_is_written_as_it_is_read(text):
    assert str(NoticePeriod.parse(text)) == text


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 12, 24), date(2026, 12, 24)),
        (date(2026, 12, 25), date(2026, 12, 24)),
        (date(2026, 12, 26), date(2026, 12, 24)),
        (date(2026, 12, 28), date(2026, 12, 24)),
        (date(2026, 12, 29), date(2026, 12, 29)),
        (date(2027, 1, 3), date(2026, 12, 31)),
    ],
)
def test_a_due_date_moves_back_over_weekends_and_holidays(day, expected):
    assert business_day_on_or_before(day, HOLIDAYS) == expected
    assert is_business_day(expected, HOLIDAYS)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 12, 24), 0, date(2026, 12, 24)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 12, 26), 1, date(2026, 12, 29)),
        (date(2026, 12, 31), 2, date(2027, 1, 5)),
        (date(2027, 1, 8), 5, date(2027, 1, 15)),
    ],
)
def test_business_days_are_counted_forward(day, count, expected):
    assert add_business_days(day, count, HOLIDAYS) == expected


def test_months_from_one_day_to_another_include_both_ends():
    keys = list(month_keys(date(2026, 11, 30), date(2027, 2, 1)))

    assert keys == ["2026-11", "2026-12", "2027-01", "2027-02"]


def test_no_month_lies_before_the_first():
    assert list(month_keys(date(2027, 2, 1), date(2027, 1, 31))) == []


def test_a_months_key_gives_its_first_day():
    assert month_start(month_key(date(2027, 2, 28))) == date(2027, 2, 1)
