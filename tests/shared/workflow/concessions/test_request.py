"""Asking, changing and taking back; and whom a request is put to."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.domain.contract import AutomationMode
from shared.domain.customer import Agent
from shared.domain.errors import Conflict, InvalidInput, NotFound, PolicyViolation
from shared.domain.event import EventType
from shared.workflow.concessions.desk import agents_of
from shared.workflow.intake import Directory
from tests.builders import END
from tests.shared.workflow.concessions.office import (
    ASKER,
    CHIEF,
    CHIEF2,
    LEAD,
    LEAD2,
    NOW,
    PEER,
    REQUESTER,
    STAND_IN,
    Office,
    a_draft,
    a_person,
    a_policy,
    an_offer,
    delegated,
    without,
)
from tests.shared.workflow.story import kinds, of

APPROVAL = "concession_approval"


def office(**over):
    made = Office(**over)
    made.request()
    return made


def test_a_request_stands_whole_on_the_timeline():
    here = Office()

    (made, task, asked) = here.request()

    assert kinds([made, task, asked]) == [
        "ConcessionRequested",
        "TaskRequested",
        "ApprovalAsked",
    ]
    found = here.of()
    assert made.data == {**found.model_dump(mode="json"), "asks": []}
    assert made.term_end == END
    assert (found.revision, found.status, found.origin) == (1, "pending", "form")
    assert found.requested_at == found.revised_at == NOW
    assert found.chash == found.terms.hash
    assert found.requirement.levels == ("L1",)
    assert made.summary == "concession requested by Asker: discount"


def test_it_is_put_to_a_colleague_of_the_level_it_needs():
    here = Office()

    (_, task, asked) = here.request()

    assert here.asked() == [(LEAD, "L1", "first")]
    assert here.open_tasks() == [(APPROVAL, "7")]
    assert asked.data["ask"]["task_id"] == task.data["id"]
    assert (asked.data["id"], asked.data["revision"]) == ("r1", 1)
    assert asked.summary == "Lead asked to decide for L1 (first)"
    assert task.data["about"] == "r1"
    assert task.data["due_date"] == "2027-01-13"  # when it is put to others
    assert task.data["marker"] == f"[rnwl-{task.data['id']}]"


def test_the_task_says_what_it_is_about_and_holds_no_link():
    (_, task, _) = Office().request()

    details = task.data["details"]
    assert "Asker asks, to be decided before 2027-01-15 17:00 UTC." in details
    assert "Depth: 5 percent. Cost a year: 3,000.00 GBP." in details
    assert "Margin that is left: 55.7895 percent." in details
    assert "- within the limits of L1" in details
    assert "Discount: 5 percent off the entitled price, for the whole term." in details
    assert "rnwl1_" not in str(task.data)
    assert "http" not in str(task.data)


def test_in_shadow_nothing_goes_out():
    here = office(mode=AutomationMode.SHADOW)

    assert {effect.status for effect in here.state.effects.values()} == {"shadow"}
    assert here.asked() == [(LEAD, "L1", "first")]


def test_each_approval_is_asked_of_another_person():
    here = Office()
    here.request(hours=45, discount_bps=2000)

    assert here.of().requirement.levels == ("L2", "L2")
    assert [oid for oid, _, _ in here.asked()] == [CHIEF, CHIEF2]


def test_two_levels_are_asked_at_once():
    here = Office()
    here.request(hours=58)

    assert here.asked() == [(LEAD, "L1", "first"), (CHIEF, "L2", "first")]


def away(*agents):
    return {"stand_ins": dict.fromkeys(agents, "1")}


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        (away("7"), (LEAD2, "")),
        (away("7", "17"), (CHIEF, "")),
        (away("7", "17", "8"), (CHIEF2, "")),
        (
            {
                **away("7", "17"),
                "policy": a_policy(delegations=[delegated(LEAD, STAND_IN)]),
            },
            (STAND_IN, LEAD),
        ),
        (
            {
                **away("7", "17", "20"),
                "policy": a_policy(delegations=[delegated(LEAD, STAND_IN)]),
            },
            (CHIEF, ""),
        ),
        (
            {
                **away("7", "17"),
                "policy": a_policy(
                    delegations=[delegated(LEAD, STAND_IN, last=date(2027, 1, 10))]
                ),
            },
            (CHIEF, ""),
        ),
        (
            {
                **away("7", "17"),
                "policy": a_policy(delegations=[delegated(LEAD2, ASKER)]),
            },
            (CHIEF, ""),
        ),
        ({"policy": a_policy(colleagues=without(LEAD))}, (LEAD2, "")),
        ({"policy": a_policy(delegations=[delegated(LEAD, STAND_IN)])}, (LEAD, "")),
    ],
)
def test_whoever_is_away_is_not_asked(over, expected):
    here = office(**over)

    (ask,) = here.of().asks
    assert (ask.oid, ask.on_behalf_of) == expected
    assert (ask.level, ask.why) == ("L1", "first")


def test_the_next_level_is_asked_before_the_ones_above_it():
    levels = [
        *a_policy().model_dump()["levels"],
        {**a_policy().levels[1].model_dump(), "name": "L3", "role": "L3"},
    ]
    colleagues = [
        {"oid": CHIEF, "name": "Chief", "agent": "8", "level": "L3"},
        {"oid": CHIEF2, "name": "Second", "agent": "18", "level": "L2"},
    ]

    here = office(policy=a_policy(levels=levels, colleagues=colleagues))

    assert here.asked() == [(CHIEF2, "L1", "first")]


def test_ap14_who_asks_is_not_asked_and_nobody_for_them():
    policy = a_policy(
        colleagues=without(LEAD2), delegations=[delegated(LEAD, STAND_IN)]
    )
    here = Office(policy=policy, **away("7"))
    who = a_draft().requester.model_copy(update={"oid": LEAD})

    here.request(requester=who)

    assert here.asked() == [(CHIEF, "L1", "first")]


def test_who_is_no_agent_can_not_be_asked():
    colleagues = [{"oid": "oid-x", "name": "X", "level": "L1"}, *without()]

    here = office(policy=a_policy(colleagues=colleagues))

    assert here.asked() == [(LEAD, "L1", "first")]


def test_where_nobody_can_be_asked_the_owner_hears_and_the_request_waits():
    here = office(policy=a_policy(colleagues=without(LEAD, LEAD2, CHIEF, CHIEF2)))

    assert here.of().status == "pending"
    assert here.asked() == []
    (trouble,) = here.state.exceptions.values()
    assert (trouble.rule, trouble.owner_id) == ("approval_stuck", "8")
    assert trouble.message == (
        "concession request r1: nobody can be asked for the approval of "
        "L1 (Renewals.Approver.L1)"
    )


def test_without_an_msp_owner_the_exceptions_owner_hears():
    here = office(
        policy=a_policy(colleagues=without(LEAD, LEAD2, CHIEF, CHIEF2)),
        msp_owner_id=None,
    )

    (trouble,) = here.state.exceptions.values()
    assert trouble.owner_id == "5"


def test_each_level_that_nobody_fills_is_named_once():
    here = Office(policy=a_policy(colleagues=without(CHIEF, CHIEF2)))

    here.request(hours=45, discount_bps=2000)

    (trouble,) = here.state.exceptions.values()
    assert trouble.message.endswith("approval of L2 (Renewals.Approver.L2)")


def test_what_is_beyond_all_limits_goes_to_two_people_and_the_owner_hears():
    here = Office()

    here.request(discount_bps=5000)

    assert here.asked() == [(LEAD, "L1", "first"), (CHIEF, "L2", "first")]
    (trouble,) = here.state.exceptions.values()
    assert "nobody may grant it: depth 50 percent is above" in trouble.message


@pytest.mark.parametrize(
    ("over", "message"),
    [
        ({"reason": "  "}, "reason: it must be given"),
        ({"give_back": ""}, "give_back: it must be given"),
        ({"currency": ""}, "currency: it must be given"),
        ({"contract_id": "302"}, "contract_id: the terms are of contract 302"),
        ({"customer_id": "13"}, "contract_id: the terms are of contract 301"),
        ({"expires_at": NOW}, "expires_at: it must be later than now"),
        (
            {"expires_at": datetime(2027, 1, 15, 17)},  # noqa: DTZ001 - that is wrong
            "expires_at: it has no time zone",
        ),
        (
            {"expires_at": datetime(2027, 3, 31, tzinfo=UTC)},
            "expires_at: it must be before 2027-03-31, the renewal's next date",
        ),
        (
            {"term_end": date(2026, 11, 30)},
            "term_end: the renewal of 2026-11-30 is over",
        ),
    ],
)
def test_what_can_not_be_put_to_anybody_is_refused_by_its_field(over, message):
    here = Office()

    with pytest.raises(InvalidInput) as refused:
        here.request(**over)

    assert str(refused.value) == message
    assert here.events == []


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2027, 1, 11, tzinfo=UTC), date(2027, 3, 31)),
        (datetime(2027, 3, 31, tzinfo=UTC), date(2027, 4, 30)),
        (datetime(2027, 4, 29, tzinfo=UTC), date(2027, 4, 30)),
    ],
)
def test_ap9_a_request_ends_before_the_renewals_next_date(now, until):
    here = Office()
    here.now = now
    last = datetime(until.year, until.month, until.day, tzinfo=UTC)

    with pytest.raises(InvalidInput):
        here.request(expires_at=last)
    here.request(expires_at=last - timedelta(seconds=1))

    assert here.of().open


def test_figures_of_other_terms_are_refused():
    offer = an_offer(discount_bps=1)
    other = an_offer().model_copy(update={"assessment": offer.assessment})

    with pytest.raises(InvalidInput, match="assessment: it was computed of other"):
        Office().request(offer=other)


@pytest.mark.parametrize("field", ["oid", "tid"])
def test_ap14_only_somebody_known_by_object_id_can_ask(field):
    who = a_draft().requester.model_copy(update={field: ""})

    with pytest.raises(InvalidInput, match="requester"):
        Office().request(requester=who)


def test_an_id_is_given_once():
    here = office()

    with pytest.raises(Conflict):
        here.request()


def test_a_revision_is_put_anew():
    here = office()
    here.wait(hours=3)
    first = here.state.tasks[here.of().asks[0].task_id]

    events = here.revise(discount_bps=400)

    assert kinds(events) == [
        "TaskSuperseded",
        "ConcessionRevised",
        "TaskRequested",
        "ApprovalAsked",
    ]
    found = here.of()
    assert (found.revision, found.status, found.editors) == (2, "pending", (ASKER,))
    assert (found.requested_at, found.revised_at) == (NOW, here.now)
    assert found.terms.discount_bps == 400
    assert found.chash == found.terms.hash == found.assessment.terms_hash
    assert here.state.tasks[first.id].superseded
    assert here.state.effects[first.id].status == "cancelled"
    assert here.asked() == [(LEAD, "L1", "first")]
    assert here.open_tasks() == [(APPROVAL, "7")]
    assert of(events, "TaskSuperseded")[0].data["reason"] == (
        "revision 2 took its place"
    )
    assert of(events, "ConcessionRevised")[0].summary == (
        "concession revised by Asker: discount"
    )


def test_ap16_a_revision_voids_what_was_approved_before():
    here = Office()
    here.request(hours=58)
    here.decide(LEAD)
    assert len(here.of().approvals) == 1

    here.revise(discount_bps=400, hours=58)

    assert here.of().approvals == ()


def test_an_approval_does_not_outlive_its_terms():
    here = office()
    here.decide(LEAD, verdict="approve_with_conditions", conditions=("sign",))

    here.revise(discount_bps=600)

    found = here.of()
    assert (found.status, found.approvals, found.settled_at) == ("pending", (), None)
    assert found.note == ""
    assert here.open_tasks() == [(APPROVAL, "7")]


def test_a_counter_can_be_taken_up():
    here = office()
    here.decide(LEAD, verdict="counter", counter_bps=300)

    here.revise(discount_bps=300)

    assert here.of().open


def test_an_exception_about_a_revision_goes_with_it():
    here = office(policy=a_policy(colleagues=without(LEAD, LEAD2, CHIEF, CHIEF2)))
    here.over = {}

    here.revise(discount_bps=400)

    assert here.troubles() == []


@pytest.mark.parametrize("act", ["revise", "withdraw"])
@pytest.mark.parametrize(
    ("person", "allowed"),
    [
        (a_person(ASKER), True),
        (a_person(ASKER, roles=frozenset()), True),
        (a_person(PEER), True),
        (a_person(PEER, roles=frozenset()), False),
        (a_person(LEAD), False),
        (a_person(PEER, guest=True), False),
        (a_person(PEER, application=True), False),
        (a_person(ASKER, tid="tid-2"), False),
    ],
    ids=str,
)
def test_only_requesters_change_a_request(act, person, allowed):
    here = office()
    over = {"discount_bps": 400} if act == "revise" else {}

    if allowed:
        getattr(here, act)(person=person, **over)
    else:
        with pytest.raises(PolicyViolation, match="concession request r1: "):
            getattr(here, act)(person=person, **over)

    assert (here.of().revision == 2 or here.of().status == "withdrawn") is allowed


def test_every_editor_is_kept_once():
    here = office()

    for discount, who in [(400, ASKER), (300, PEER), (200, ASKER)]:
        here.revise(discount_bps=discount, person=a_person(who))

    assert here.of().editors == (ASKER, PEER)


def test_a_revision_changes_something():
    with pytest.raises(Conflict, match="nothing was changed"):
        office().revise()


def test_a_revision_is_checked_like_a_request():
    with pytest.raises(InvalidInput, match="reason"):
        office().revise(reason="")


def test_ap16_a_withdrawn_request_is_dead():
    here = office()

    events = here.withdraw()

    assert kinds(events) == ["ConcessionWithdrawn", "TaskSuperseded"]
    assert events[0].data == {
        "id": "r1",
        "reason": "the customer changed their mind",
        "oid": ASKER,
        "prior": "pending",
    }
    assert events[0].summary == (
        "concession withdrawn by Asker: the customer changed their mind"
    )
    assert events[1].data["reason"] == "the request was withdrawn"
    found = here.of()
    assert (found.status, found.settled_at) == ("withdrawn", NOW)
    assert found.note == "the customer changed their mind"
    assert here.open_tasks() == []


@pytest.mark.parametrize("act", ["revise", "withdraw"])
def test_what_is_over_does_not_change_any_more(act):
    rejected, withdrawn = office(), office()
    rejected.decide(LEAD, verdict="reject")
    withdrawn.withdraw()
    over = {"discount_bps": 400} if act == "revise" else {}

    for here in (rejected, withdrawn):
        with pytest.raises(Conflict, match="already"):
            getattr(here, act)(**over)


def test_what_was_applied_does_not_change_any_more():
    here = office()
    here.decide(LEAD)
    here.story.happened(EventType.CONCESSION_APPLIED, data={"id": "r1"})

    with pytest.raises(Conflict, match="applied already"):
        here.withdraw()


def test_an_unknown_request_is_not_found():
    with pytest.raises(NotFound, match="no concession request r9"):
        office().withdraw("r9")


def test_colleagues_are_found_among_the_psas_agents():
    people = Directory(
        agents={
            "7": Agent(id="7", name="Lead", email="lead@msp.example"),
            "8": Agent(id="8", name="Chief", disabled=True),
        }
    )
    colleagues = [
        {"oid": LEAD, "name": "Lead", "agent": "lead@msp.example"},
        {"oid": CHIEF, "name": "Chief", "agent": "8"},
        {"oid": PEER, "name": "Peer", "agent": "nobody"},
        {"oid": ASKER, "name": "Asker"},
    ]

    found = agents_of(a_policy(colleagues=colleagues), people)

    assert found == {LEAD: "7"}


def test_the_requesters_role_is_the_one_of_the_app_registration():
    assert REQUESTER == "Renewals.Requester"
