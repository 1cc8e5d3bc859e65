"""Who may decide: every way to be somebody who may not, and what they are told."""

from datetime import date, timedelta
from itertools import product

import pytest

from shared.domain.event import EventType
from shared.domain.person import Person
from shared.workflow.concessions.eligibility import Eligible
from shared.workflow.concessions.refusal import Code, Refusal
from tests.shared.workflow.concessions.office import (
    ASKER,
    CHIEF,
    CHIEF2,
    L1,
    L2,
    LEAD,
    LEAD2,
    LEVELS,
    NOW,
    PEER,
    REQUESTER,
    STAND_IN,
    TID,
    Office,
    a_desk,
    a_draft,
    a_link,
    a_person,
    a_policy,
    an_offer,
    delegated,
    without,
)


def code(found):
    return found.code if isinstance(found, Refusal) else None


def office(request_id="r1", **over):
    """Give an office with one request that waits."""
    made = Office(**over)
    made.request(request_id)
    return made


def policy(*delegations, **over):
    return a_policy(delegations=list(delegations), **over)


def test_the_leader_who_was_asked_may_decide():
    found = office().may(LEAD)

    assert isinstance(found, Eligible)
    assert (found.power.level, found.power.role) == ("L1", L1)
    assert found.power.on_behalf_of == ""
    assert found.requirement.levels == ("L1",)
    assert found.limit == (
        "L1: depth up to 10 percent, up to 6,000 GBP a year, "
        "up to 9,000 GBP in 30 days, up to 36 months, every kind"
    )


def test_a_higher_level_may_decide_what_a_lower_one_may():
    assert office().may(CHIEF).power.level == "L2"


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({"guest": True}, Code.GUEST),
        ({"application": True}, Code.APPLICATION),
        ({"tid": "tid-2"}, Code.OTHER_TENANT),
        ({"roles": frozenset()}, Code.NO_ROLE),
        ({"roles": frozenset({L2})}, Code.NO_ROLE),
        ({"roles": frozenset({REQUESTER})}, Code.NO_ROLE),
        ({"auth_at": None}, Code.SIGN_IN_TOO_OLD),
        ({"auth_at": NOW - timedelta(minutes=15, seconds=1)}, Code.SIGN_IN_TOO_OLD),
        ({"auth_at": NOW - timedelta(minutes=15)}, None),
        ({"name": "Asker"}, None),
    ],
)
def test_ap13_the_sign_in_is_looked_at_now(over, expected):
    found = office().may(LEAD, person=a_person(LEAD, **over))

    assert code(found) == expected


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({"oid": CHIEF}, Code.NOT_ASSIGNEE),
        ({"request_id": "r2"}, Code.NOT_ASSIGNEE),
        ({"tid": "tid-2"}, Code.OTHER_TENANT),
        ({"revision": 2}, Code.OTHER_REVISION),
        ({"chash": "0" * 64}, Code.OTHER_TERMS),
        ({}, None),
    ],
)
def test_ap13_a_link_counts_for_one_person_and_one_revision(over, expected):
    here = office()

    assert code(here.may(LEAD, link=a_link(here.of(), **over))) == expected


def test_a_request_of_another_tenant_is_nobodys():
    here = Office()
    foreign = a_draft().requester.model_copy(update={"tid": "tid-2"})
    here.request(requester=foreign)

    assert code(here.may(LEAD)) is Code.OTHER_TENANT
    assert code(here.may(LEAD, link=a_link(here.of(), tid="tid-2"))) is (
        Code.OTHER_TENANT
    )


def test_f50_a_role_that_is_gone_decides_no_more():
    here = office()
    assert code(here.may(LEAD)) is None

    gone = here.person(LEAD, roles=frozenset())

    assert code(here.may(LEAD, person=gone)) is Code.NO_ROLE


def test_ap16_an_approver_who_was_taken_off_the_playbook_decides_no_more():
    here = office()
    desk = a_desk(policy=a_policy(colleagues=without(LEAD)))

    assert code(here.may(LEAD, desk=desk)) is Code.NO_COLLEAGUE


def test_who_has_a_level_and_not_its_role_does_not_decide():
    here = office()
    person = here.person(CHIEF, roles=frozenset({L1}))

    assert code(here.may(CHIEF, person=person)) is Code.NO_ROLE


def test_who_has_a_role_and_no_level_does_not_decide():
    here = office()
    person = here.person(PEER, roles=frozenset({L1, L2}))

    assert code(here.may(PEER, person=person)) is Code.NO_ROLE


@pytest.mark.parametrize("discount", [1001, 3000])
def test_a_level_that_is_too_low_does_not_decide(discount):
    here = Office()
    here.request(discount_bps=discount)

    found = here.may(LEAD)

    assert code(found) is Code.LEVEL_TOO_LOW
    assert found.text == "it needs the approval of L2"
    assert code(here.may(CHIEF)) is None


