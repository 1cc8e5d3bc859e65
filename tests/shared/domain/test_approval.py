"""The playbook's rules about approvals: names lead somewhere, levels rise."""

from datetime import date

import pytest
from pydantic import ValidationError

from shared.domain.approval_policy import ApprovalPolicy
from tests.builders import a_playbook

L1 = {
    "name": "L1",
    "role": "Renewals.Approver.L1",
    "max_depth": "0.10",
    "max_amount": 6000,
    "max_amount_30_days": 20000,
    "max_term_months": 36,
}
L2 = {**L1, "name": "L2", "role": "Renewals.Approver.L2"}
ANN = {"oid": "a", "name": "Ann", "level": "L1"}


def a_policy(**over):
    return ApprovalPolicy.model_validate(
        {"levels": [L1, L2], "colleagues": [ANN], **over}
    )


def lent(to, first=date(2027, 1, 1), last=date(2027, 1, 9)):
    return {"from_oid": "a", "to_oid": to, "first_date": first, "last_date": last}


def test_levels_are_ranked_lowest_first():
    policy = a_policy()

    assert [policy.rank(name) for name in ("L1", "L2", "", "L9")] == [0, 1, -1, -1]
    assert policy.level("L2").role == "Renewals.Approver.L2"


def test_colleagues_are_found_by_object_id():
    assert a_policy().colleague("a").name == "Ann"
    assert a_policy().colleague("b") is None


@pytest.mark.parametrize(
    "over",
    [
        {"levels": [L1, L1]},
        {"colleagues": [ANN, ANN]},
        {"colleagues": [{**ANN, "level": "L9"}]},
        {"tiers": [{"name": "gold", "from_arr": 1, "level": "L9"}]},
        {"delegations": [lent("b")]},
    ],
)
def test_names_are_unique_and_known(over):
    with pytest.raises(ValidationError, match="unique and known"):
        a_policy(**over)


@pytest.mark.parametrize(
    "over",
    [
        {"max_depth": "0.09"},
        {"max_amount": 5999},
        {"max_amount_30_days": 19999},
        {"max_term_months": 35},
        {"kinds": ["discount"]},
    ],
)
def test_a_higher_level_may_never_less_than_a_lower_one(over):
    with pytest.raises(ValidationError, match="L2 may less than L1"):
        a_policy(levels=[L1, {**L2, **over}])


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ({}, {}),
        ({"kinds": ["discount"]}, {}),
        ({"kinds": ["discount"]}, {"kinds": ["credit", "discount"]}),
        ({}, {"max_depth": 1, "max_amount": 9999, "max_term_months": 60}),
    ],
)
def test_a_higher_level_may_the_same_or_more(lower, upper):
    levels = a_policy(levels=[{**L1, **lower}, {**L2, **upper}]).levels

    assert [level.name for level in levels] == ["L1", "L2"]


@pytest.mark.parametrize(("remind", "fits"), [(23, True), (24, False), (25, False)])
def test_the_reminder_comes_before_the_escalation(remind, fits):
    hours = {"remind_after_hours": remind, "escalate_after_hours": 24}
    if fits:
        assert a_policy(**hours).remind_after_hours == remind
    else:
        with pytest.raises(ValidationError, match="must be after the reminder"):
            a_policy(**hours)


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), True),
        (date(2027, 1, 9), True),
        (date(2027, 1, 10), False),
    ],
)
def test_a_delegation_counts_from_its_first_to_its_last_day(day, counts):
    bea = {"oid": "b", "name": "Bea"}
    policy = a_policy(colleagues=[ANN, bea], delegations=[lent("b")])

    assert policy.delegations[0].covers(day) is counts


def test_the_shipped_playbook_has_two_levels_and_nobody_in_them():
    policy = a_playbook().approvals

    assert [(one.name, one.role) for one in policy.levels] == [
        ("L1", "Renewals.Approver.L1"),
        ("L2", "Renewals.Approver.L2"),
    ]
    assert policy.colleagues == ()


def test_another_limit_is_another_version_of_the_playbook():
    book = a_playbook()
    levels = [one.model_dump() for one in book.approvals.levels]
    levels[0]["max_depth"] = "0.11"
    approvals = {**book.approvals.model_dump(), "levels": levels}

    changed = a_playbook(approvals=approvals)

    assert changed.version != book.version == a_playbook().version
