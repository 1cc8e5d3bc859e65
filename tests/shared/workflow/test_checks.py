"""Rules that need more than one contract: overlaps, and service past the end."""

from datetime import date

import pytest

from shared.domain.contract import RenewalMode
from shared.workflow.checks import overlaps, served_past_end
from tests.builders import END, a_contract, auto, terms


def other(**over):
    return a_contract(id="302", **over)


@pytest.mark.parametrize(
    ("over", "clashes"),
    [
        ({}, True),
        ({"start_date": END}, True),
        ({"start_date": date(2027, 4, 1), "end_date": None}, False),
        ({"start_date": None, "end_date": date(2024, 4, 1)}, True),
        ({"start_date": None, "end_date": date(2024, 3, 31)}, False),
        ({"start_date": date(2026, 1, 1), "end_date": None}, True),
        ({"reference": "  NORTHWIND - managed services "}, True),
        ({"reference": "Northwind - Backup"}, False),
        ({"active": False}, False),
    ],
)
def test_active_contracts_of_one_name_and_time_overlap(over, clashes):
    contract = a_contract()

    found = list(overlaps(contract, [contract, other(**over)]))

    assert [finding.rule for finding in found] == ["overlapping_terms"] * clashes


@pytest.mark.parametrize(
    ("start", "clashes"),
    [
        (date(2027, 4, 1), False),
        (date(2027, 3, 1), False),
        (date(2027, 2, 28), False),
        (date(2027, 2, 27), True),
    ],
)
def test_a_successor_overlaps_when_the_old_term_runs_on_for_long(start, clashes):
    """More than the 31 days that a hand-over takes."""
    contract = a_contract()
    successor = other(previous_contract_id="301", start_date=start, end_date=None)

    found = list(overlaps(contract, [contract, successor]))

    assert len(found) == clashes


def test_a_contract_does_not_overlap_with_the_one_before_it():
    """K11: a replacement that starts before the old end is its renewal."""
    contract = a_contract(previous_contract_id="302")

    assert list(overlaps(contract, [contract, other()])) == []


def test_an_ended_contract_does_not_overlap():
    contract = a_contract(active=False)

    assert list(overlaps(contract, [contract, other()])) == []


def test_an_overlap_names_the_other_contract():
    (finding,) = overlaps(a_contract(), [other()])

    assert finding.message == (
        "terms overlap with contract 302 (Northwind - Managed Services)"
    )


@pytest.mark.parametrize(
    ("contract", "today", "last", "is_found"),
    [
        (terms(), date(2027, 5, 10), date(2027, 5, 1), True),
        (terms(), date(2027, 5, 10), date(2027, 4, 30), False),
        (terms(), date(2027, 4, 30), date(2027, 5, 1), False),
        (terms(), date(2027, 5, 10), None, False),
        (terms(end_date=None), date(2027, 5, 10), date(2027, 5, 9), False),
        (auto(), date(2027, 5, 10), date(2027, 5, 9), False),
        (
            terms(renewal_mode=RenewalMode.NONE),
            date(2027, 5, 10),
            date(2027, 5, 9),
            False,
        ),
    ],
)
def test_service_long_after_the_end_is_found(contract, today, last, is_found):
    found = list(
        served_past_end(contract, today=today, last_ticket_date=last, grace_days=30)
    )

    assert [finding.rule for finding in found] == ["served_past_end"] * is_found


def test_service_past_the_end_tells_both_days():
    (finding,) = served_past_end(
        terms(),
        today=date(2027, 5, 10),
        last_ticket_date=date(2027, 5, 1),
        grace_days=30,
    )

    assert finding.message == "ended on 2027-03-31, last ticket on 2027-05-01"
