"""What a run left behind, as plain dicts: all that the checker may look at."""

import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

RawRow = dict[str, Any]
# `[rnwl-<12 hex digits>]` in a ticket's summary marks a task of the engine.
MARKER = re.compile(r"\[rnwl-[0-9a-f]{12}\]")
ESCAPED = re.compile(r"(?:=[0-9a-f]{2})+")
PADDED = re.compile(r"\d{12}")


@dataclass(frozen=True)
class Evidence:
    """Raw rows by table (with PartitionKey and RowKey), blobs by container and name,
    the other system's own rows by resource, and what people were told is recorded.
    """

    tables: Mapping[str, Sequence[RawRow]]
    blobs: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    upstream: Mapping[str, Sequence[RawRow]] = field(default_factory=dict)
    told: Sequence[RawRow] = ()

    def rows(self, table):
        """Give a table's rows, none if there is no such table."""
        return self.tables.get(table, ())

    def timelines(self):
        """Give `{PartitionKey: rows in key order}` of table `timeline`."""
        found: dict[str, list[RawRow]] = {}
        for row in sorted(self.rows("timeline"), key=lambda row: row["RowKey"]):
            found.setdefault(row["PartitionKey"], []).append(row)
        return found

    def tickets(self):
        """Give the other system's tickets."""
        return self.upstream.get("Tickets", ())


def gathered(surroundings, halo=None, told=(), hub=None):
    """Collect the evidence of a simulated world and its stand-ins."""
    upstream = {}
    if halo is not None:
        names = ("Tickets", "TimesheetEvent", "ClientContract", "Client", "Feedback")
        upstream = {name: list(halo.instance.store[name]) for name in names}
    if hub is not None:
        deals = hub.portal.records["deals"].ordered()
        upstream["deals"] = [dict(deal.properties) for deal in deals]
    return Evidence(
        tables=surroundings.kept_tables.dump(),
        blobs=surroundings.kept_blobs.dump(),
        upstream=upstream,
        told=list(told),
    )


def data_of(row):
    """Give an event's data."""
    return json.loads(row["data"])


def document_of(row, name="document"):
    """Give a row's JSON document: a text, or zlib in parts `name_z00`, `name_z01`…"""
    if name in row:
        return json.loads(row[name])
    parts = sorted(key for key in row if key.startswith(f"{name}_z"))
    return json.loads(zlib.decompress(b"".join(row[key] for key in parts)))


def plain(part):
    """Give the id that a part of a key stands for: `=2f` is an escaped byte."""
    if part == "=":
        return ""
    return ESCAPED.sub(
        lambda found: bytes.fromhex(found[0].replace("=", "")).decode(), part
    )


def plain_number(part):
    """The same for ids that are padded to 12 digits so that they sort."""
    return str(int(part)) if PADDED.fullmatch(part) else plain(part)


def whole(value):
    """Give the other system's id as text: 12.0 and 12 are the same."""
    return str(int(value)) if isinstance(value, float) else str(value)


def is_task(ticket):
    """Tell whether a ticket is one of the engine's own."""
    return MARKER.search(ticket.get("summary") or "") is not None


def is_gone(ticket):
    """Tell whether a ticket was deleted or merged into another."""
    return bool(ticket.get("deleted")) or bool(ticket.get("merged_into_id"))
