from decimal import Decimal

import pytest

from shared.scoring import backlog_age, reopened_share, urgent_load
from shared.scoring.sla_attainment import measure_resolution, measure_response

from .samples import AS_OF, POLICY, facts_of, inputs_of

RESPONSE = {"response_met": 9, "response_decided": 12}
RESOLUTION = {"resolution_met": 9, "resolution_decided": 12}


@pytest.mark.parametrize(
    ("measure", "month"),
    [(measure_response, RESPONSE), (measure_resolution, RESOLUTION)],
)
def test_attainment_is_the_share_of_decided_tickets_that_were_in_time(measure, month):
    measured = measure(inputs_of(facts_of(0, **month)), POLICY)

    assert measured.value == Decimal("0.75")
    assert measured.n == 12
    assert measured.note == "9 of 12 tickets since 2026-09"


@pytest.mark.parametrize(
    "measure",
    [
        measure_response,
        measure_resolution,
        reopened_share.measure,
        urgent_load.measure,
        backlog_age.measure,
    ],
    ids=lambda one: f"{one.__module__}-{one.__name__}",
)
def test_without_a_ticket_nothing_is_measured(measure):
    assert measure(inputs_of(facts_of(0)), POLICY).value is None
    assert measure(inputs_of(), POLICY).value is None


def test_response_attainment_names_the_late_tickets_the_newest_month_first():
    measured = measure_response(
        inputs_of(
            facts_of(0, late_response_ids=("t9", "t8"), **RESPONSE),
            facts_of(1, late_response_ids=("t1",), **RESPONSE),
        ),
        POLICY,
    )

    assert measured.evidence == ("t9", "t8", "t1")


def test_the_window_is_the_current_month_and_three_whole_ones():
    late = {"response_met": 0, "response_decided": 50}

    measured = measure_response(
        inputs_of(facts_of(3, **RESPONSE), facts_of(4, **late)), POLICY
    )

    assert measured.value == Decimal("0.75")


def test_a_contract_with_few_tickets_is_judged_by_older_ones_too():
    one = {"response_met": 0, "response_decided": 1}
    nine = {"response_met": 9, "response_decided": 9}
    never = {"response_met": 0, "response_decided": 90}

    measured = measure_response(
        inputs_of(facts_of(0, **one), facts_of(7, **nine), facts_of(9, **never)), POLICY
    )

    assert measured.value == Decimal("0.9")
    assert measured.note == "9 of 10 tickets since 2026-02"


def test_older_tickets_than_the_baseline_are_not_looked_at():
    measured = measure_response(inputs_of(facts_of(16, **RESPONSE)), POLICY)

    assert measured.value is None


def test_months_after_the_day_of_the_score_are_not_looked_at():
    measured = measure_response(inputs_of(facts_of(-1, **RESPONSE)), POLICY)

    assert measured.value is None


@pytest.mark.parametrize(
    ("closed", "reopened", "expected"),
    [(20, 0, "0"), (20, 3, "0.15"), (2, 3, "1"), (0, 1, "1")],
)
def test_reopened_tickets_are_a_share_of_those_closed_at_least_once(
    closed, reopened, expected
):
    inputs = inputs_of(facts_of(0, closed=closed, reopened=reopened))

    assert reopened_share.measure(inputs, POLICY).value == Decimal(expected)


def test_urgent_load_leaves_tickets_of_unknown_priority_out():
    month = facts_of(0, by_priority={"-": 70, "1": 2, "2": 3, "3": 10, "4": 5})

    measured = urgent_load.measure(inputs_of(month), POLICY)

    assert (measured.value, measured.n) == (Decimal("0.25"), 20)


def test_tickets_of_unknown_priority_alone_say_nothing_about_urgency():
    month = facts_of(0, by_priority={"-": 70})

    assert urgent_load.measure(inputs_of(month), POLICY).value is None


def test_backlog_age_is_the_mean_of_all_open_tickets_however_old():
    today = AS_OF.toordinal()
    young = facts_of(0, opened=9, still_open=2, open_ordinals=2 * today - 2 - 4)
    old = facts_of(20, opened=9, still_open=1, open_ordinals=today - 600)

    measured = backlog_age.measure(inputs_of(young, old), POLICY)

    assert measured.value == Decimal(202)
    assert measured.n == 3


def test_backlog_evidence_is_the_oldest_first():
    rows = [
        facts_of(0, opened=2, still_open=2, open_ids=("t9", "t8")),
        facts_of(5, opened=1, still_open=1, open_ids=("t1",)),
    ]

    measured = backlog_age.measure(inputs_of(*rows), POLICY)

    assert measured.evidence == ("t1", "t8", "t9")


def test_a_backlog_that_is_empty_has_no_age():
    measured = backlog_age.measure(inputs_of(facts_of(0, opened=5, closed=5)), POLICY)

    assert measured.value == 0
    assert measured.note == "nothing is open"
