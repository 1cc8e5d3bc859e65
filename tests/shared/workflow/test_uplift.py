from datetime import date, timedelta

import pytest

from shared.domain.errors import NotFound, PolicyViolation, TransitionNotAllowed
from shared.domain.event import EventType
from shared.domain.opportunity import CUSTOMER_LINE, Detector, Kind, Stage
from shared.uplift.detectors import detected
from shared.workflow.fold import apply
from shared.workflow.uplift import (
    STEPS,
    Outlook,
    cured,
    decide_uplift,
    held,
    moved,
    ranked,
)
from shared.workflow.uplift_steps import read_back, told
from tests.builders import CUSTOMER, NOON, a_state, an_event
from tests.shared.uplift.accounts import POLICY
from tests.shared.uplift.test_detectors import everything

FOUND = detected(everything(), POLICY)
OVERRUN = next(one for one in FOUND if one.kind is Kind.RE_TIER)
TODAY = NOON.date()


def outlook(today=TODAY, **over):
    return Outlook(today=today, policy=POLICY, **over)


def after(state, events, *, at=NOON):
    """Give the state after events, as the timeline would fold them."""
    for event in events:
        stored = an_event(state.seq + 1, event.type, at=at, data=event.data)
        state = apply(state, stored)
    return state


def a_line(*stages, at=NOON):
    """Give a customer's line with one opportunity that went through stages."""
    empty = a_state(contract_id=CUSTOMER_LINE)
    state = after(empty, decide_uplift(empty, [OVERRUN], outlook()), at=at)
    for stage in stages:
        state = step(state, stage, at=at)
    return state


def step(state, stage, *, at=NOON, **over):
    amount = 500 if stage is Stage.WON else None
    event = moved(state, the(state).id, stage, reason="so", won_minor=amount, **over)
    return after(state, [event], at=at)


def the(state):
    (pursuit,) = state.pursuits.values()
    return pursuit


def types(events):
    return [event.type for event in events]


def test_what_is_found_first_is_identified_once():
    state = a_line()

    assert the(state).stage is Stage.IDENTIFIED
    assert the(state).opportunity == OVERRUN
    assert decide_uplift(state, [OVERRUN], outlook()) == ()


@pytest.mark.parametrize("one", FOUND, ids=lambda one: one.key)
def test_an_opportunity_is_read_back_from_its_event_as_it_was(one):
    assert read_back(told(one)) == one


def test_a_worksheet_too_long_for_an_event_is_packed_and_read_back():
    one = OVERRUN.model_copy(update={"figures": OVERRUN.figures * 20})

    text = told(one)
    assert isinstance(text, str)
    assert len(text) < 20_000
    assert read_back(told(one)) == one


def test_an_estimate_that_moved_by_much_is_told_while_nobody_took_it_up():
    estimate = OVERRUN.estimate.model_copy(
        update={"likely_minor": OVERRUN.estimate.likely_minor * 2, "high_minor": 10**9}
    )
    more = OVERRUN.model_copy(update={"estimate": estimate})

    (event,) = decide_uplift(a_line(), [more], outlook())

    assert event.type is EventType.OPPORTUNITY_IDENTIFIED
    assert event.data["id"] == the(a_line()).id
    assert decide_uplift(a_line(Stage.QUALIFIED), [more], outlook()) == ()


def test_what_is_found_no_more_expires_and_may_come_back_at_once():
    events = decide_uplift(a_line(), [], outlook())
    state = after(a_line(), events)

    assert types(events) == [EventType.OPPORTUNITY_EXPIRED]
    again = decide_uplift(state, [OVERRUN], outlook())
    assert types(again) == [EventType.OPPORTUNITY_IDENTIFIED]
    assert again[0].data["id"] != the(state).id


@pytest.mark.parametrize(
    "stages", [[Stage.QUALIFIED], [Stage.QUALIFIED, Stage.OFFERED]]
)
def test_what_was_taken_up_stays_although_it_is_found_no_more(stages):
    assert decide_uplift(a_line(*stages), [], outlook()) == ()


