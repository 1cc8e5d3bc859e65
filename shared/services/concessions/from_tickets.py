"""Requests that come in as HaloPSA tickets of a configured type."""

import json
import logging
from collections.abc import Iterable, Iterator

from shared.domain.approval import ConcessionStatus, Requester
from shared.domain.approval_policy import Colleague
from shared.domain.errors import Conflict, DomainError, InvalidInput, NotFound
from shared.domain.event import EventType, NewEvent
from shared.domain.person import Person
from shared.domain.renewal import ContractState
from shared.domain.service import RequestTicket, Ticket
from shared.ports import App
from shared.services import load_dossiers, record_events, report_exceptions
from shared.services.concessions import account, read, request
from shared.services.concessions.desks import open_desk
from shared.services.concessions.people import colleague_of
from shared.services.concessions.recording import record
from shared.services.concessions.request import Entry
from shared.workflow.concessions.request import REQUESTER_ROLE
from shared.workflow.exceptions import raised

QUEUE = "concession-tickets"
_RULE = "concession_ticket_unusable"
_CHOICES = ("kind", "reason_code")
_OPEN = {ConcessionStatus.PENDING, ConcessionStatus.COUNTERED}

log = logging.getLogger(__name__)


def ask(app: App, tickets: Iterable[Ticket]) -> None:
    """Have each open ticket of the configured type read as a request."""
    for ticket in tickets:
        wanted = ticket.ticket_type_id == app.concession_ticket_type
        if app.concession_ticket_type and wanted and not _over(ticket):
            app.messages.send(QUEUE, json.dumps({"ticket_id": ticket.id}))


def work(app: App, body: str) -> str:
    """Make a ticket's request, or revise it; give what became of it.

    A ticket that can't be used is an exception that names the ticket and the rule; it
    is closed once the ticket is put right.
    """
    ticket = app.halo.request_ticket(str(json.loads(body)["ticket_id"]))
    key = f"{_RULE}:{ticket.ticket_id}"
    try:
        place = _place(app, ticket)
    except NotFound as error:
        message = f"concession ticket {ticket.ticket_id}: {error}"
        report_exceptions.raise_for_tenant(app, rule=_RULE, key=key, message=message)
        return "no contract"
    report_exceptions.close_for_tenant(app, key=key)
    try:
        result = _taken_in(app, ticket)
    except Conflict as error:
        log.info("ticket %s: %s", ticket.ticket_id, error)
        return "settled already"
    except DomainError as error:
        _tell(app, place, ticket, problem=str(error))
        return "unusable"
    _tell(app, place, ticket, problem="")
    return result


def _place(app: App, ticket: RequestTicket) -> tuple[str, str]:
    found = load_dossiers.find_contract(app, ticket.contract_id or "")
    if found.customer_id != ticket.customer_id:
        message = f"contract {found.id} is not of customer {ticket.customer_id}"
        raise NotFound(message)
    return found.customer_id, found.id


def _taken_in(app: App, ticket: RequestTicket) -> str:
    contract_id = ticket.contract_id or ""
    found = account.of_contract(app, contract_id)
    wanted = read.read(_texts(ticket), found.basis.currency)
    by = _requester(app, ticket)
    request_id = request.id_of("ticket", ticket.ticket_id)
    state = record_events.load(app, found.basis.customer_id, contract_id)
    known = state.concessions.get(request_id)
    if known is None:
        entry = Entry(by=by, origin=f"ticket {ticket.ticket_id}", request_id=request_id)
        request.ask(app, contract_id, wanted, entry=entry)
        return "requested"
    if known.status not in _OPEN or found.offer(wanted).terms.hash == known.chash:
        return "nothing new"
    person = Person(
        tid=by.tid, oid=by.oid, name=by.name, roles=frozenset({REQUESTER_ROLE})
    )
    request.revise(app, request_id, wanted, person=person)
    return "revised"


def _texts(ticket: RequestTicket) -> dict[str, str]:
    """Give the fields as a form has them; a dropdown shows its choice in words."""
    texts = {name: text for name, text in ticket.fields.items() if name in read.FIELDS}
    for name in _CHOICES:
        texts[name] = texts.get(name, "").strip().lower().replace(" ", "_")
    return texts


def _requester(app: App, ticket: RequestTicket) -> Requester:
    """Say who asks: without an object id nobody could tell them from an approver."""
    policy = app.stores.settings.playbook().approvals
    people = load_dossiers.directory(app)
    colleague: Colleague | None = None
    if ticket.agent_id:
        colleague = colleague_of(ticket.agent_id, policy, people)
    if colleague is None:
        message = (
            f"ticket {ticket.ticket_id}: its agent {ticket.agent_id or 'nobody'} is "
            "none of the playbook's colleagues"
        )
        raise InvalidInput(message)
    return Requester(
        tid=app.entra_tenant_id,
        oid=colleague.oid,
        name=colleague.name,
        agent_id=ticket.agent_id or "",
    )


def _tell(
    app: App, place: tuple[str, str], ticket: RequestTicket, *, problem: str
) -> None:
    """Keep one exception for a ticket while something is wrong with it."""
    key = f"{_RULE}:{ticket.ticket_id}"
    message = f"concession ticket {ticket.ticket_id}: {problem}"

    def rule(state: ContractState) -> Iterator[NewEvent]:
        item = state.exceptions.get(key)
        is_open = item is not None and item.open
        if problem and not (item and is_open and item.message == message):
            decision = open_desk(app, state).decision
            yield raised(decision, rule=_RULE, key=key, message=message)
        elif not problem and item and is_open:
            yield NewEvent(
                type=EventType.EXCEPTION_CLOSED,
                summary=f"put right: {item.message}",
                data={"id": key},
            )

    operation = f"ticket:{ticket.ticket_id}:{app.new_id()}"
    record(app, place, rule, actor="engine", operation_id=operation)


def _over(ticket: Ticket) -> bool:
    return ticket.closed_at is not None or ticket.deleted
