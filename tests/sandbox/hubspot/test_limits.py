"""The limits of the stand-in, each with its own 429, and its faults."""

import pytest

from sandbox.halopsa.connection import ConnectionDropped
from sandbox.hubspot.faults import Fault
from tests.sandbox.hubspot.callers import OBJECTS, Portal


def test_the_burst_limit_names_its_policy_and_shows_in_headers():
    portal = Portal(burst=2)
    seen = [portal.get(f"{OBJECTS}/companies") for _ in range(3)]

    assert [answer.status for answer in seen] == [200, 200, 429]
    assert seen[1].headers["X-HubSpot-RateLimit-Remaining"] == "0"
    assert seen[2].json()["policyName"] == "TEN_SECONDLY_ROLLING"
    assert portal.later(11).get(f"{OBJECTS}/companies").status == 200


def test_the_search_has_a_limit_and_a_429_of_its_own():
    portal = Portal(searches=1)
    first, second = portal.search("deals"), portal.search("deals")

    assert "X-HubSpot-RateLimit-Max" not in first.headers
    assert (second.status, second.json()["category"]) == (429, "RATE_LIMITS")
    assert portal.later(1).search("deals").status == 200


def test_the_day_ends_at_the_portals_own_midnight():
    portal = Portal(daily=1, time_zone="Australia/Sydney")
    portal.get(f"{OBJECTS}/companies")

    spent = portal.get(f"{OBJECTS}/companies")
    portal.later(7 * 3600)  # 13:00 UTC is midnight in Sydney

    assert spent.json()["policyName"] == "DAILY"
    assert portal.get(f"{OBJECTS}/companies").status == 200


@pytest.mark.parametrize(("action", "made"), [("reset", 0), ("lost_reply", 1)])
def test_a_reply_can_be_lost_before_or_after_the_work(action, made):
    portal = Portal()
    portal.hub.faults.append(Fault(action, method="POST", path="companies", count=1))

    with pytest.raises(ConnectionDropped):
        portal.ask("POST", f"{OBJECTS}/companies", {"properties": {"name": "A"}})

    assert len(portal.hub.portal.records["companies"].live) == made
