"""The portal about itself, filled from an MSP, and served over HTTP."""

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

from sandbox.hubspot import HubSpot, Options
from sandbox.hubspot.kinds import VERSION
from sandbox.hubspot.people import fill
from sandbox.server import Listener
from tests.sandbox.callers import a_portfolio
from tests.sandbox.hubspot.callers import Portal


def test_the_portal_tells_its_id_and_zone():
    answer = Portal(portal_id=77).get(f"/account-info/{VERSION}/details")

    assert (answer.json()["portalId"], answer.json()["timeZone"]) == (
        77,
        "Europe/London",
    )


def test_those_who_left_come_only_when_asked_for():
    portal = Portal()
    portal.hub.portal.owners += [
        {"id": "1", "archived": False},
        {"id": "2", "archived": True},
    ]
    path = f"/crm/owners/{VERSION}"

    seen = [portal.get(path, archived=flag).json() for flag in ("false", "true")]

    assert [row["results"][0]["id"] for row in seen] == ["1", "2"]


def test_a_filled_portal_knows_most_customers_and_their_people():
    hub, msp = HubSpot(), a_portfolio(contracts=40, tickets=0)
    fill(hub, msp)
    records = hub.portal.records
    explicit = [
        record.properties["halopsa_customer_id"]
        for record in records["companies"].live.values()
        if "halopsa_customer_id" in record.properties
    ]

    known = {str(row["id"]) for row in msp.tables["Client"]}
    assert set(explicit) < known
    assert len(records["contacts"].live) > len(records["companies"].live) > 30
    assert len(hub.portal.owners) >= 2


def test_filling_twice_gives_the_same_portal():
    def told(seed):
        fixed = Portal().hub
        fill(fixed, a_portfolio(contracts=12, tickets=0), seed)
        shelf = fixed.portal.records["companies"]
        return [(r.id, r.properties) for r in shelf.ordered()]

    assert told(1) == told(1)
    assert told(1) != told(2)


def test_it_answers_over_http():
    hub = HubSpot(Options())
    with Listener(hub) as server:
        connection = HTTPConnection(urlsplit(server.url).netloc, timeout=5)
        connection.request(
            "POST",
            f"/crm/objects/{VERSION}/companies/search",
            json.dumps({"limit": 5}),
            {"Authorization": f"Bearer {hub.portal.options.access_token}"},
        )
        answer = connection.getresponse()
        body = json.loads(answer.read())
        connection.close()

    assert (answer.status, body) == (200, {"total": 0, "results": []})
