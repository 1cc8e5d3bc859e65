"""Tasks for people, as tickets: found by marker, created once, read back, closed."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from shared.domain.errors import OutcomeUnknown, SourceRejected
from shared.domain.renewal import Effect, EffectKind
from shared.domain.service import Lookups
from shared.domain.text import SHORT, one_line
from shared.sources.halopsa.config import HaloConfig
from shared.sources.halopsa.errors import RouteMissing
from shared.sources.halopsa.ids import own_id, written_id
from shared.sources.halopsa.mapping.tickets import TicketMapping
from shared.sources.halopsa.notes import ticket_link
from shared.sources.halopsa.paging import Page, page_of, page_parameters
from shared.sources.halopsa.raw import RawTask, RawTicket
from shared.sources.halopsa.transport import Transport
from shared.sources.web.rows import read_row
from shared.sources.web.texts import as_html

# A task is looked for while its outcome is unknown, which takes hours and not months.
_HORIZON = timedelta(days=180)
_WITNESSES = 5
_MOST_PAGES = 1000


class TaskDesk:
    """What the engine does with its own tickets."""

    def __init__(
        self, config: HaloConfig, transport: Transport, clock: Callable[[], datetime]
    ) -> None:
        self._config = config
        self._transport = transport
        self._clock = clock

    def find(self, effect: Effect) -> str | None:
        """Give the ticket of an effect, open or closed, None when there is none.

        HaloPSA ignores filters that it doesn't know, so marker and customer are
        compared here. Pages come newest first; half a year is looked back.
        """
        before = ""
        for number in range(1, _MOST_PAGES):
            page = self._page(effect, number)
            tasks = _tasks(page)
            found = [task.id for task in tasks if _is_of(task, effect)]
            if found:
                return str(min(found))
            if page.last or page.fingerprint == before or self._is_past(tasks):
                return None
            before = page.fingerprint
        message = f"halopsa: no end of tickets of customer {effect.customer_id}"
        raise SourceRejected(message)

    def create(self, effect: Effect) -> str:
        """Create the ticket and give its id.

        Raises OutcomeUnknown when the reply doesn't tell: `find` must come before
        another attempt, because HaloPSA has no idempotency.
        """
        created = _first(self._transport.post("Tickets", [self._body(effect)]))
        try:
            return own_id(created.get("id"))
        except ValueError:
            message = f"halopsa POST /Tickets: no id in the reply to {effect.marker}"
            raise OutcomeUnknown(message) from None

    def has_marker(self, external_id: str, effect: Effect) -> bool:
        """Read a ticket back and tell whether it is the effect's."""
        row = self._ticket(external_id)
        return row is not None and _is_of(read_row(row, RawTask.model_validate), effect)

    def close(self, external_id: str, lookups: Lookups, reason: str) -> None:
        """Close a ticket; one that is closed, or gone, is left as it is."""
        row = self._ticket(external_id)
        mapping = TicketMapping(lookups, self._config.unassigned_agents)
        if row is None or mapping.is_closed(read_row(row, RawTicket.model_validate)):
            return
        status = self._config.closed_status or lookups.closing_status_id
        if not status:
            message = "halopsa: no status is called Closed; set closed_status"
            raise SourceRejected(message)
        number = written_id(status, "closed_status")
        change = {"id": written_id(external_id, "ticket"), "status_id": number}
        reply = _first(self._transport.post("Tickets", [change]))
        told = str(reply.get("status_id", number))
        if told.removesuffix(".0") != str(number):
            message = f"halopsa ticket {external_id} stayed in status {told}"
            raise SourceRejected(message)
        self._note(external_id, reason)

    def _note(self, external_id: str, reason: str) -> None:
        outcome = self._config.note_outcome
        if not outcome or not reason:
            return
        note = {
            "ticket_id": written_id(external_id, "ticket"),
            "outcome_id": written_id(outcome, "note_outcome"),
            "note": one_line(reason),
            "hiddenfromuser": True,
        }
        self._transport.post("Actions", [note])

    def _page(self, effect: Effect, number: int) -> Page:
        params = {
            **page_parameters(number),
            "orderdesc": "true",
            "client_id": effect.customer_id,
        }
        if kind := self._type_of(effect):
            params["requesttype_id"] = kind
        payload = self._transport.get("Tickets", params)
        return page_of(payload, key="tickets", number=number, call="GET /Tickets")

    def _is_past(self, tasks: Sequence[RawTask]) -> bool:
        """Tell whether a page, truly newest first, ends beyond the horizon.

        Several rows have to agree, because single dates are edited by hand.
        """
        numbers = [task.id for task in tasks]
        oldest = [task.dateoccurred for task in tasks[-_WITNESSES:]]
        is_descending = numbers == sorted(numbers, reverse=True)
        horizon = self._clock() - _HORIZON
        is_old = all(moment is not None and moment < horizon for moment in oldest)
        return is_descending and len(oldest) == _WITNESSES and is_old

    def _ticket(self, external_id: str) -> object:
        """Read a ticket; None when there is none."""
        try:
            return self._transport.get(f"Tickets/{written_id(external_id, 'ticket')}")
        except RouteMissing:
            return None

    def _body(self, effect: Effect) -> dict[str, object]:
        body: dict[str, object] = {
            "summary": _marked(effect),
            "details_html": as_html(self._details(effect)),
            "client_id": written_id(effect.customer_id, "customer"),
        }
        if effect.contract_id.isdecimal():
            body["contract_id"] = int(effect.contract_id)
        if effect.assignee_id:
            body["agent_id"] = written_id(effect.assignee_id, "assignee")
        if kind := self._type_of(effect):
            body["tickettype_id"] = written_id(kind, "ticket type")
        if effect.due_date:
            # Noon UTC is the same calendar day from Honolulu to Auckland's winter.
            body["deadlinedate"] = f"{effect.due_date.isoformat()}T12:00:00"
        fields = [*self._fields(effect)]
        return {**body, "customfields": fields} if fields else body

    def _type_of(self, effect: Effect) -> str:
        if effect.kind is EffectKind.CREATE_PROBLEM:
            return self._config.problem_ticket_type
        return self._config.task_ticket_type

    def _details(self, effect: Effect) -> str:
        due = f"Due: {effect.due_date.isoformat()}" if effect.due_date else ""
        links = "\n".join(
            ticket_link(self._config, number)
            for number in effect.fields.get("tickets", "").split(",")
            if number
        )
        return "\n\n".join(part for part in (effect.details, links, due) if part)

    def _fields(self, effect: Effect) -> Iterator[dict[str, object]]:
        """Give the custom fields that the tenant has for an effect's values."""
        for name, value in effect.fields.items():
            theirs = self._config.task_fields.get(name, "")
            if theirs:
                key = {"id": int(theirs)} if theirs.isdecimal() else {"name": theirs}
                yield {**key, "value": one_line(value)}


def _tasks(page: Page) -> list[RawTask]:
    """Read all rows: one that can't be read could be the one looked for."""
    return [read_row(row, RawTask.model_validate) for row in page.rows]


def _is_of(task: RawTask, effect: Effect) -> bool:
    bounded = rf"(?<![\w-]){re.escape(effect.marker)}(?![\w-])"
    marked = re.search(bounded, task.summary) is not None
    return marked and task.client_id == effect.customer_id


def _first(payload: object) -> Mapping[str, object]:
    """Give the one record of a reply, which is an object or an array of it."""
    record = payload[0] if isinstance(payload, list) and payload else payload
    return record if isinstance(record, Mapping) else {}


def _marked(effect: Effect) -> str:
    """Put the marker at the end, where no cut of a long summary can take it."""
    room = SHORT - len(effect.marker) - 1
    return f"{one_line(effect.summary, room)} {effect.marker}"
