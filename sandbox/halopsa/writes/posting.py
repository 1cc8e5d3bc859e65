"""What a POST does to each resource that can be written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.halopsa import changes
from sandbox.halopsa.instance import Instance
from sandbox.halopsa.refusals import Refused, not_found, system_exception, validation
from sandbox.rows import Row


@dataclass(frozen=True)
class Posting:
    """One row that was posted, with the instance it is for."""

    instance: Instance
    row: Row

    def refuse(self, message: str) -> Refused:
        return validation(message, self.instance.options.validation_shape)

    def require(self, resource: str, field: str) -> None:
        """Refuse a link to a record that does not exist."""
        key = self.row.get(field)
        if key is not None and self.instance.store[resource].get(key) is None:
            raise Refused(system_exception(f"Invalid {field}: {key}"))


def ticket(posting: Posting) -> Row:
    """Create or update a ticket."""
    for resource, field in TICKET_LINKS.items():
        posting.require(resource, field)
    fields = {k: v for k, v in posting.row.items() if not k.startswith("_")}
    fields = _without_html_twin(fields)
    if "customfields" in fields:
        fields["customfields"] = _merged_fields(posting, "Tickets")
    if "id" not in fields:
        if not fields.get("summary"):
            raise posting.refuse("A Summary must be entered")
        row = changes.create_ticket(posting.instance, fields)
        posting.instance.created_tickets.append(row["id"])
        return row
    if posting.instance.store["Tickets"].get(fields["id"]) is None:
        raise not_found()
    return changes.update_ticket(posting.instance, fields.pop("id"), fields)


def action(posting: Posting) -> Row:
    """Add an action; an outcome is mandatory and must be one of the tenant's."""
    ticket_id = posting.row.get("ticket_id")
    if ticket_id is None or posting.instance.store["Tickets"].get(ticket_id) is None:
        raise Refused(system_exception("Invalid Data Type"))
    known = {row["id"]: row["outcome"] for row in posting.instance.store["Outcome"]}
    outcome_id = posting.row.get("outcome_id")
    outcome = posting.row.get("outcome") or known.get(outcome_id)
    if not outcome:
        raise posting.refuse("An Outcome must be entered for this Action")
    fields = {**posting.row, "outcome": outcome}
    return changes.add_action(posting.instance, ticket_id, fields)


def todo(posting: Posting) -> Row:
    """Add a to-do to a ticket."""
    if not posting.row.get("text"):
        raise posting.refuse("Text must be entered")
    posting.require("Tickets", "ticket_id")
    return _put(posting, "ToDo", {"done": False})


def appointment(posting: Posting) -> Row:
    """Create or update an appointment or, with `is_task`, a task."""
    if "id" not in posting.row and not posting.row.get("subject"):
        raise posting.refuse("A Subject must be entered")
    agents = posting.row.get("agents") or [{}]
    defaults = {
        "agent_id": agents[0].get("id"),
        "is_task": False,
        "complete_status": -1,
        "start_date": posting.instance.clock.stamp(),
        "end_date": posting.instance.clock.stamp(),
    }
    return _put(posting, "Appointment", defaults)


def note(posting: Posting) -> Row:
    """Add a note to a customer."""
    if posting.row.get("client_id") is None:
        raise posting.refuse("A Client must be selected")
    posting.require("Client", "client_id")
    defaults = {"datetime": posting.instance.clock.stamp(), "who_agentid": 1}
    return _put(posting, "CRMNote", defaults)


def contract(posting: Posting) -> Row:
    """Update a contract in part; the sandbox creates none through the API."""
    contracts = posting.instance.store["ClientContract"]
    if contracts.get(posting.row.get("id", 0)) is None:
        raise not_found()
    fields = dict(posting.row)
    if "customfields" in fields:
        fields["customfields"] = _merged_fields(posting, "ClientContract")
    fields["last_modified"] = posting.instance.clock.stamp()
    return contracts.change(fields["id"], fields)


TICKET_LINKS = {
    "Client": "client_id",
    "Agent": "agent_id",
    "ClientContract": "contract_id",
    "TicketType": "tickettype_id",
    "Status": "status_id",
}
POSTED: Mapping[str, Callable[[Posting], Row]] = {
    "Tickets": ticket,
    "Actions": action,
    "ToDo": todo,
    "Appointment": appointment,
    "CRMNote": note,
    "ClientContract": contract,
}


def _put(posting: Posting, resource: str, defaults: Row) -> Row:
    table = posting.instance.store[resource]
    if "id" not in posting.row:
        return table.put({"id": table.next_id(), **defaults, **posting.row})
    if table.get(posting.row["id"]) is None:
        raise not_found()
    return table.change(posting.row["id"], posting.row)


def _without_html_twin(fields: Row) -> Row:
    html = fields.get("details_html")
    return {"details": html, **fields} if html else fields


def _merged_fields(posting: Posting, resource: str) -> list[Row]:
    """Lay the posted custom fields, known by id or name, over those there are."""
    old = posting.instance.store[resource].get(posting.row.get("id", 0)) or {}
    merged = {f["id"]: f for f in old.get("customfields") or []}
    for given in posting.row["customfields"] or []:
        definition = _definition(posting, given)
        value = given.get("value")
        merged[definition["id"]] = {
            **{k: definition[k] for k in ("id", "name", "label", "type")},
            "value": value,
            "display": _display(definition, value),
        }
    return list(merged.values())


def _definition(posting: Posting, given: Row) -> Row:
    for definition in posting.instance.store["FieldInfo"]:
        if given.get("id") == definition["id"]:
            return definition
        if str(given.get("name", "")).lower() == definition["name"].lower():
            return definition
    raise Refused(system_exception("Invalid custom field"))


def _display(definition: Row, value: object) -> str:
    choices = {choice["id"]: choice["name"] for choice in definition.get("values", ())}
    return str(choices.get(value, "" if value is None else value))
