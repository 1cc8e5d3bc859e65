"""Life in the portal: what its people do, as operations of `POST /sandbox/mutate`."""

from collections.abc import Callable

from sandbox.hubspot.kinds import KINDS
from sandbox.hubspot.portal import Portal
from sandbox.hubspot.rules import derived
from sandbox.rows import Row

Operation = Callable[[Portal, Row], Row]


def live(portal: Portal, operation: Row) -> Row:
    """Apply one `{"op": name, "kind": …, …}`."""
    given = dict(operation)
    name = given.pop("op", None)
    if name not in OPERATIONS:
        message = f"unknown operation {name!r}, one of {sorted(OPERATIONS)}"
        raise ValueError(message)
    return OPERATIONS[name](portal, given)


def _edit(portal: Portal, given: Row) -> Row:
    kind = KINDS[given["kind"]]
    values = derived(portal, kind, given["properties"])
    return {"id": portal.records.change(kind, given["id"], values).id}


def _add(portal: Portal, given: Row) -> Row:
    kind = KINDS[given["kind"]]
    values = derived(portal, kind, given["properties"])
    record = portal.records.create(kind, values)
    for other, to_id in given.get("links", ()):
        portal.links.add_default((kind.name, other), record.id, to_id)
    return {"id": record.id}


def _archive(portal: Portal, given: Row) -> Row:
    portal.records.archive(KINDS[given["kind"]], given["id"])
    return {"id": given["id"]}


def _restore(portal: Portal, given: Row) -> Row:
    return {"id": portal.records.restore(KINDS[given["kind"]], given["id"]).id}


def _merge(portal: Portal, given: Row) -> Row:
    """Merge two records; `new_id` gives the survivor an id of its own."""
    kind = KINDS[given["kind"]]
    winner, loser = given["winner"], given["loser"]
    new_id = bool(given.get("new_id"))
    survivor = portal.records.merge(kind, winner, loser, new_id=new_id)
    for gone in (loser, *([winner] if new_id else [])):
        portal.links.move(kind.name, gone, survivor.id)
    return {"id": survivor.id}


def _link(portal: Portal, given: Row) -> Row:
    """Associate by type: `types` are pairs of category and number."""
    ends = (given["kind"], given["other"])
    types = [(category, int(number)) for category, number in given["types"]]
    portal.links.add(ends, given["id"], given["to"], types)
    return {"id": given["id"]}


def _unlink(portal: Portal, given: Row) -> Row:
    portal.links.remove((given["kind"], given["other"]), given["id"], given["to"])
    return {"id": given["id"]}


OPERATIONS: dict[str, Operation] = {
    "edit": _edit,
    "add": _add,
    "archive": _archive,
    "restore": _restore,
    "merge": _merge,
    "link": _link,
    "unlink": _unlink,
}
