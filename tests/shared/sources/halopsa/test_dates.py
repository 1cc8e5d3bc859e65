from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sources.halopsa.dates import calendar_date, filter_instant, instant

MOMENTS = st.datetimes(datetime(2000, 1, 2), datetime(2098, 12, 30))  # noqa: DTZ001
OFFSETS = st.integers(-14 * 60, 14 * 60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-10-06T04:19:13.287", datetime(2026, 10, 6, 4, 19, 13, 287000, UTC)),
        ("2026-04-23T19:42:21Z", datetime(2026, 4, 23, 19, 42, 21, tzinfo=UTC)),
        ("2026-08-05T05:32:44.99+00:00", datetime(2026, 8, 5, 5, 32, 44, 990000, UTC)),
        ("2026-08-05T05:32:44-0430", datetime(2026, 8, 5, 10, 2, 44, tzinfo=UTC)),
        ("2026-08-05 05:32", datetime(2026, 8, 5, 5, 32, tzinfo=UTC)),
        ("2026-08-05", datetime(2026, 8, 5, tzinfo=UTC)),
    ],
)
def test_each_form_of_a_date_is_an_aware_instant_in_utc(text, expected):
    assert instant(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "0001-01-01T00:00:00",
        "0001-01-01T00:00:00+14:00",
        "1899-12-30T00:00:00",
        "1900-01-01T00:00:00Z",
        "1901-01-01T00:00:00",
        "1999-12-31T23:59:59",
        "2099-01-01T00:00:00",
        "2099-12-31T00:00:00",
        "9999-12-31T23:59:59.9999999-01:00",
    ],
)
def test_what_stands_for_no_date_is_none(text):
    assert (instant(text), calendar_date(text)) == (None, None)


@pytest.mark.parametrize(
    "value",
    ["31/02/2026", "2026-02-31T00:00:00", "2026-13-45", "soon", 20261005, True],
)
def test_what_is_no_date_is_an_error(value):
    for read in (instant, calendar_date):
        with pytest.raises(ValueError, match=r"not a date|out of range|must be in"):
            read(value)


@pytest.mark.parametrize("text", ["2026-01-01T24:30:00", "2026-01-01T00:00:00+25:00"])
def test_an_hour_that_is_none_is_an_error(text):
    with pytest.raises(ValueError, match=r"hour|offset|timedelta"):
        instant(text)


@pytest.mark.parametrize(
    "text",
    [
        "2027-03-31T00:00:00",
        "2027-03-31T23:30:00Z",
        "2027-03-31T00:00:00+12:00",
        "2027-03-31",
    ],
)
def test_a_calendar_date_is_the_day_as_written(text):
    assert calendar_date(text) == date(2027, 3, 31)


@given(MOMENTS, OFFSETS, st.integers(0, 7))
def test_an_instant_survives_every_offset_and_number_of_digits(moment, offset, digits):
    zone = timezone(timedelta(minutes=offset))
    aware = moment.replace(tzinfo=zone)
    fraction = f"{aware.microsecond:06d}0"[:digits]
    text = aware.strftime("%Y-%m-%dT%H:%M:%S")
    text += (f".{fraction}" if fraction else "") + aware.strftime("%z")

    seen = instant(text)

    kept = int(f"{fraction:0<6}"[:6])
    assert seen == aware.replace(microsecond=kept)
    assert seen.tzinfo is UTC
    assert calendar_date(text) == aware.date()


@given(st.text(max_size=40) | st.integers() | st.floats() | st.booleans())
def test_no_input_does_worse_than_a_value_error(value):
    for read in (instant, calendar_date):
        try:
            found = read(value)
        except ValueError:
            continue
        assert found is None or isinstance(found, date)


@given(MOMENTS, OFFSETS)
def test_a_filter_is_written_in_utc_and_without_a_zone(moment, offset):
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))

    text = filter_instant(aware)

    assert len(text) == len("2026-10-05T09:00:00")
    assert instant(text) == aware.astimezone(UTC).replace(microsecond=0)
