"""The MSP's own people: account managers, engineers, and those who left."""

import random
from dataclasses import dataclass

from sandbox.portfolio.names import person
from sandbox.portfolio.shapes import TenantIds
from sandbox.rows import Row

TICKETS_PER_ENGINEER = 6000  # over two years
CONTRACTS_PER_MANAGER = 60


@dataclass(frozen=True)
class Staff:
    """Agent ids by what they do, and their rows."""

    managers: tuple[int, ...]
    engineers: tuple[int, ...]
    former_manager: int
    rows: list[Row]

    def row(self, agent_id: int) -> Row:
        return next(row for row in self.rows if row["id"] == agent_id)


def staff(
    dice: random.Random, ids: TenantIds, *, contracts: int, tickets: int
) -> Staff:
    """Return as many people as the work needs."""
    manager_count = 2 + contracts // CONTRACTS_PER_MANAGER
    engineer_count = 3 + tickets // TICKETS_PER_ENGINEER
    numbers = iter(range(3, 3 + manager_count + engineer_count + 1))
    managers = tuple(next(numbers) for _ in range(manager_count))
    engineers = tuple(next(numbers) for _ in range(engineer_count))
    former = next(numbers)
    rows = [
        _placeholder(ids.unassigned_agent),
        {**_agent(dice, 2, "Service Desk"), "name": "API", "isapiagent": True},
        *(_agent(dice, number, "Account Management") for number in managers),
        *(_agent(dice, number, "Service Desk") for number in engineers),
        {**_agent(dice, former, "Account Management"), "isdisabled": True},
    ]
    return Staff(managers, engineers, former, rows)


def _placeholder(number: int) -> Row:
    return {
        "id": number,
        "name": "Unassigned",
        "firstname": "",
        "surname": "",
        "initials": "U",
        "email": "",
        "isdisabled": False,
        "isapiagent": False,
        "team": "",
        "jobtitle": "",
        "is_agent": True,
    }


def _agent(dice: random.Random, number: int, team: str) -> Row:
    first, last = person(dice)
    return {
        "id": number,
        "name": f"{first} {last}",
        "firstname": first,
        "surname": last,
        "initials": first[0] + last[0],
        "email": f"{first}.{last}.{number}@msp.example".lower(),
        "isdisabled": False,
        "isapiagent": False,
        "team": team,
        "jobtitle": "Account Manager" if team.startswith("Account") else "Engineer",
        "is_agent": True,
    }
