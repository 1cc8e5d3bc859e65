"""Tickets, their ids alone, and what was done on one of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.domain.service import Lookups, RequestTicket, Ticket
from shared.ports import TicketAction, TicketBatch
from shared.sources.halopsa.config import HaloConfig
from shared.sources.halopsa.custom_fields import FieldMap
from shared.sources.halopsa.dates import filter_instant
from shared.sources.halopsa.ids import own_id
from shared.sources.halopsa.mapping.service import to_action
from shared.sources.halopsa.mapping.tickets import TicketMapping
from shared.sources.halopsa.raw import RawAction, RawRequestTicket, RawTicket
from shared.sources.halopsa.routes import Routes
from shared.sources.web.rows import read_row, sift

_MOST_ACTIONS = "1000"


class TicketReader:
    """Reads tickets by the page, and one at a time."""

    def __init__(self, routes: Routes, config: HaloConfig) -> None:
        self._routes = routes
        self._config = config

    def tickets(self, since: datetime, number: int, lookups: Lookups) -> TicketBatch:
        """Read a page of what changed since an instant.

        The caller overlaps by a day: it is not documented in which zone the tenant
        reads the filter, nor whether its bound is included. An empty page counts as
        attributed, for there is no ticket on it that lacks a contract id.
        """
        params = {"lastupdatefromdate": filter_instant(since)}
        if self._config.include_contract:
            params["includecontract"] = "true"
        page = self._routes.page("Tickets", number, key="tickets", params=params)
        sifted = sift("tickets", page.rows, self._to_ticket(lookups))
        return TicketBatch(
            items=sifted.items,
            rejected=sifted.rejected,
            last=page.last,
            fingerprint=page.fingerprint,
            read=len(page.rows),
            attributed=not page.rows or _tells_contracts(page.rows),
        )

    def ticket(self, ticket_id: str, lookups: Lookups) -> Ticket:
        row = self._routes.one("Tickets", ticket_id, {"includedetails": "true"})
        return read_row(row, self._to_ticket(lookups))

    def request_ticket(self, ticket_id: str) -> RequestTicket:
        """Read a request's mapped custom fields, which no list carries."""
        row = self._routes.one("Tickets", ticket_id, {"includedetails": "true"})
        raw = read_row(row, RawRequestTicket.model_validate)
        agents = self._config.unassigned_agents
        return RequestTicket(
            ticket_id=raw.id,
            customer_id=raw.client_id or "",
            contract_id=raw.contract_id,
            agent_id=None if raw.agent_id in agents else raw.agent_id,
            fields=FieldMap(self._config.task_fields, {}).texts(raw.customfields or ()),
        )

    def ticket_ids(
        self, number: int, *, contract_id: str, since: datetime | None
    ) -> tuple[tuple[str, ...], bool]:
        """Read a page of ids, of one contract and changed since, where given.

        A repeated page is told by the caller: the ids are the same as before.
        """
        params = {"ticketidonly": "true"}
        if contract_id:
            params["contract_id"] = contract_id
        if since is not None:
            params["lastupdatefromdate"] = filter_instant(since)
        page = self._routes.page("Tickets", number, key="tickets", params=params)
        ids = [read_row(_as_object(row), _id_of) for row in page.rows]
        return tuple(dict.fromkeys(ids)), page.last

    def actions(self, ticket_id: str) -> tuple[TicketAction, ...]:
        """Read the latest thousand things done on a ticket, in one request."""
        params = {"ticket_id": ticket_id, "count": _MOST_ACTIONS, "excludesys": "true"}
        rows = self._routes.whole("Actions", key="actions", params=params)

        def action(row: Mapping[str, object]) -> TicketAction:
            return to_action(RawAction.model_validate(row), ticket_id=ticket_id)

        return sift("actions", rows, action).items

    def _to_ticket(self, lookups: Lookups) -> "_Conversion":
        return _Conversion(TicketMapping(lookups, self._config.unassigned_agents))


class _Conversion:
    """Converts rows with one tenant's lookups."""

    def __init__(self, mapping: TicketMapping) -> None:
        self._mapping = mapping

    def __call__(self, row: Mapping[str, object]) -> Ticket:
        return self._mapping.to_ticket(RawTicket.model_validate(row))


def _tells_contracts(rows: Sequence[object]) -> bool:
    return any(isinstance(row, Mapping) and "contract_id" in row for row in rows)


def _as_object(row: object) -> object:
    return row if isinstance(row, Mapping) else {"id": row}


def _id_of(row: Mapping[str, object]) -> str:
    return own_id(row.get("id"))