# Requester, editor and administrator in all combinations: only who is none of the
# first two may decide, and being an administrator changes nothing.
@pytest.mark.parametrize(
    ("asks", "edits", "admin", "guest", "app"),
    list(product([False, True], repeat=5)),
)
def test_ap14_nobody_decides_what_they_asked_for_or_edited(
    asks, edits, admin, guest, app
):
    here = Office()
    draft = a_draft()
    who = draft.requester.model_copy(update={"oid": LEAD}) if asks else draft.requester
    here.request(requester=who)
    if edits:
        editor = here.person(LEAD, roles=frozenset({REQUESTER, L1}))
        here.revise(person=editor, discount_bps=400)
    roles = {L1, L2, REQUESTER, "Renewals.Admin"} if admin else {L1}
    person = here.person(LEAD, roles=frozenset(roles), guest=guest, application=app)

    found = here.may(LEAD, person=person)

    expected = Code.OWN_REQUEST if asks or edits else None
    expected = Code.APPLICATION if app else expected
    assert code(found) == (Code.GUEST if guest else expected)


def test_ap14_an_editor_stays_out_of_all_later_revisions():
    here = office()
    here.revise(
        person=here.person(LEAD, roles=frozenset({REQUESTER, L1})),
        discount_bps=400,
    )
    here.revise(person=here.person(PEER), discount_bps=300)

    assert here.of().editors == (LEAD, PEER)
    assert code(here.may(LEAD)) is Code.OWN_REQUEST


def test_f48_a_second_account_of_the_same_name_is_another_person():
    """Only the object id tells people apart, so an alias needs a place of its own."""
    here = office()
    alias = Person(
        tid=TID, oid="oid-alias", name="Lead", roles=frozenset({L1, L2}), auth_at=NOW
    )

    assert code(here.may("oid-alias", person=alias)) is Code.NO_COLLEAGUE


@pytest.mark.parametrize(
    ("delegation", "expected"),
    [
        (delegated(LEAD, STAND_IN), None),
        (delegated(CHIEF, STAND_IN), None),
        (delegated(LEAD, STAND_IN, last=date(2027, 1, 10)), Code.NO_ROLE),
        (delegated(LEAD, STAND_IN, last=date(2027, 1, 11)), None),
        (delegated(LEAD, STAND_IN, first=date(2027, 1, 11)), None),
        (delegated(LEAD, STAND_IN, first=date(2027, 1, 12)), Code.NO_ROLE),
        (delegated(PEER, STAND_IN), Code.NO_ROLE),
        (delegated(LEAD, LEAD2), Code.NO_ROLE),
        (delegated(ASKER, STAND_IN), Code.NO_ROLE),
    ],
)
def test_who_stands_in_for_a_leader_decides_while_it_lasts(delegation, expected):
    here = office(policy=policy(delegation))

    assert code(here.may(STAND_IN)) == expected


def test_who_stands_in_decides_with_the_others_level():
    here = Office(policy=policy(delegated(CHIEF, STAND_IN)))
    here.request(discount_bps=2000)

    found = here.may(STAND_IN)

    assert (found.power.level, found.power.on_behalf_of) == ("L2", CHIEF)
    assert found.power.role == L1


def test_who_stands_in_needs_an_approvers_role_all_the_same():
    here = office(policy=policy(delegated(LEAD, STAND_IN)))
    person = here.person(STAND_IN, roles=frozenset({REQUESTER}))

    assert code(here.may(STAND_IN, person=person)) is Code.NO_ROLE


def test_a_leaders_own_level_comes_before_those_lent_to_them():
    here = office(policy=policy(delegated(CHIEF, LEAD)))

    assert here.may(LEAD).power.on_behalf_of == ""


def test_a_leader_uses_a_lent_level_where_their_own_is_too_low():
    here = Office(policy=policy(delegated(CHIEF, LEAD)))
    here.request(discount_bps=2000)

    assert here.may(LEAD).power.on_behalf_of == CHIEF


def test_of_lent_levels_the_lowest_that_is_enough_is_used():
    lent = policy(delegated(CHIEF, STAND_IN), delegated(LEAD, STAND_IN))

    assert office(policy=lent).may(STAND_IN).power.on_behalf_of == LEAD


def test_f48_a_delegation_is_not_passed_on():
    chain = policy(delegated(CHIEF, LEAD2), delegated(LEAD2, STAND_IN))
    here = Office(policy=chain)
    here.request(discount_bps=2000)

    assert code(here.may(STAND_IN)) is Code.LEVEL_TOO_LOW


