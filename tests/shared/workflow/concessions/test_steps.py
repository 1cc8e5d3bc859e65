"""The fold of requests: what each event does, and what it doesn't know."""

from datetime import date, timedelta

import pytest

from shared.domain.event import EventType
from tests.builders import END, NOON
from tests.shared.workflow.concessions.office import LEAD, NOW, Office

OPENED = {
    "decision_date": END.isoformat(),
    "owner_id": "5",
    "baseline_mrr_minor": 500_000,
    "currency": "GBP",
}
MOVED = date(2027, 5, 31)


def office():
    made = Office()
    made.request()
    return made


def close(here, outcome, end=END):
    data = {"outcome": outcome, "renewed_mrr_minor": 1, "readiness": None}
    here.story.happened(
        EventType.RENEWAL_CLOSED, data=data, stage="closed", term_end=end
    )


def test_unknown_data_is_passed_over_at_any_depth():
    """Old code reads what newer code wrote (F59)."""
    here = office()
    data = here.events[0].data
    newer = {
        **data,
        "mood": "hopeful",
        "terms": {**data["terms"], "colour": "red"},
        "assessment": {**data["assessment"], "weather": 1},
        "requester": {**data["requester"], "desk": "by the window"},
        "id": "r2",
    }
    ask = {**here.events[2].data["ask"], "tone": "kind"}
    asked = {**here.events[2].data, "id": "r2", "ask": ask, "again": True}

    here.story.happened(EventType.CONCESSION_REQUESTED, data=newer)
    here.story.happened(EventType.APPROVAL_ASKED, data=asked)

    first, second = here.of("r1"), here.of("r2")
    assert second == first.model_copy(update={"id": "r2"})


@pytest.mark.parametrize(
    "kind",
    [
        EventType.APPROVAL_ASKED,
        EventType.CONCESSION_DECIDED,
        EventType.GLASS_BROKEN,
        EventType.CONCESSION_WITHDRAWN,
        EventType.CONCESSION_EXPIRED,
        EventType.CONCESSION_VOIDED,
        EventType.CONCESSION_APPLIED,
    ],
)
def test_what_is_said_of_an_unknown_request_changes_nothing(kind):
    here = office()
    before = here.state.concessions

    here.story.happened(kind, data={"id": "r9", "revision": 1})

    assert here.state.concessions == before


def test_asking_about_an_older_revision_changes_nothing():
    here = office()
    asked = here.events[2].data
    here.revise(discount_bps=400)

    here.story.happened(EventType.APPROVAL_ASKED, data=asked)

    assert len(here.of().asks) == 1


def test_an_application_is_recorded():
    here = office()
    here.decide(LEAD)

    here.wait(days=1)
    here.story.happened(
        EventType.CONCESSION_APPLIED, data={"id": "r1", "external_id": "77"}
    )

    assert here.of().status == "applied"
    assert here.of().settled_at == NOW


def test_an_end_without_a_reason_is_an_end():
    here = office()

    here.story.happened(EventType.CONCESSION_EXPIRED, data={"id": "r1"})

    assert (here.of().status, here.of().note) == ("expired", "")
    assert here.of().settled_at == NOON


@pytest.mark.parametrize(
    ("outcome", "kept"),
    [
        ("renewed", True),
        ("renewed_smaller", True),
        ("non_renewing", False),
        ("lapsed", False),
        ("withdrawn", None),
    ],
)
def test_a_closed_renewal_tells_whether_the_customer_stayed(outcome, kept):
    here = office()
    here.story.happened(EventType.RENEWAL_OPENED, data=OPENED, term_end=END)

    close(here, outcome)

    assert here.of().kept is kept
    assert here.state.renewal is None


def test_a_renewal_whose_end_moved_is_still_the_requests():
    here = office()
    happened = here.story.happened
    happened(EventType.RENEWAL_OPENED, data=OPENED, term_end=END)
    happened(EventType.STAGE_ENTERED, stage="t90", term_end=END)
    data = {"decision_date": "2027-05-31", "stage": "t90"}
    happened(EventType.RENEWAL_REBASED, data=data, term_end=MOVED)

    close(here, "renewed", MOVED)

    assert here.of().kept is True


def test_another_renewals_end_says_nothing_about_a_request():
    here = office()
    opened = {**OPENED, "decision_date": MOVED.isoformat()}
    here.story.happened(EventType.RENEWAL_OPENED, data=opened, term_end=MOVED)

    close(here, "renewed", MOVED)

    assert here.of().kept is None


def test_a_closing_without_a_renewal_says_nothing():
    here = office()

    close(here, "renewed")

    assert here.of().kept is None


def test_a_settled_request_says_when():
    here = office()
    here.now = NOW + timedelta(hours=5)

    here.decide(LEAD, reason="good for both")

    assert here.of().settled_at == here.now
    assert here.of().note == "good for both"
