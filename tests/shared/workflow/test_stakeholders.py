"""Who is who at a customer: roles, departures, and what is missing."""

from datetime import UTC, datetime

import pytest

from shared.domain.crm import Person
from shared.domain.stakeholder import Gap, Role
from shared.workflow.stakeholders import stakeholder_map

AT = datetime(2026, 12, 1, tzinfo=UTC)


def a_person(number, *labels, account="7", **more):
    given = {"account_ids": (account,), "name": f"Person {number}", **more}
    if labels:
        given["labels"] = {account: labels}
    return Person(id=str(number), modified_at=AT, **given)


def drawn(*people, before=None):
    return stakeholder_map("12", ["7"], people, before)


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Decision maker", Role.ECONOMIC_BUYER),
        ("Economic Buyer", Role.ECONOMIC_BUYER),
        ("Budget holder", Role.ECONOMIC_BUYER),
        ("Champion", Role.CHAMPION),
        ("Executive sponsor", Role.CHAMPION),
        ("Technical contact", Role.TECHNICAL),
        ("IT contact", Role.TECHNICAL),
        ("Influencer", Role.INFLUENCER),
        ("Blocker", Role.BLOCKER),
    ],
)
def test_a_label_tells_a_role(label, role):
    [one] = drawn(a_person(1, label)).stakeholders

    assert (one.roles, one.evidence) == ((role,), (f"label {label}",))


def test_a_label_of_another_account_tells_nothing():
    person = a_person(1, account_ids=("7", "8"), labels={"8": ("Champion",)})

    assert drawn(person).stakeholders[0].roles == ()


@pytest.mark.parametrize(
    ("buying_role", "role"),
    [("BUDGET_HOLDER", Role.ECONOMIC_BUYER), ("CHAMPION", Role.CHAMPION)],
)
def test_a_buying_role_tells_a_role(buying_role, role):
    [one] = drawn(a_person(1, role=buying_role)).stakeholders

    assert (one.roles, one.evidence) == ((role,), (f"buying role {buying_role}",))


BUYER, CHAMPION = a_person(1, "Decision maker"), a_person(2, "Champion")


@pytest.mark.parametrize(
    ("people", "gaps"),
    [
        ((BUYER, CHAMPION), ()),
        ((BUYER,), (Gap.SINGLE_THREADED,)),
        ((CHAMPION, a_person(3)), (Gap.NO_ECONOMIC_BUYER,)),
        ((BUYER, a_person(3, "Blocker")), (Gap.SINGLE_THREADED,)),
        ((), (Gap.NO_ECONOMIC_BUYER, Gap.SINGLE_THREADED)),
        (
            (BUYER, a_person(3), a_person(2, "Champion", gone=True)),
            (Gap.CHAMPION_LEFT,),
        ),
        (
            (BUYER, a_person(3), a_person(2, "Champion", title="No longer with us")),
            (Gap.CHAMPION_LEFT,),
        ),
    ],
)
def test_gaps_are_what_is_missing(people, gaps):
    assert drawn(*people).gaps == gaps


def test_a_champion_who_is_tied_no_more_has_left_and_stays_so():
    before = drawn(BUYER, CHAMPION, a_person(3))

    after = drawn(BUYER, a_person(3), before=before)
    later = drawn(BUYER, a_person(3), before=after)

    assert after.gaps == later.gaps == (Gap.CHAMPION_LEFT,)


def test_a_new_champion_closes_the_gap():
    before = drawn(BUYER, CHAMPION)
    without = drawn(BUYER, a_person(3), before=before)

    after = drawn(BUYER, a_person(3, "Champion"), before=without)

    assert after.gaps == ()


def test_a_champion_who_was_merged_has_not_left():
    before = drawn(BUYER, CHAMPION)
    survivor = a_person(9, "Champion", merged_ids=("2",))

    after = drawn(BUYER, survivor, before=before)

    assert (after.gaps, len(after.stakeholders)) == ((), 2)
