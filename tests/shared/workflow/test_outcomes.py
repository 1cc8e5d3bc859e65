"""How a renewal ends, and that its work ends with it."""

from datetime import date

import pytest

from shared.domain.contract import Finding, RenewalMode
from shared.domain.event import EventType
from shared.domain.renewal import EffectStatus, Outcome
from shared.domain.score import Band
from shared.workflow.situation import Successor
from tests.builders import (
    END,
    a_contract,
    a_playbook,
    a_score,
    auto,
    evergreen,
    terms,
)
from tests.shared.workflow.story import Story, kinds, of, requested

T90, T60 = date(2026, 12, 31), date(2027, 1, 30)
BROKEN = (Finding(rule="missing_owner", message="contract 301 has no owner"),)


def opened(today=T60, **over):
    story = Story(**over)
    story.day(today)
    assert story.state.renewal
    return story


def successor(minor=100_000, start=date(2027, 4, 1)):
    return Successor(contract_id="302", start_date=start, mrr_minor=minor)


def outcome(events):
    (closed,) = of(events, EventType.RENEWAL_CLOSED)
    return closed.data["outcome"], closed.data["renewed_mrr_minor"]


@pytest.mark.parametrize(
    ("minor", "expected"),
    [
        (120_000, Outcome.RENEWED),
        (100_000, Outcome.RENEWED),
        (99_999, Outcome.RENEWED_SMALLER),
        (0, Outcome.RENEWED_SMALLER),
    ],
)
def test_a_successor_renews_and_its_value_says_how(minor, expected):
    story = opened()

    events = story.day(date(2027, 2, 1), successor=successor(minor))

    assert outcome(events) == (expected, minor)


def test_a_contract_replaced_before_its_window_opens_and_closes_at_once():
    """K10: it belongs to the period of its due date, whenever it was signed."""
    story = Story(successor=successor())

    quiet = story.days(date(2026, 6, 1), date(2026, 12, 30))
    events = story.day(T90)

    assert quiet == []
    assert kinds(events) == [EventType.RENEWAL_OPENED, EventType.RENEWAL_CLOSED]
    assert outcome(events) == (Outcome.RENEWED, 100_000)


def test_a_contract_replaced_and_switched_off_early_counts_in_its_own_period():
    story = Story(successor=successor(), contract=a_contract(active=False))

    quiet = story.days(date(2026, 12, 1), date(2026, 12, 30))
    events = story.day(T90)

    assert quiet == []
    assert kinds(events) == [EventType.RENEWAL_OPENED, EventType.RENEWAL_CLOSED]
    assert story.days(date(2027, 1, 1), date(2027, 4, 30)) == []


@pytest.mark.parametrize(
    ("end", "is_renewal"),
    [
        (date(2028, 3, 31), True),
        (date(2027, 9, 27), True),  # 180 days
        (date(2027, 9, 26), False),
        (END, False),
    ],
)
def test_an_end_that_moves_far_is_a_renewal_in_place(end, is_renewal):
    story = opened()

    events = story.day(date(2027, 2, 1), terms=terms(end_date=end))

    assert (EventType.RENEWAL_CLOSED in kinds(events)) == is_renewal


def test_a_renewal_in_place_may_be_smaller():
    story = opened()
    longer = terms(end_date=date(2028, 3, 31))

    events = story.day(date(2027, 2, 1), terms=longer, mrr_minor=80_000)

    assert outcome(events) == (Outcome.RENEWED_SMALLER, 80_000)


def test_the_playbook_says_how_far_is_far():
    story = opened(book=a_playbook(renewed_in_place_days=20))

    events = story.day(date(2027, 2, 1), terms=terms(end_date=date(2027, 4, 20)))

    assert outcome(events) == (Outcome.RENEWED, 100_000)


@pytest.mark.parametrize(
    ("over", "expected", "reason"),
    [
        (
            {"contract": a_contract(active=False)},
            Outcome.NON_RENEWING,
            "the contract was ended",
        ),
        (
            {"contract": None},
            Outcome.WITHDRAWN,
            "the contract is gone from the source",
        ),
        (
            {"contract": None, "gone": "the contract is now of customer 13"},
            Outcome.WITHDRAWN,
            "the contract is now of customer 13",
        ),
        (
            {"terms": terms(renewal_mode=RenewalMode.NONE)},
            Outcome.WITHDRAWN,
            "the contract does not renew",
        ),
    ],
)
def test_a_contract_that_ends_closes_its_renewal_with_the_reason(
    over, expected, reason
):
    story = opened()

    events = story.day(date(2027, 2, 1), **over)

    assert outcome(events) == (expected, 0)
    assert of(events, EventType.RENEWAL_CLOSED)[0].data["reason"] == reason