def test_f48_nobody_decides_in_the_name_of_who_asked():
    here = Office(policy=policy(delegated(LEAD, STAND_IN)))
    who = a_draft().requester.model_copy(update={"oid": LEAD})
    here.request(requester=who)

    assert code(here.may(STAND_IN)) is Code.OWN_REQUEST


def test_f48_who_asked_does_not_decide_in_anothers_name():
    here = office(policy=policy(delegated(CHIEF, ASKER)))
    person = here.person(ASKER, roles=frozenset({REQUESTER, L1, L2}))

    assert code(here.may(ASKER, person=person)) is Code.OWN_REQUEST


def thin(*delegations):
    """Give an office whose request needs L1 and L2, for its margin is thin."""
    here = Office(policy=policy(*delegations))
    here.request(hours=58)
    assert here.of().requirement.levels == ("L1", "L2")
    return here


def test_nobody_decides_twice():
    here = thin()
    here.decide(LEAD)

    assert code(here.may(LEAD)) is Code.TWICE
    assert code(here.may(LEAD2)) is Code.LEVEL_TOO_LOW
    assert code(here.may(CHIEF)) is None


def test_the_higher_level_may_come_first():
    here = thin()
    here.decide(CHIEF)

    assert code(here.may(CHIEF)) is Code.TWICE
    assert code(here.may(LEAD)) is None


def test_f48_two_hats_are_one_person():
    here = thin(delegated(CHIEF, LEAD))
    here.decide(LEAD)

    assert code(here.may(LEAD)) is Code.TWICE


def test_f48_a_leader_and_their_stand_in_are_one_voice():
    here = thin(delegated(CHIEF, STAND_IN))
    here.decide(CHIEF)
    assert code(here.may(STAND_IN)) is Code.TWICE

    here = thin(delegated(CHIEF, STAND_IN))
    here.decide(STAND_IN)
    assert code(here.may(CHIEF)) is Code.TWICE
    assert code(here.may(CHIEF2)) is None


def elsewhere(oid=LEAD, *, contract="302", at=NOW, status="approved", **over):
    """Give a request of another contract that somebody approved."""
    here = office("r2")
    here.decide(oid, "r2", **over)
    found = here.of("r2")
    (approval,) = found.approvals
    return found.model_copy(
        update={
            "contract_id": contract,
            "status": status,
            "approvals": (approval.model_copy(update={"at": at}),),
        }
    )


# Each costs 3,000 GBP a year, and L1 may approve 9,000 in 30 days.
@pytest.mark.parametrize(
    ("count", "expected"), [(1, None), (2, None), (3, Code.AMOUNT_30_DAYS)]
)
def test_ap15_what_one_leader_approves_in_30_days_adds_up(count, expected):
    one = elsewhere()
    others = [one.model_copy(update={"id": f"x{n}"}) for n in range(count)]

    found = office(elsewhere=others).may(LEAD)

    assert code(found) == expected


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({"at": NOW - timedelta(days=30)}, None),
        ({"at": NOW - timedelta(days=30, seconds=-1)}, Code.AMOUNT_30_DAYS),
        ({"status": "applied"}, Code.AMOUNT_30_DAYS),
        ({"status": "pending"}, Code.AMOUNT_30_DAYS),
        ({"status": "voided"}, None),
        ({"status": "withdrawn"}, None),
        ({"oid": CHIEF}, None),
        ({"verdict": "approve_with_conditions", "conditions": ("x",)}, "amount"),
    ],
)
def test_ap15_only_what_a_leader_approved_lately_counts(over, expected):
    one = elsewhere(**over)
    others = [one.model_copy(update={"id": f"x{n}"}) for n in range(3)]

    found = office(elsewhere=others).may(LEAD)

    wanted = Code.AMOUNT_30_DAYS if expected == "amount" else expected
    assert code(found) == wanted


def test_a_rejection_spends_nothing():
    one = elsewhere(verdict="reject", status="approved")
    others = [one.model_copy(update={"id": f"x{n}"}) for n in range(3)]

    assert code(office(elsewhere=others).may(LEAD)) is None


def test_ap15_what_a_stand_in_approves_counts_for_both():
    lent = policy(delegated(LEAD, STAND_IN), delegated(LEAD2, STAND_IN))
    one = elsewhere()
    (approval,) = one.approvals
    by_stand_in = approval.model_copy(update={"oid": STAND_IN, "on_behalf_of": LEAD})
    others = [
        one.model_copy(update={"id": f"x{n}", "approvals": (by_stand_in,)})
        for n in range(3)
    ]
    here = office(policy=lent, elsewhere=others)

    assert code(here.may(LEAD)) is Code.AMOUNT_30_DAYS
    assert code(here.may(STAND_IN)) is Code.AMOUNT_30_DAYS
    assert code(here.may(LEAD2)) is None


