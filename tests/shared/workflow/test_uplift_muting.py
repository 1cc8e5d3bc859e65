from datetime import timedelta

import pytest

from shared.domain.opportunity import Detector, Pursuit, Stage
from shared.workflow.uplift_muting import judged
from tests.builders import NOON
from tests.shared.uplift.accounts import POLICY
from tests.shared.workflow.test_uplift import OVERRUN

TODAY = NOON.date()


def pursuits(count, stage, *, days_ago=0):
    at = NOON - timedelta(days=days_ago)
    qualified = None if stage in {Stage.REJECTED, Stage.IDENTIFIED} else at
    return [
        Pursuit(
            id=f"{stage}{n}",
            opportunity=OVERRUN,
            stage=stage,
            identified_at=at,
            changed_at=at,
            qualified_at=qualified,
        )
        for n in range(count)
    ]


def verdict(*piles, today=TODAY, **unmuted):
    listed = [one for pile in piles for one in pile]
    found = judged(listed, POLICY, today=today, unmuted=unmuted)
    return next(one for one in found if one.detector is Detector.SERVICE_OVERRUN)


@pytest.mark.parametrize(
    ("rejected", "qualified", "muted"),
    [(9, 0, False), (10, 0, True), (5, 5, False), (6, 5, True), (6, 4, True)],
)
def test_a_detector_is_muted_when_over_half_of_enough_were_rejected(
    rejected, qualified, muted
):
    found = verdict(pursuits(rejected, Stage.REJECTED), pursuits(qualified, Stage.LOST))

    assert found.muted is muted


def test_what_nobody_judged_counts_for_nothing():
    found = verdict(pursuits(9, Stage.REJECTED), pursuits(20, Stage.IDENTIFIED))

    assert (found.decided, found.rejected) == (9, 9)


def test_rejections_age_so_that_a_muted_detector_comes_back():
    found = verdict(pursuits(20, Stage.REJECTED, days_ago=366))

    assert not found.muted


def test_it_is_muted_since_the_decision_that_was_too_much():
    found = verdict(
        pursuits(9, Stage.REJECTED, days_ago=50),
        pursuits(1, Stage.REJECTED, days_ago=20),
        pursuits(1, Stage.REJECTED, days_ago=3),
    )

    assert found.muted_date == TODAY - timedelta(days=20)


def test_it_says_when_it_comes_back_and_does():
    piles = (
        pursuits(9, Stage.REJECTED, days_ago=50),
        pursuits(3, Stage.REJECTED, days_ago=20),
    )
    back = verdict(*piles).back_date

    assert back == TODAY + timedelta(days=316)
    assert verdict(*piles, today=back - timedelta(days=1)).muted
    assert not verdict(*piles, today=back).muted


def test_a_silence_that_was_broken_begins_anew():
    found = verdict(
        pursuits(10, Stage.REJECTED, days_ago=90),
        pursuits(10, Stage.QUALIFIED, days_ago=80),
        pursuits(1, Stage.REJECTED, days_ago=5),
    )

    assert found.muted_date == TODAY - timedelta(days=5)


def test_what_isnt_muted_has_no_dates():
    found = verdict(pursuits(9, Stage.REJECTED))

    assert (found.muted_date, found.back_date) == (None, None)


def test_an_offer_counts_on_the_day_it_was_taken_up():
    old = [
        one.model_copy(update={"qualified_at": NOON - timedelta(days=400)})
        for one in pursuits(5, Stage.LOST)
    ]

    assert verdict(old).decided == 0


def test_an_unmuted_detector_counts_its_decisions_anew():
    before = pursuits(10, Stage.REJECTED, days_ago=10)
    at = NOON - timedelta(days=5)

    anew = verdict(before, pursuits(2, Stage.REJECTED), service_overrun=at)

    assert (anew.decided, anew.muted) == (2, False)


def test_an_unmuted_detector_can_be_muted_again():
    at = NOON - timedelta(days=5)

    assert verdict(pursuits(10, Stage.REJECTED), service_overrun=at).muted


def test_unmuting_one_detector_is_nothing_to_the_others():
    found = verdict(pursuits(10, Stage.REJECTED), recurring_theme=NOON)

    assert found.muted
