"""A portal as JSON and back, so that a demo's second run finds what the first made."""

from dataclasses import asdict
from datetime import datetime

from sandbox.hubspot.kinds import KINDS
from sandbox.hubspot.links import Links
from sandbox.hubspot.portal import Portal
from sandbox.hubspot.records import Record, iso
from sandbox.rows import Row


def kept(portal: Portal) -> Row:
    """Return all that a portal holds."""
    shelves = {
        name: {
            "live": [_row(record) for record in portal.records[name].ordered()],
            "archived": [
                _row(record) for record in portal.records[name].ordered(archived=True)
            ],
            "merged": portal.records[name].merged,
        }
        for name in KINDS
    }
    return {
        "shelves": shelves,
        "last_id": portal.records.last_id,
        "links": portal.links.rows(),
        "owners": portal.owners,
        "pipelines": portal.pipelines,
        "schema": portal.schema,
        "groups": portal.groups,
    }


def restore(portal: Portal, state: Row) -> None:
    """Put a portal's content in the place of what is there; search knows it at once."""
    portal.records.clear(state["last_id"])
    for name, shelf in state["shelves"].items():
        there = portal.records[name]
        there.live = {row["id"]: _record(row) for row in shelf["live"]}
        there.archived = {row["id"]: _record(row) for row in shelf["archived"]}
        there.merged = dict(shelf["merged"])
        there.indexed = dict(there.live)
    portal.links = Links()
    for one, from_id, other, to_id, category, number in state["links"]:
        portal.links.put((one, from_id, other), to_id, (category, number))
    portal.owners = state["owners"]
    portal.pipelines = state["pipelines"]
    portal.schema = state["schema"]
    portal.groups = state["groups"]


def _row(record: Record) -> Row:
    times = ("created_at", "updated_at", "archived_at")
    row = asdict(record)
    return row | {name: iso(row[name]) for name in times if row[name]}


def _record(row: Row) -> Record:
    archived = row["archived_at"]
    return Record(
        id=row["id"],
        properties=row["properties"],
        created_at=datetime.fromisoformat(row["created_at"]),
        updated_at=datetime.fromisoformat(row["updated_at"]),
        archived_at=datetime.fromisoformat(archived) if archived else None,
    )
