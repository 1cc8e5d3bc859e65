import pytest

from sandbox.demo.people import WHAT_THEY_DO, cast_of, user, username_of
from sandbox.entra import USERS
from shared import bootstrap
from shared.domain.customer import Agent

MANAGERS = [
    Agent(id=key, name=f"Manager {key}", team="Account Management") for key in "345"
]
DESK = [Agent(id=key, name=f"Engineer {key}", team="Service Desk") for key in "26789"]
LEVELS = {
    level.name: level.role for level in bootstrap.shipped_playbook().approvals.levels
}


def agents_of(cast):
    return {name: agent.id for name, agent in cast.agents.items()}


def test_account_managers_ask_and_the_last_one_decides_first():
    cast = cast_of([*DESK, *MANAGERS])

    assert agents_of(cast) == {"ada": "4", "ben": "5", "chloe": "8", "femi": "3"}


def test_of_two_account_managers_neither_is_two_people():
    cast = cast_of([*DESK, *MANAGERS[:2]])

    assert agents_of(cast) == {"ada": "3", "ben": "4", "chloe": "8", "femi": "7"}


def test_the_playbooks_roles_are_filled_by_who_decides():
    roles = cast_of([*DESK, *MANAGERS]).roles

    assert (roles.cs_lead, roles.msp_owner, roles.operator) == ("5", "8", "9")


@pytest.mark.parametrize("name", ["ada", "ben", "chloe", "femi"])
def test_a_level_comes_with_its_role_in_the_directory(name):
    cast = cast_of([*DESK, *MANAGERS])
    one = next(one for one in cast.colleagues if one.oid == user(name).oid)
    roles = {role for role in user(name).roles if ".Approver." in role}

    assert {LEVELS[level] for level in [one.level] if level} == roles


def test_it_is_told_of_everybody_what_they_do():
    assert set(WHAT_THEY_DO) == {one.username for one in USERS}


def test_people_are_found_by_object_id():
    assert username_of(user("ben").oid) == "ben@msp.example"
    assert username_of("nobody") == ""
