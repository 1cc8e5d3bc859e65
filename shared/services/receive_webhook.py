"""HaloPSA's webhooks: lossy hints; the object is read again before anything counts."""

import json
from collections.abc import Iterable

from shared.domain.sync import Position, Step, SyncState
from shared.ports import App
from shared.services.sync import facts, reconcile, records

QUEUE = "halopsa-tickets"
_COALESCE_SECONDS = 10


def accept(app: App, ticket_ids: Iterable[str]) -> int:
    """Queue a re-read of each ticket, once in ten seconds; give how many are new.

    The message is stored before the hint is remembered: a crash in between costs a
    second read, never a lost one.
    """
    window = int(app.now().timestamp()) // _COALESCE_SECONDS
    count = 0
    for ticket_id in dict.fromkeys(ticket_ids):
        hint = f"ticket|{ticket_id}|{window}"
        if app.stores.settings.first_seen(hint):
            body = json.dumps({"ticket_id": ticket_id})
            app.messages.send(QUEUE, body, delay_seconds=_COALESCE_SECONDS)
            app.stores.settings.remember(hint)
            count += 1
    return count


def work(app: App, body: str) -> None:
    """Read one ticket again and bring the facts of its month up to date."""
    ticket_id = str(json.loads(body)["ticket_id"])
    known = app.stores.index.known(records.TICKETS.resource, [ticket_id])
    reconcile.refresh_ticket(app, ticket_id, known.get(ticket_id))
    facts.compute_facts(app, SyncState(position=Position(step=Step.FACTS)))
