"""Reading objects: lists with inline associations, one record, a batch."""

import json
from http import HTTPStatus
from itertools import islice

from sandbox.halopsa.messages import Request, Response, json_response
from sandbox.hubspot.bodies import inputs_of, listed
from sandbox.hubspot.kinds import Kind, kind_of
from sandbox.hubspot.links import TYPES, inline_name
from sandbox.hubspot.portal import Portal
from sandbox.hubspot.records import Record, iso, shown
from sandbox.hubspot.refusals import invalid, not_found
from sandbox.hubspot.rules import by_unique
from sandbox.rows import Row

_PAGE, _DEFAULT, _BATCH = 100, 10, 100
_LIST = {"limit", "after", "properties", "associations", "archived"}


def query_of(request: Request, known: set[str]) -> dict[str, str]:
    """Return the query; a parameter that HubSpot does not know is refused."""
    query = dict(request.pairs())
    if unknown := sorted(set(query) - known):
        raise invalid(f"unknown query parameter {unknown[0]!r}")
    return query


def list_records(portal: Portal, kind: Kind, request: Request) -> Response:
    """Answer GET of a type: by id, `after` is the next record's id."""
    query = query_of(request, _LIST)
    limit = int(query.get("limit", _DEFAULT))
    if not 1 <= limit <= _PAGE:
        raise invalid(f"limit must be between 1 and {_PAGE}")
    first = int(query.get("after") or 0)
    archived = query.get("archived") == "true"
    ordered = portal.records[kind].ordered(archived=archived)
    rest = (record for record in ordered if int(record.id) >= first)
    rows = list(islice(rest, limit + 1))
    body: Row = {
        "results": [record_row(portal, kind, row, query) for row in rows[:limit]]
    }
    if len(rows) > limit:
        body["paging"] = {"next": {"after": rows[limit].id}}
    return json_response(body)


def one_record(
    portal: Portal, kind: Kind, request: Request, ident: str = ""
) -> Response:
    """Answer GET of one record; an id that was merged away gives the survivor."""
    query = query_of(request, _LIST | {"idProperty"})
    shelf = portal.records[kind]
    if "idProperty" in query:
        record = by_unique(portal, kind, query["idProperty"], ident)
    else:
        record = shelf.find(ident)
    if record is None and query.get("archived") == "true":
        record = shelf.archived.get(ident)
    if record is None:
        raise not_found()
    return json_response(record_row(portal, kind, record, query))


def batch_read(portal: Portal, kind: Kind, request: Request) -> Response:
    """Answer POST batch/read; ids without a record are told as errors with 207."""
    beside = ("properties", "propertiesWithHistory", "idProperty")
    inputs = inputs_of(request, _BATCH, ("id",), beside)
    body = json.loads(request.body)
    unique, wanted = body.get("idProperty"), body.get("properties") or []
    found: list[Record] = []
    for row in inputs:
        record = (
            by_unique(portal, kind, unique, row["id"])
            if unique
            else portal.records[kind].find(row["id"])
        )
        if record:
            found.append(record)
    query = {"properties": ",".join(wanted)}
    results = [record_row(portal, kind, record, query) for record in found]
    return batch_response(results, missing=len(inputs) - len(found))


def batch_response(results: list[Row], *, missing: int = 0) -> Response:
    """Return a batch's answer: 200, or 207 with errors."""
    body: Row = {"status": "COMPLETE", "results": results}
    if not missing:
        return json_response(body)
    error = {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "message": f"{missing} objects were not found",
    }
    told = {**body, "numErrors": missing, "errors": [error]}
    return json_response(told, HTTPStatus.MULTI_STATUS)


def record_row(
    portal: Portal, kind: Kind, record: Record, query: dict[str, str]
) -> Row:
    """Return a record as it leaves: what was asked for is a text or null."""
    every = shown(kind, record)
    schema = portal.schema[kind.name]
    asked = [name for name in listed(query.get("properties", "")) if name in schema]
    always = ("hs_object_id", "createdate", kind.modified)
    row: Row = {
        "id": record.id,
        "properties": {name: every.get(name) for name in (*always, *asked)},
        "createdAt": iso(record.created_at),
        "updatedAt": iso(record.updated_at),
        "archived": record.archived_at is not None,
    }
    if record.archived_at:
        row["archivedAt"] = iso(record.archived_at)
    names = listed(query.get("associations", ""))
    if inline := _inline(portal, kind, record, names):
        row["associations"] = inline
    return row


def _inline(portal: Portal, kind: Kind, record: Record, names: list[str]) -> Row:
    found: Row = {}
    for name in names:
        other = kind_of(name)
        if other is None or not TYPES[kind.name, other.name]:
            raise invalid(f"unknown association {name!r}")
        ends = (kind.name, other.name)
        linked = portal.linked(kind.name, record.id, other.name)
        results = [
            {"id": to_id, "type": inline_name(ends, given)}
            for to_id, types in linked.items()
            for given in sorted(types)
        ]
        if results:
            found[other.name] = {"results": results}
    return found
