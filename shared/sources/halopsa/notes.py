"""Private notes that name a problem record on its example tickets.

HaloPSA's public pages name no field that ties an incident to a problem. So each names
the other by its number: links in the problem, a private note on the ticket.
"""

from collections.abc import Mapping

from shared.domain.renewal import Effect
from shared.sources.halopsa.config import HaloConfig
from shared.sources.halopsa.errors import RouteMissing
from shared.sources.halopsa.ids import written_id
from shared.sources.halopsa.paging import rows_of
from shared.sources.halopsa.transport import Transport

_MOST = "1000"


def ticket_link(config: HaloConfig, ticket_id: str) -> str:
    """Write where people open a ticket."""
    base = config.resource_server.removesuffix("/api")
    return f"Ticket {ticket_id}: {base}/ticket?id={ticket_id}"


class Notes:
    """Leaves one note of a problem on a ticket."""

    def __init__(self, config: HaloConfig, transport: Transport) -> None:
        self._config = config
        self._transport = transport

    def leave(self, ticket_id: str, problem_id: str, effect: Effect) -> None:
        """Name a problem on a ticket unless a note of the same marker is there.

        A ticket that is gone gets none, and none does where no outcome is set.
        """
        outcome = self._config.note_outcome
        if not outcome or self._is_there(ticket_id, effect.marker):
            return
        note = {
            "ticket_id": written_id(ticket_id, "ticket"),
            "outcome_id": written_id(outcome, "note_outcome"),
            "note": f"Problem record {problem_id} is about this. {effect.marker}",
            "hiddenfromuser": True,
        }
        self._transport.post("Actions", [note])

    def _is_there(self, ticket_id: str, marker: str) -> bool:
        """Tell whether nothing is to be noted: it was, or the ticket is gone."""
        try:
            self._transport.get(f"Tickets/{written_id(ticket_id, 'ticket')}")
        except RouteMissing:
            return True
        params = {"ticket_id": ticket_id, "count": _MOST}
        payload = self._transport.get("Actions", params)
        rows = rows_of(payload, key="actions", call="GET /Actions")
        notes = (row.get("note") for row in rows if isinstance(row, Mapping))
        return any(marker in str(note) for note in notes)
