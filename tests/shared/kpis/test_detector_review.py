from datetime import date, timedelta
from decimal import Decimal

import pytest

from shared.domain.opportunity import Detector, Pursuit, Stage
from shared.kpis.detector_review import Month, chance_of, month_of, review
from shared.kpis.uplift_conversion import Fate
from tests.builders import NOON
from tests.shared.workflow.test_uplift import OVERRUN

TODAY = NOON.date()
MONTH = Month(TODAY - timedelta(days=20), TODAY)
LIKELY = OVERRUN.estimate.likely_minor


def pursuit(stage, *, found=10, qualified=None, changed=0, **over):
    """Give one by how many days ago things happened."""
    ago = {n: NOON - timedelta(days=n) for n in {found, qualified or 0, changed}}
    fields = {
        "id": f"{stage}{found}{changed}",
        "opportunity": OVERRUN,
        "stage": stage,
        "identified_at": ago[found],
        "changed_at": ago[changed],
        "qualified_at": None if qualified is None else ago[qualified],
    }
    return Pursuit.model_validate(fields | over)


def reviewed(*pursuits, month=MONTH):
    found = review(pursuits, month)
    assert [one.detector for one in found] == list(Detector)
    return next(one for one in found if one.detector is OVERRUN.detector)


def estimated(minor):
    sure = {"low_minor": minor, "likely_minor": minor, "high_minor": minor}
    estimate = OVERRUN.estimate.model_copy(update=sure)
    return OVERRUN.model_copy(update={"estimate": estimate})


@pytest.fixture
def worked_case():
    """The worked case K24, told by what stands on timelines."""
    old = {"found": 130, "qualified": 120}
    won = {"opportunity": estimated(46_667), "won_minor": 40_833}
    return reviewed(
        *[pursuit(Stage.REJECTED, found=130, changed=120) for _ in range(4)],
        *[pursuit(Stage.QUALIFIED, found=9, qualified=8, changed=8) for _ in range(2)],
        *[pursuit(Stage.WON, **old, **won) for _ in range(6)],
        *[pursuit(Stage.LOST, **old) for _ in range(5)],
        *[pursuit(Stage.EXPIRED, **old) for _ in range(3)],
    )


def test_conversion_is_won_over_mature_qualified(worked_case):
    assert worked_case.conversion.conversion.value == Decimal("0.428571")


@pytest.mark.parametrize("wrong", ["0.3", "0.545455", "0.375"])
def test_conversion_is_none_of_the_usual_wrong_answers(worked_case, wrong):
    assert worked_case.conversion.conversion.value != Decimal(wrong)


def test_precision_counts_false_positives(worked_case):
    assert worked_case.conversion.signal_precision.value == Decimal("0.8")


def test_accuracy_is_what_was_won_against_its_estimate(worked_case):
    accuracy = worked_case.conversion.estimate_accuracy.value
    assert accuracy is not None
    assert accuracy.quantize(Decimal("0.001")) == Decimal("0.875")


def test_a_month_counts_what_was_found_and_decided_in_it():
    found = reviewed(
        pursuit(Stage.IDENTIFIED, changed=10),
        pursuit(Stage.IDENTIFIED, found=40, changed=40),
        pursuit(Stage.QUALIFIED, found=40, qualified=5, changed=5),
        pursuit(Stage.QUALIFIED, found=40, qualified=30, changed=30),
        pursuit(Stage.REJECTED, reason="a project"),
    )

    assert (found.found, found.decided) == (2, 2)
    assert (found.accepted, found.rejected) == (1, 1)


def test_what_was_taken_up_and_then_rejected_is_one_decision():
    found = reviewed(pursuit(Stage.REJECTED, qualified=5))

    assert (found.accepted, found.rejected) == (0, 1)


def test_the_reasons_of_rejections_are_counted_in_one_line_each():
    reasons = ["a project", "wrong customer", "a\nproject"]
    listed = [
        pursuit(Stage.REJECTED, found=n + 1, reason=reason)
        for n, reason in enumerate(reasons)
    ]

    assert reviewed(*listed).reasons == (("a project", 2), ("wrong customer", 1))


def test_what_was_won_stands_beside_its_estimate_by_currency():
    euro = OVERRUN.model_copy(
        update={"estimate": OVERRUN.estimate.model_copy(update={"currency": "EUR"})}
    )
    found = reviewed(
        pursuit(Stage.WON, qualified=9, won_minor=40_000),
        pursuit(Stage.WON, qualified=8, won_minor=10_000),
        pursuit(Stage.WON, qualified=8, won_minor=7, opportunity=euro),
        pursuit(Stage.WON, found=90, qualified=80, changed=50, won_minor=1),
    )

    told = {one.currency: (one.won_minor, one.estimated_minor) for one in found.won}
    assert told == {"EUR": (7, LIKELY), "GBP": (50_000, 2 * LIKELY)}


@pytest.mark.parametrize(
    ("as_of", "fate", "qualified"),
    [(0, Fate.WON, True), (3, Fate.OPEN, True), (7, Fate.OPEN, False)],
)
def test_an_earlier_day_knows_nothing_of_what_came_after(as_of, fate, qualified):
    won = pursuit(Stage.WON, qualified=5, changed=1, won_minor=100)

    found = chance_of(won, as_of=TODAY - timedelta(days=as_of))

    assert (found.fate, found.qualified_date is not None) == (fate, qualified)
    assert (found.won_mrr > 0) is (fate is Fate.WON)


def test_what_is_found_after_a_month_is_not_in_its_review():
    earlier = Month(TODAY - timedelta(days=60), TODAY - timedelta(days=30))

    assert reviewed(pursuit(Stage.WON, qualified=9), month=earlier).found == 0


def test_a_month_under_way_ends_today():
    start = date(2026, 11, 1)

    assert month_of(start, today=date(2026, 11, 25)).end == date(2026, 11, 25)
    assert month_of(start, today=date(2026, 12, 25)).end == date(2026, 11, 30)
