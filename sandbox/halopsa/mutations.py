"""Life at the tenant: operations of `POST /sandbox/mutate` and of simulations."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sandbox.halopsa import changes
from sandbox.halopsa.instance import Instance
from sandbox.rows import Row, moment

Operation = Callable[[Instance, Row], Row]


def mutate(instance: Instance, operation: Row) -> Row:
    """Apply one `{"op": name, …}` and return the row it made or changed."""
    arguments = dict(operation)
    name = arguments.pop("op", None)
    if name not in OPERATIONS:
        message = f"unknown operation {name!r}, one of {sorted(OPERATIONS)}"
        raise ValueError(message)
    return OPERATIONS[name](instance, arguments)


def _close_ticket(instance: Instance, given: Row) -> Row:
    changed: Row = {"status_id": instance.ids.closed}
    if "at" in given:
        changed["dateclosed"] = given["at"]
    return changes.update_ticket(instance, given["ticket_id"], changed)


def _reopen_ticket(instance: Instance, given: Row) -> Row:
    row = instance.store["Tickets"][given["ticket_id"]]
    closed, now = row.get("dateclosed"), instance.clock.stamp()
    reopenings = [*row.get("_reopenings", ()), (closed, now)]
    changed = {"status_id": instance.ids.working, "_reopenings": reopenings}
    return changes.update_ticket(instance, given["ticket_id"], changed)


def _delete_ticket(instance: Instance, given: Row) -> Row:
    changes.delete_ticket(instance, given["ticket_id"])
    return {"id": given["ticket_id"]}


def _merge_ticket(instance: Instance, given: Row) -> Row:
    changed = {"merged_into_id": given["into_id"], "status_id": instance.ids.closed}
    return changes.update_ticket(instance, given["ticket_id"], changed)


def _touch_ticket(instance: Instance, given: Row) -> Row:
    """Edit by the system: `last_update` moves, nothing else."""
    return changes.update_ticket(instance, given["ticket_id"], {})


def _change_ticket(instance: Instance, given: Row) -> Row:
    return changes.update_ticket(instance, given["ticket_id"], given["fields"])


def _add_tickets(instance: Instance, given: Row) -> Row:
    fields = {
        "summary": "Printer offline on the second floor",
        "client_id": given["client_id"],
        "contract_id": given.get("contract_id"),
        **given.get("fields", {}),
    }
    count = given.get("count", 1)
    rows = [changes.create_ticket(instance, fields) for _ in range(count)]
    return {"ids": [row["id"] for row in rows]}


def _add_time(instance: Instance, given: Row) -> Row:
    start = given.get("at") or instance.clock.stamp()
    hours = given["hours"]
    end = moment(start) + timedelta(hours=hours)
    event = {k: v for k, v in given.items() if k not in {"at", "hours"}}
    ending = end.replace(tzinfo=None).isoformat(timespec="seconds")
    times = {"start_date": start, "end_date": ending, "timetaken": hours}
    return changes.book_time(instance, {**event, **times})


def _add_feedback(instance: Instance, given: Row) -> Row:
    feedback = instance.store["Feedback"]
    row = {
        "id": feedback.next_id(),
        "ticket_id": given["ticket_id"],
        "feedback_faultid": given["ticket_id"],
        "score": given["score"],
        "score_band": given["score"],
        "date": given.get("at") or instance.clock.stamp(),
        "comment": given.get("comment", ""),
    }
    return feedback.put(row)


def _change_contract(instance: Instance, given: Row) -> Row:
    changed = {**given["fields"], "last_modified": instance.clock.stamp()}
    return instance.store["ClientContract"].change(given["contract_id"], changed)


def _remove_contract(instance: Instance, given: Row) -> Row:
    instance.store["ClientContract"].remove(given["contract_id"])
    return {"id": given["contract_id"]}


def _renew_contract(instance: Instance, given: Row) -> Row:
    """Renew as HaloPSA does: a new contract that names the one before."""
    contracts = instance.store["ClientContract"]
    old = contracts[given["contract_id"]]
    start = moment(old["end_date"]) + timedelta(days=1)
    end = start + timedelta(days=given.get("days", 365) - 1)
    dates = {
        "start_date": start.replace(tzinfo=None).isoformat(),
        "end_date": end.replace(tzinfo=None).isoformat(),
        "last_modified": instance.clock.stamp(),
    }
    contracts.change(old["id"], {"_renewed": True})
    new = {"id": contracts.next_id(), "previouscontract": old["id"], "_renewed": False}
    return contracts.put({**old, **new, **dates, **given.get("fields", {})})


def _set_customfields(instance: Instance, given: Row) -> Row:
    """Set custom fields by name; a value of None takes the field away."""
    contract = instance.store["ClientContract"][given["contract_id"]]
    definitions = {row["name"]: row for row in instance.store["FieldInfo"]}
    kept = {f["name"]: f for f in contract.get("customfields") or []}
    for name, value in given["fields"].items():
        kept.pop(name, None)
        if value is not None:
            kept[name] = _customfield(definitions[name], value)
    fields = {"customfields": list(kept.values())}
    return _change_contract(instance, {**given, "fields": fields})


def _customfield(definition: Row, value: object) -> Row:
    names = {choice["id"]: choice["name"] for choice in definition.get("values", ())}
    known = {k: definition[k] for k in ("id", "name", "label", "type")}
    return {**known, "value": value, "display": str(names.get(value, value))}


def _set_account_manager(instance: Instance, given: Row) -> Row:
    changed = {
        "accountmanagertech": given["agent_id"],
        "alastupdate": instance.clock.stamp(),
    }
    return instance.store["Client"].change(given["client_id"], changed)


def _set_client_inactive(instance: Instance, given: Row) -> Row:
    changed = {"inactive": given.get("inactive", True)}
    changed["alastupdate"] = instance.clock.stamp()
    return instance.store["Client"].change(given["client_id"], changed)


def _pay_invoice(instance: Instance, given: Row) -> Row:
    invoices = instance.store["Invoice"]
    row = invoices[given["invoice_id"]]
    at = given.get("at") or instance.clock.stamp()
    paid = {"datepaid": at, "amountpaid": row.get("_gross"), "amountdue": 0.0}
    return invoices.change(row["id"], {**paid, "last_modified": at})


def _close_task(instance: Instance, given: Row) -> Row:
    """Close a task of the engine; with a note when the customer was contacted."""
    if given.get("customer_visible"):
        note = {
            "outcome": "Email Sent",
            "note": given.get("note", "Spoke with the customer about the renewal."),
            "hiddenfromuser": False,
            "emailto": "customer@example.com",
            "timetaken": given.get("hours", 0.25),
        }
        changes.add_action(instance, given["ticket_id"], note)
    return _close_ticket(instance, given)


OPERATIONS: Mapping[str, Operation] = {
    "close_ticket": _close_ticket,
    "reopen_ticket": _reopen_ticket,
    "delete_ticket": _delete_ticket,
    "merge_ticket": _merge_ticket,
    "touch_ticket": _touch_ticket,
    "change_ticket": _change_ticket,
    "add_tickets": _add_tickets,
    "add_time": _add_time,
    "add_feedback": _add_feedback,
    "change_contract": _change_contract,
    "remove_contract": _remove_contract,
    "renew_contract": _renew_contract,
    "set_customfields": _set_customfields,
    "set_account_manager": _set_account_manager,
    "set_client_inactive": _set_client_inactive,
    "pay_invoice": _pay_invoice,
    "close_task": _close_task,
}
