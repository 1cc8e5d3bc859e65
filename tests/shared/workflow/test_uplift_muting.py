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


def verdict(*piles):
    found = judged([one for pile in piles for one in pile], today=TODAY)
    return next(one for one in found if one.detector is Detector.SERVICE_OVERRUN)


@pytest.mark.parametrize(
    ("rejected", "qualified", "muted"),
    [(9, 0, False), (10, 0, True), (5, 5, False), (6, 5, True), (6, 4, True)],
)
def test_a_detector_is_muted_when_over_half_of_enough_were_rejected(
    rejected, qualified, muted
):
    found = verdict(pursuits(rejected, Stage.REJECTED), pursuits(qualified, Stage.LOST))

    assert found.muted(POLICY) is muted


def test_what_nobody_judged_counts_for_nothing():
    found = verdict(pursuits(9, Stage.REJECTED), pursuits(20, Stage.IDENTIFIED))

    assert (found.decided, found.rejected) == (9, 9)


def test_rejections_age_so_that_a_muted_detector_comes_back():
    found = verdict(pursuits(20, Stage.REJECTED, days_ago=366))

    assert not found.muted(POLICY)
