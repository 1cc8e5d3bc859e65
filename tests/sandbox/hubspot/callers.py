"""A caller of the HubSpot stand-in without sockets; its clock moves when told to."""

import json
from datetime import UTC, datetime, timedelta

from sandbox.halopsa.messages import Request
from sandbox.hubspot import HubSpot, Options
from sandbox.hubspot.kinds import VERSION

NOW = datetime(2026, 12, 1, 6, tzinfo=UTC)
OBJECTS = f"/crm/objects/{VERSION}"
LINKS = f"/crm/associations/{VERSION}"


class Portal:
    """One stand-in and its key."""

    def __init__(self, **options):
        self.now = NOW
        self.hub = HubSpot(Options(clock=lambda: self.now, **options))
        self.key = self.hub.portal.options.access_token

    def later(self, seconds):
        self.now += timedelta(seconds=seconds)
        return self

    def ask(self, method, path, body=None, query=(), key=None):
        headers = {"Authorization": f"Bearer {key or self.key}"}
        data = b"" if body is None else json.dumps(body).encode()
        return self.hub.handle(Request(method, path, query, headers, data))

    def get(self, path, **query):
        return self.ask("GET", path, query=query)

    def add(self, kind, links=(), **properties):
        operation = {"op": "add", "kind": kind, "properties": properties}
        return self.hub.mutate({**operation, "links": links})[0]["id"]

    def do(self, op, **given):
        return self.hub.mutate({"op": op, **given})[0]["id"]

    def search(self, kind, *filters, **body):
        groups = {"filterGroups": [{"filters": list(filters)}]} if filters else {}
        return self.ask("POST", f"{OBJECTS}/{kind}/search", {**groups, **body})

    def a_deal(self, **more):
        stage = {"pipeline": "default", "dealstage": "appointmentscheduled"}
        return self.add("deals", dealname="Renewal", **{**stage, **more})


def where(name, operator, value):
    return {"propertyName": name, "operator": operator, "value": value}


def ids(response):
    return [row["id"] for row in response.json()["results"]]
