"""The toy's other system: tickets over HTTP, without idempotency."""

import json

from sandbox.halopsa.messages import Response, json_response


class ToyHalo:
    """Tickets that can be listed since a time, searched and created; no idempotency."""

    def __init__(self, clock):
        self._clock = clock
        self.tickets = []
        for number in range(4):
            self.create({"summary": f"Printer {number}", "client_id": 12})

    def create(self, fields):
        now = self._clock.now().replace(tzinfo=None).isoformat()
        row = {"id": len(self.tickets) + 1, "dateoccurred": now, "last_update": now}
        self.tickets.append(row | fields)
        return row

    def handle(self, request):
        query = dict(request.pairs())
        if request.method == "POST":
            created = [self.create(row) for row in json.loads(request.body)]
            return json_response(created[0], 201)
        if "search" in query:
            return json_response(
                [t for t in self.tickets if query["search"] in t["summary"]]
            )
        if "since" in query:
            return json_response(
                [t for t in self.tickets if t["last_update"] >= query["since"]]
            )
        return Response(404)