def test_a_leader_who_has_spent_their_own_may_use_a_lent_level():
    one = elsewhere()
    others = [one.model_copy(update={"id": f"x{n}"}) for n in range(3)]
    here = office(policy=policy(delegated(CHIEF, LEAD)), elsewhere=others)

    assert here.may(LEAD).power.on_behalf_of == CHIEF


def test_another_currency_is_not_added_to_the_30_days():
    one = elsewhere(CHIEF)
    foreign = one.terms.model_copy(update={"currency": "EUR"})
    many = [one.model_copy(update={"id": f"x{n}", "terms": foreign}) for n in range(20)]

    assert code(office(elsewhere=many).may(CHIEF)) is None

    here = Office(elsewhere=[one.model_copy(update={"id": f"x{n}"}) for n in range(13)])
    here.request(currency="EUR")
    assert code(here.may(CHIEF)) is None


def test_what_the_projection_says_of_this_contract_is_not_counted_twice():
    """It may be older than the timeline, which is asked instead."""
    stale = [
        elsewhere(contract="301").model_copy(update={"id": f"x{n}"}) for n in range(3)
    ]

    assert code(office(elsewhere=stale).may(LEAD)) is None


@pytest.mark.parametrize(
    ("act", "over", "expected"),
    [
        ("withdraw", {}, Code.NOT_PENDING),
        ("decide", {"oid": LEAD2}, Code.NOT_PENDING),
        ("decide", {"oid": LEAD2, "verdict": "reject"}, Code.NOT_PENDING),
        ("revise", {"discount_bps": 400}, Code.OTHER_REVISION),
        ("wait", {"days": 5}, Code.EXPIRED),
    ],
)
def test_ap16_a_link_dies_with_what_it_was_made_for(act, over, expected):
    here = office()
    link = a_link(here.of())

    getattr(here, act)(**over)

    assert code(here.may(LEAD, link=link)) is expected


@pytest.mark.parametrize(("seconds", "expected"), [(-1, None), (0, Code.EXPIRED)])
def test_ap9_a_request_runs_out_to_the_second(seconds, expected):
    here = office()
    here.now = here.of().terms.expires_at + timedelta(seconds=seconds)

    assert code(here.may(LEAD)) == expected


def test_ap6_terms_that_are_not_what_was_hashed_are_not_decided():
    here = office()
    found = here.of()
    terms = found.terms.model_copy(update={"discount_bps": 900})
    event = here.story.events[0]
    forged = {**event.data, "terms": terms.model_dump(mode="json")}
    here.story.happened(EventType.CONCESSION_REVISED, data=forged)

    assert code(here.may(LEAD)) is Code.OTHER_TERMS


def test_ap15_a_requirement_that_rose_since_counts():
    """Two halves are asked for together; once one is granted, the other is more."""
    here = Office()
    here.request("r1", discount_bps=600)
    here.request("r2", discount_bps=600)
    assert code(here.may(LEAD, "r2")) is None

    here.decide(LEAD, "r1")

    assert code(here.may(LEAD2, "r2")) is Code.LEVEL_TOO_LOW
    assert here.may(CHIEF, "r2").requirement.levels == ("L2",)


def test_ap15_a_discount_split_into_five_parts_needs_what_the_whole_does():
    whole = Office()
    whole.request(discount_bps=2000)
    assert whole.of().requirement.levels == ("L2",)

    here = Office()
    for part in range(5):
        here.request(f"r{part}", discount_bps=400)
    decided = []
    for part in range(5):
        for leader in (LEAD, LEAD2):
            if code(here.may(leader, f"r{part}")) is None:
                here.decide(leader, f"r{part}")
                decided.append(part)
                break

    assert decided == [0, 1]  # 8 percent; with the third it would be 12
    assert code(here.may(LEAD2, "r2")) is Code.LEVEL_TOO_LOW


def test_nobody_decides_where_the_playbook_names_no_levels():
    here = office()
    bare = [{**one, "level": ""} for one in without()]
    desk = a_desk(policy=a_policy(levels=[], colleagues=bare))

    assert code(here.may(LEAD, desk=desk)) is Code.NO_ROLE


@pytest.mark.parametrize("oid", [CHIEF, LEAD])
def test_a_request_beyond_all_limits_can_be_turned_down(oid):
    here = Office()
    here.request(discount_bps=5000)

    assert here.may(oid).requirement.beyond_limits


def test_limits_are_those_of_todays_playbook():
    here = office()
    stricter = a_policy(levels=[{**LEVELS[0], "max_depth": "0.01"}, LEVELS[1]])

    assert code(here.may(LEAD, desk=a_desk(policy=stricter))) is Code.LEVEL_TOO_LOW


def test_an_offer_is_assessed_as_it_is_written():
    assert an_offer().assessment.terms_hash == an_offer().terms.hash
