"""The table of steps, every pair of stages, forward and re-based."""

from itertools import product

import pytest

from shared.domain.errors import TransitionNotAllowed
from shared.domain.renewal import Stage
from shared.workflow.transitions import FORWARD, REBASED, require_step

STAGES = ["upcoming", "t90", "t60", "t30", "decision", "holdover", "closed"]
PAIRS = list(product(STAGES, STAGES))
FORWARD_TO = {
    "upcoming": {"t90", "t60", "t30", "decision", "holdover", "closed"},
    "t90": {"t60", "t30", "decision", "holdover", "closed"},
    "t60": {"t30", "decision", "holdover", "closed"},
    "t30": {"decision", "holdover", "closed"},
    "decision": {"holdover", "closed"},
    "holdover": {"closed"},
    "closed": set(),
}
OPEN = set(STAGES) - {"closed"}
REBASED_TO = dict.fromkeys(OPEN, OPEN) | {"closed": set()}


def is_allowed(current, target, *, rebased):
    try:
        require_step(Stage(current), Stage(target), rebased=rebased)
    except TransitionNotAllowed:
        return False
    return True


@pytest.mark.parametrize(("current", "target"), PAIRS)
def test_a_step_forward_is_in_the_table_or_refused(current, target):
    allowed = is_allowed(current, target, rebased=False)

    assert allowed == (target in FORWARD_TO[current])


@pytest.mark.parametrize(("current", "target"), PAIRS)
def test_moved_dates_lead_anywhere_but_out_of_the_end(current, target):
    allowed = is_allowed(current, target, rebased=True)

    assert allowed == (target in REBASED_TO[current])


def test_no_stage_is_missing_from_the_tables():
    assert {*FORWARD} == {*REBASED} == set(Stage) == set(STAGES)


def test_a_refused_step_is_named():
    with pytest.raises(TransitionNotAllowed, match="step from t60 to t90"):
        require_step(Stage.T60, Stage.T90)