@pytest.mark.parametrize(("days", "expires"), [(90, False), (91, True)])
def test_what_nobody_decides_expires_after_its_window(days, expires):
    state = a_line(Stage.QUALIFIED)

    events = decide_uplift(state, [OVERRUN], outlook(TODAY + timedelta(days=days)))

    assert bool(events) is expires


@pytest.mark.parametrize("end", [Stage.LOST, Stage.REJECTED, Stage.WON])
def test_after_a_no_and_after_it_was_won_it_rests(end):
    state = a_line(Stage.QUALIFIED, end)
    soon, later = TODAY + timedelta(days=179), TODAY + timedelta(days=180)

    assert decide_uplift(state, [OVERRUN], outlook(soon)) == ()
    assert types(decide_uplift(state, [OVERRUN], outlook(later))) == [
        EventType.OPPORTUNITY_IDENTIFIED
    ]


def test_a_muted_detector_identifies_nothing_new():
    muted = outlook(muted=frozenset({Detector.SERVICE_OVERRUN}))

    assert decide_uplift(a_state(), [OVERRUN], muted) == ()


def paths():
    """List how each stage is reached."""
    taken = [Stage.QUALIFIED, Stage.OFFERED]
    yield Stage.IDENTIFIED, []
    yield Stage.QUALIFIED, taken[:1]
    yield Stage.OFFERED, taken
    for end in (Stage.WON, Stage.LOST):
        yield end, [*taken, end]
    yield Stage.REJECTED, [Stage.REJECTED]


@pytest.mark.parametrize("target", list(STEPS))
@pytest.mark.parametrize(("current", "path"), list(paths()))
def test_only_the_steps_of_the_table_are_taken(current, path, target):
    state = a_line(*path)

    if current in STEPS[target]:
        assert the(step(state, target)).stage is target
    else:
        with pytest.raises(TransitionNotAllowed):
            step(state, target)


@pytest.mark.parametrize(
    ("stage", "over"),
    [
        (Stage.REJECTED, {"reason": " "}),
        (Stage.WON, {}),
        (Stage.WON, {"won_minor": -1}),
    ],
)
def test_a_rejection_needs_a_reason_and_a_win_its_amount(stage, over):
    state = a_line(*([Stage.QUALIFIED] if stage is Stage.WON else []))

    with pytest.raises(PolicyViolation):
        moved(state, the(state).id, stage, **over)


def test_an_unknown_opportunity_cannot_be_moved():
    with pytest.raises(NotFound, match="u123"):
        moved(a_state(), "u123", Stage.QUALIFIED)


@pytest.mark.parametrize(
    ("at_risk", "weak", "told_why"),
    [
        (False, (), ""),
        (True, (), "the customer is at risk and it cures no cause of that"),
        (True, ("csat",), "the customer is at risk and it cures no cause of that"),
        (True, ("hours_utilisation",), ""),
    ],
)
def test_an_at_risk_customer_is_only_pitched_what_cures_a_cause(
    at_risk, weak, told_why
):
    view = outlook(at_risk=at_risk, weak=frozenset(weak))

    assert held(OVERRUN, view) == told_why
    assert bool(cured(OVERRUN, view)) is bool(at_risk and not told_why)


def test_a_retention_risk_is_nothing_to_sell():
    risk = OVERRUN.model_copy(update={"kind": Kind.RETENTION_RISK})

    assert "nothing to sell" in held(risk, outlook())


def test_the_best_by_expected_value_and_effort_comes_first():
    state = a_state(contract_id=CUSTOMER_LINE)
    state = after(state, decide_uplift(state, FOUND, outlook()))

    order = [one.opportunity.rank for one in ranked(state.pursuits.values())]

    assert order == sorted(order, reverse=True)


def test_the_id_of_an_opportunity_does_not_depend_on_when_it_was_found():
    late = decide_uplift(a_state(), [OVERRUN], outlook(date(2027, 3, 1)))

    assert late[0].data["id"] == the(a_line()).id
    assert the(a_line()).opportunity.customer_id == CUSTOMER
