"""The date rules K14 and K15, which the domain holds because workflow needs them."""

from datetime import date, timedelta

import pytest

from shared.domain.calendar import NoticePeriod
from shared.domain.contract import RenewalMode, Terms
from shared.domain.renewal_dates import decision_date, last_notice_day, term_end


def terms_of(mode, start="2026-01-01", end: str | None = "2027-06-30", notice=""):
    return Terms(
        customer_id="c1",
        contract_id="k1",
        reference="",
        start_date=date.fromisoformat(start),
        end_date=date.fromisoformat(end) if end else None,
        renewal_mode=RenewalMode(mode),
        notice_period=NoticePeriod.parse(notice) if notice else None,
    )


@pytest.mark.parametrize(
    ("end", "notice", "expected"),
    [
        ("2027-03-31", "60 days", "2027-01-30"),
        ("2027-03-31", "3 months", "2026-12-31"),
        ("2027-05-31", "3 months", "2027-02-28"),
        ("2028-02-29", "90 days", "2027-12-01"),
    ],
)
def test_the_last_day_to_give_notice(end, notice, expected):
    """K14; 2027-03-03 for the third is the usual wrong answer."""
    day = last_notice_day(terms_of("auto", notice=notice), date.fromisoformat(end))

    assert day == date.fromisoformat(expected)


def test_stages_count_back_from_the_notice_day_of_a_contract_that_renews_itself():
    """K15; counting from the end would open the first task on the notice day."""
    terms = terms_of("auto", notice="90 days")

    decision = decision_date(terms, date(2027, 6, 30))

    assert decision == date(2027, 4, 1)
    assert [decision - timedelta(days=days) for days in (90, 60, 30)] == [
        date(2027, 1, 1),
        date(2027, 1, 31),
        date(2027, 3, 2),
    ]
    assert (date(2027, 6, 30) - (decision - timedelta(days=90))).days == 180


@pytest.mark.parametrize("mode", ["manual", "none"])
def test_a_contract_that_ends_by_itself_is_decided_by_its_end(mode):
    terms = terms_of(mode, notice="90 days")

    assert decision_date(terms, date(2027, 6, 30)) == date(2027, 6, 30)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2027-06-30", "2027-06-30"),
        ("2027-07-01", "2027-12-31"),
        ("2028-01-01", "2028-06-30"),
        ("2028-06-30", "2028-06-30"),
    ],
)
def test_a_contract_that_renews_itself_rolls_on_by_its_term(on, expected):
    terms = terms_of("auto", start="2027-01-01")

    assert term_end(terms, date.fromisoformat(on)) == date.fromisoformat(expected)


def test_a_clamped_month_does_not_drift_as_terms_roll_on():
    terms = terms_of("auto", start="2026-12-01", end="2027-02-28")

    rolled = [term_end(terms, date(2027, month, 2)) for month in (3, 6, 9, 12)]

    assert rolled == [
        date(2027, 5, 31),
        date(2027, 8, 31),
        date(2027, 11, 30),
        date(2028, 2, 29),
    ]


@pytest.mark.parametrize(
    ("start", "on", "expected"),
    [
        ("2025-03-10", "2026-09-15", "2027-03-09"),
        ("2025-03-10", "2027-03-09", "2027-03-09"),
        ("2025-03-10", "2027-03-10", "2028-03-09"),
        ("2025-03-10", "2025-03-10", "2026-03-09"),
        ("2026-12-01", "2026-09-15", "2027-11-30"),
        ("2024-02-29", "2026-09-15", "2027-02-27"),
        ("2025-01-01", "2026-12-31", "2026-12-31"),
    ],
)
def test_an_evergreen_contracts_term_ends_before_its_next_anniversary(
    start, on, expected
):
    terms = terms_of("evergreen", start=start, end=None)

    assert term_end(terms, date.fromisoformat(on)) == date.fromisoformat(expected)


@pytest.mark.parametrize("on", ["2026-09-15", "2029-09-15"])
def test_a_manual_contract_ends_when_it_says(on):
    found = term_end(terms_of("manual"), date.fromisoformat(on))

    assert found == date(2027, 6, 30)


def test_nothing_falls_due_without_an_end():
    assert term_end(terms_of("manual", end=None), date(2026, 9, 15)) is None
