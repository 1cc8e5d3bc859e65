"""Every expected date was worked out by hand on a calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.contract import RenewalMode
from shared.domain.errors import InvalidInput
from shared.domain.renewal_dates import decision_date, last_notice_day, term_end
from tests.builders import auto, days, evergreen, months, terms

D = date.fromisoformat


@pytest.mark.parametrize(
    ("end", "notice", "expected"),
    [
        # K14's own cases
        ("2027-03-31", days(60), "2027-01-30"),
        ("2027-03-31", months(3), "2026-12-31"),
        ("2027-05-31", months(3), "2027-02-28"),
        ("2028-02-29", days(90), "2027-12-01"),
        # months that are clamped, and those that are not
        ("2028-05-31", months(3), "2028-02-29"),
        ("2027-02-28", months(1), "2027-01-28"),
        ("2027-03-30", months(1), "2027-02-28"),
        ("2027-10-31", months(1), "2027-09-30"),
        ("2027-08-31", months(6), "2027-02-28"),
        ("2027-12-31", months(1), "2027-11-30"),
        ("2028-02-29", months(12), "2027-02-28"),
        ("2027-02-28", months(12), "2026-02-28"),
        # over the turn of the year
        ("2027-01-31", months(1), "2026-12-31"),
        ("2027-01-15", days(30), "2026-12-16"),
        ("2027-01-01", days(1), "2026-12-31"),
        ("2027-12-31", days(365), "2026-12-31"),
        ("2028-12-31", days(365), "2028-01-01"),
        # weekends do not shift it: 30 January 2027 is a Saturday
        ("2027-03-01", days(30), "2027-01-30"),
        ("2027-03-31", days(0), "2027-03-31"),
    ],
)
def test_the_last_day_to_give_notice(end, notice, expected):
    contract = auto(D(end), notice)

    assert last_notice_day(contract, D(end)) == D(expected)


@pytest.mark.parametrize(
    ("mode", "notice", "end", "expected"),
    [
        # K15's own case
        (RenewalMode.AUTO, days(90), "2027-06-30", "2027-04-01"),
        (RenewalMode.AUTO, months(3), "2027-06-30", "2027-03-30"),
        (RenewalMode.AUTO, days(0), "2027-06-30", "2027-06-30"),
        (RenewalMode.AUTO, None, "2027-06-30", "2027-06-30"),
        (RenewalMode.EVERGREEN, days(30), "2027-06-30", "2027-05-31"),
        (RenewalMode.EVERGREEN, months(1), "2027-03-31", "2027-02-28"),
        # one that ends unless it is signed is decided by its end
        (RenewalMode.MANUAL, days(90), "2027-06-30", "2027-06-30"),
        (RenewalMode.MANUAL, None, "2027-06-30", "2027-06-30"),
        (RenewalMode.NONE, days(90), "2027-06-30", "2027-06-30"),
    ],
)
def test_the_decision_is_due_before_a_contract_goes_on_by_itself(
    mode, notice, end, expected
):
    contract = terms(renewal_mode=mode, notice_period=notice)

    assert decision_date(contract, D(end)) == D(expected)


@pytest.mark.parametrize(
    ("start", "on", "expected"),
    [
        ("2024-04-01", "2026-11-25", "2027-03-31"),
        ("2024-04-01", "2027-03-31", "2027-03-31"),
        ("2024-04-01", "2027-04-01", "2028-03-31"),
        ("2024-04-01", "2024-04-01", "2025-03-31"),
        ("2024-04-01", "2025-03-31", "2025-03-31"),
        ("2024-01-01", "2026-12-31", "2026-12-31"),
        ("2024-01-01", "2027-01-01", "2027-12-31"),
        ("2024-12-31", "2026-12-30", "2026-12-30"),
        ("2024-12-31", "2026-12-31", "2027-12-30"),
        # it has not begun yet
        ("2027-06-01", "2026-11-25", "2028-05-31"),
        ("2027-06-01", "2027-06-01", "2028-05-31"),
        # begun on 29 February: the anniversary is the 28th, and the 29th in leap years
        ("2024-02-29", "2024-02-29", "2025-02-27"),
        ("2024-02-29", "2025-02-27", "2025-02-27"),
        ("2024-02-29", "2025-02-28", "2026-02-27"),
        ("2024-02-29", "2027-02-28", "2028-02-28"),
        ("2024-02-29", "2028-02-28", "2028-02-28"),
        ("2024-02-29", "2028-02-29", "2029-02-27"),
        # begun on 1 March: the eve is the last day of February, whichever it is
        ("2024-03-01", "2026-11-25", "2027-02-28"),
        ("2024-03-01", "2027-11-25", "2028-02-29"),
        ("2024-03-01", "2028-02-29", "2028-02-29"),
        ("2024-03-01", "2028-03-01", "2029-02-28"),
        ("2000-07-15", "2026-07-14", "2026-07-14"),
        ("2000-07-15", "2026-07-15", "2027-07-14"),
    ],
)
def test_an_evergreen_term_ends_on_the_eve_of_its_anniversary(start, on, expected):
    assert term_end(evergreen(D(start)), D(on)) == D(expected)


@pytest.mark.parametrize(
    ("start", "end", "on", "expected"),
    [
        # not rolled yet
        ("2024-04-01", "2027-03-31", "2027-03-31", "2027-03-31"),
        ("2024-04-01", "2027-03-31", "2026-01-01", "2027-03-31"),
        # three years roll on by three years
        ("2024-04-01", "2027-03-31", "2027-04-01", "2030-03-31"),
        ("2024-04-01", "2027-03-31", "2030-04-01", "2033-03-31"),
        # a year
        ("2026-01-01", "2026-12-31", "2027-01-01", "2027-12-31"),
        ("2026-01-01", "2026-12-31", "2030-06-01", "2030-12-31"),
        ("2026-07-15", "2027-07-14", "2027-07-15", "2028-07-14"),
        # a month: 31, 28, 31, 30 ... and no drift to the 28th
        ("2027-01-01", "2027-01-31", "2027-02-01", "2027-02-28"),
        ("2027-01-01", "2027-01-31", "2027-03-01", "2027-03-31"),
        ("2027-01-01", "2027-01-31", "2027-04-15", "2027-04-30"),
        ("2027-01-01", "2027-01-31", "2028-02-01", "2028-02-29"),
        # a quarter that ends on a 30th
        ("2026-12-31", "2027-03-30", "2027-03-31", "2027-06-29"),
        ("2026-12-31", "2027-03-30", "2027-09-30", "2027-12-30"),
        # to the end of February
        ("2027-03-01", "2028-02-29", "2028-03-01", "2029-02-28"),
        ("2026-03-01", "2027-02-28", "2027-03-01", "2028-02-29"),
        ("2026-03-01", "2027-02-28", "2028-03-01", "2029-02-28"),
        # begun on 29 February
        ("2024-02-29", "2025-02-27", "2025-02-28", "2026-02-27"),
        ("2024-02-29", "2025-02-27", "2027-02-28", "2028-02-27"),
        # a broken first term of 13 days counts as a month
        ("2027-01-18", "2027-01-31", "2027-02-01", "2027-02-28"),
    ],
)
def test_an_auto_renewing_term_rolls_on_by_its_own_length(start, end, on, expected):
    contract = auto(D(end), start_date=D(start))

    assert term_end(contract, D(on)) == D(expected)


@pytest.mark.parametrize("start", [None, "2027-04-01"])
def test_an_auto_renewing_term_of_unknown_length_rolls_on_by_a_year(start):
    contract = auto(D("2027-03-31"), start_date=start and D(start))

    assert term_end(contract, D("2027-04-01")) == D("2028-03-31")


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({"renewal_mode": RenewalMode.MANUAL}, "2027-03-31"),
        ({"renewal_mode": RenewalMode.NONE}, None),
        ({"renewal_mode": None}, "2027-03-31"),
        ({"end_date": None}, None),
        ({"end_date": None, "renewal_mode": RenewalMode.AUTO}, None),
    ],
)
def test_a_term_that_does_not_go_on_ends_where_it_says(over, expected):
    found = term_end(terms(**over), D("2029-01-01"))

    assert found == (expected and D(expected))


def test_an_evergreen_contract_without_a_start_is_named():
    with pytest.raises(InvalidInput, match="contract 301: evergreen without a start"):
        term_end(evergreen(None), D("2027-01-01"))


def end_of(contract, on):
    """Give the end of a term that has one."""
    found = term_end(contract, on)
    assert found is not None
    return found


dates = st.dates(min_value=date(2015, 1, 1), max_value=date(2040, 12, 31))


@given(start=dates, on=dates)
def test_an_evergreen_term_holds_the_day_and_lasts_a_year_at_most(start, on):
    end = end_of(evergreen(start), on)

    assert end >= on
    assert (end - max(start, on)).days <= 366


@given(start=dates, length=st.integers(1, 1500), on=dates)
def test_a_rolled_term_holds_the_day_and_the_next_begins_after_it(start, length, on):
    contract = auto(start + timedelta(days=length), start_date=start)

    end = end_of(contract, on)

    assert end >= on
    assert end_of(contract, end) == end
    assert end_of(contract, end + timedelta(days=1)) > end
