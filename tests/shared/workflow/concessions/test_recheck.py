"""An approval binds to exact terms: what changes kills it, and it is asked again."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.domain.concession import ConcessionKind, ReasonCode
from shared.domain.errors import Conflict
from shared.workflow.concessions.desk import Offer
from shared.workflow.concessions.recheck import on_basis, still_binding, void
from shared.workflow.concessions.refusal import Code
from tests.shared.workflow.concessions.office import (
    LEAD,
    NOW,
    Office,
    a_basis,
    a_link,
    an_offer,
    some_terms,
)
from tests.shared.workflow.story import kinds, of

CHANGES = [
    ("customer_id", "13"),
    ("contract_id", "302"),
    ("term_end", date(2027, 4, 1)),
    ("currency", "EUR"),
    ("current_mrr_minor", 500_001),
    ("entitled_mrr_minor", 499_999),
]


def office(**over):
    made = Office()
    made.request(**over)
    return made


def voided(here, fresh, reason="entitled mrr minor was 500000 and is 510000"):
    return here.record(
        void(here.state, here.desk(), request_id="r1", reason=reason, fresh=fresh)
    )


def fresh_offer(**over):
    return an_offer(**{"entitled_mrr_minor": 510_000, **over})


def test_ap7_terms_bind_while_their_basis_is_the_same():
    here = office()

    assert still_binding(here.of(), a_basis(here.of().terms)) is None


@pytest.mark.parametrize(("name", "value"), CHANGES)
def test_ap7_whatever_changes_in_the_basis_unbinds(name, value):
    here = office()
    basis = a_basis(here.of().terms).model_copy(update={name: value})

    why = still_binding(here.of(), basis)

    before = getattr(here.of().terms, name)
    assert why == f"{name.replace('_', ' ')} was {before} and is {value}"


def test_ap7_all_that_changed_is_named():
    here = office()
    basis = a_basis(here.of().terms).model_copy(update=dict(CHANGES[3:5]))

    assert still_binding(here.of(), basis) == (
        "currency was GBP and is EUR; current mrr minor was 500000 and is 500001"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("discount_bps", 501),
        ("discount_months", 1),
        ("credit_minor", 1),
        ("free_months", 1),
        ("added_value_minor", 1),
        ("added_minutes", 1),
        ("added_licence_minor", 1),
        ("payment_days", 1),
        ("other_cost_minor", 1),
        ("description", "x"),
        ("reason", "another"),
        ("give_back", "nothing"),
        ("give_back_minor", 0),
        ("term_months", 13),
        ("effective_date", date(2027, 4, 2)),
        ("expires_at", datetime(2027, 1, 15, 17, 0, 1, tzinfo=UTC)),
        ("kind", ConcessionKind.OTHER),
        ("reason_code", ReasonCode.BUDGET),
    ],
)
def test_ap6_any_changed_term_unbinds(name, value):
    found = office().of()
    terms = found.terms.model_copy(update={name: value})
    forged = found.model_copy(update={"terms": terms})

    why = still_binding(forged, a_basis(terms))

    assert why == "its terms are not those that its hash was made of"


def test_the_same_ask_can_be_put_on_todays_basis():
    terms = some_terms()
    basis = a_basis(terms).model_copy(update={"entitled_mrr_minor": 510_000})

    assert on_basis(terms, basis) == some_terms(entitled_mrr_minor=510_000)


@pytest.mark.parametrize("approved", [False, True])
def test_ap7_voiding_is_an_incident_and_asks_again(approved):
    here = office()
    if approved:
        here.decide(LEAD)
    here.wait(hours=1)

    events = voided(here, fresh_offer())

    assert kinds(events) == [
        "ConcessionVoided",
        "TaskSuperseded",
        "ExceptionRaised",
        "ConcessionRevised",
        "TaskRequested",
        "ApprovalAsked",
    ]
    assert events[0].data["prior"] == ("approved" if approved else "pending")
    assert events[0].summary == (
        "concession voided: entitled mrr minor was 500000 and is 510000"
    )
    assert events[1].data["reason"] == (
        "voided: entitled mrr minor was 500000 and is 510000"
    )
    found = here.of()
    assert (found.status, found.revision, found.approvals) == ("pending", 2, ())
    assert found.terms.entitled_mrr_minor == 510_000
    assert found.editors == ()
    assert here.open_tasks() == [("concession_approval", "7")]
    (incident,) = here.state.exceptions.values()
    assert (incident.rule, incident.open) == ("concession_terms_changed", True)
    assert incident.message == (
        "concession request r1: it was voided: "
        "entitled mrr minor was 500000 and is 510000"
    )
    assert still_binding(found, a_basis(found.terms)) is None


def test_ap7_the_fresh_request_can_be_decided_and_the_incident_is_over():
    here = office()
    voided(here, fresh_offer())

    here.decide(LEAD)

    assert here.of().status == "approved"
    assert here.troubles() == []


def test_ap16_the_link_from_before_is_dead():
    here = office()
    link = a_link(here.of())

    voided(here, fresh_offer())

    assert here.may(LEAD, link=link).code is Code.OTHER_REVISION


def test_a_second_change_is_a_second_incident():
    here = office()
    voided(here, fresh_offer())

    events = voided(here, fresh_offer(entitled_mrr_minor=520_000))

    assert kinds(events)[:4] == [
        "ConcessionVoided",
        "TaskSuperseded",
        "ExceptionClosed",
        "ExceptionRaised",
    ]
    assert here.troubles() == ["concession_terms_changed"]
    assert here.of().revision == 3


@pytest.mark.parametrize(
    "fresh",
    [
        None,
        fresh_offer(expires_at=NOW),
        fresh_offer(term_end=date(2026, 11, 30)),
    ],
    ids=["none", "late", "over"],
)
def test_without_time_to_ask_again_the_requester_is_told(fresh):
    here = office()

    events = voided(here, fresh)

    assert here.of().status == "voided"
    assert here.open_tasks() == [("concession_result", "5")]
    told = of(events, "TaskRequested")[0].data["details"]
    assert told.endswith(
        "it was voided: entitled mrr minor was 500000 and is 510000. "
        "Ask again if need be."
    )


@pytest.mark.parametrize("act", ["withdraw", "reject"])
def test_what_is_over_is_not_voided(act):
    here = office()
    if act == "withdraw":
        here.withdraw()
    else:
        here.decide(LEAD, verdict="reject")

    with pytest.raises(Conflict, match="nothing to void"):
        voided(here, None)


def test_a_voided_request_can_be_asked_again_by_hand():
    here = office()
    voided(here, None)
    here.now = NOW + timedelta(hours=2)

    here.revise(entitled_mrr_minor=510_000)

    assert here.of().open
    assert here.troubles() == []


def test_an_offer_holds_terms_and_their_figures():
    offer = fresh_offer()

    assert isinstance(offer, Offer)
    assert offer.assessment.entitled_mrr_minor == 510_000