def test_a_renewal_that_nobody_signs_is_held_over_and_lapses():
    story = opened()

    within = story.days(date(2027, 2, 1), date(2027, 4, 30))
    events = story.day(date(2027, 5, 1))

    assert EventType.RENEWAL_CLOSED not in kinds(within)
    assert "holdover_call" in requested(within)
    assert outcome(events) == (Outcome.LAPSED, 0)


def test_a_signature_within_the_grace_is_a_renewal():
    story = opened()
    story.days(date(2027, 2, 1), date(2027, 4, 29))

    events = story.day(date(2027, 4, 30), successor=successor())

    assert outcome(events) == (Outcome.RENEWED, 100_000)


@pytest.mark.parametrize(
    ("over", "end"),
    [
        ({"terms": auto()}, END),
        ({"terms": evergreen(date(2024, 4, 1))}, END),
    ],
)
def test_a_contract_that_nobody_ends_renews_itself(over, end):
    story = opened(**over)

    on_the_last_day = story.days(date(2027, 2, 1), end)
    events = story.day(date(2027, 4, 1))

    assert EventType.RENEWAL_CLOSED not in kinds(on_the_last_day)
    assert outcome(events) == (Outcome.RENEWED, 100_000)


def test_a_contract_that_renews_itself_may_have_shrunk():
    story = opened(terms=auto())

    events = story.day(date(2027, 4, 1), mrr_minor=60_000)

    assert outcome(events) == (Outcome.RENEWED_SMALLER, 60_000)


@pytest.mark.parametrize("start", [T90, date(2026, 6, 1)])
def test_notice_keeps_a_contract_from_renewing_itself(start):
    """Given in the window or long before it: it counts on the effective date (K13)."""
    story = Story(terms=auto())
    story.day(start)
    story.happened(EventType.NOTICE_GIVEN, data={"notice_date": "2026-06-02"})
    story.days(date(2027, 2, 1), END)

    events = story.day(date(2027, 4, 1))

    assert outcome(events) == (Outcome.NON_RENEWING, 0)
    assert of(events, EventType.RENEWAL_CLOSED)[0].data["reason"] == (
        "notice of 2026-06-02"
    )


def test_notice_does_not_outlive_its_renewal():
    story = opened(terms=auto())
    story.happened(EventType.NOTICE_GIVEN, data={"notice_date": "2027-02-01"})

    story.day(date(2027, 4, 1))

    assert story.state.notice_date is None


@pytest.mark.parametrize("end", [date(2099, 12, 31), date(2027, 12, 31)])
def test_the_far_off_end_of_an_evergreen_contract_is_no_renewal(end):
    """HaloPSA fills in a far date where there is no end."""
    story = Story(terms=evergreen(date(2024, 4, 1), end_date=end))

    events = story.days(date(2026, 11, 1), date(2027, 2, 1))

    assert EventType.RENEWAL_CLOSED not in kinds(events)
    assert story.state.renewal


def test_a_contract_with_findings_still_closes_its_renewal():
    story = opened()

    events = story.day(date(2027, 2, 1), findings=BROKEN, successor=successor())

    assert outcome(events) == (Outcome.RENEWED, 100_000)


def test_the_score_is_frozen_at_the_end():
    story = opened(score=a_score(81, Band.READY))

    events = story.day(date(2027, 2, 1), successor=successor())

    assert of(events, EventType.RENEWAL_CLOSED)[0].data["readiness"] == "81"


def test_without_a_score_none_is_made_up():
    story = opened()

    events = story.day(date(2027, 2, 1), successor=successor())

    assert of(events, EventType.RENEWAL_CLOSED)[0].data["readiness"] is None


def test_the_work_ends_with_the_renewal():
    story = opened()
    story.deliver()

    events = story.day(date(2027, 2, 1), successor=successor())

    (withdrawn,) = of(events, EventType.TASK_SUPERSEDED)
    assert withdrawn.data["reason"] == "renewal closed: replaced by contract 302"
    assert story.state.tasks == {}
    closings = [e for key, e in story.state.effects.items() if key.startswith("close-")]
    assert [closing.status for closing in closings] == [EffectStatus.OWED]


def test_data_work_outlives_a_renewal():
    story = opened()
    story.day(date(2027, 2, 1), findings=BROKEN)

    story.day(date(2027, 2, 2), findings=BROKEN, successor=successor())

    assert story.open_kinds() == ["data_task"]


def test_a_closed_renewal_is_not_opened_again_for_the_same_term():
    story = opened()
    story.day(date(2027, 2, 1), successor=successor())

    events = story.days(date(2027, 2, 2), date(2027, 6, 1), successor=successor())

    assert events == []


def test_the_baseline_is_the_value_when_the_window_opened():
    """K09: a cut agreed at T-60 is contraction of this renewal."""
    story = opened(T90)

    story.day(date(2027, 2, 1), mrr_minor=50_000)

    assert story.state.renewal.baseline_mrr_minor == 100_000
