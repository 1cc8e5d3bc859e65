"""The associations API: batches in both directions, labels, and single records."""

from collections.abc import Iterator
from http import HTTPStatus

from sandbox.halopsa.messages import Request, Response, empty, json_response
from sandbox.hubspot.bodies import inputs_of
from sandbox.hubspot.kinds import Kind
from sandbox.hubspot.links import TYPES, Type, told
from sandbox.hubspot.portal import Portal
from sandbox.hubspot.reading import query_of
from sandbox.hubspot.refusals import invalid, not_found
from sandbox.rows import Row

_READ, _CREATE = 1000, 2000


def batch_read(portal: Portal, one: Kind, other: Kind, request: Request) -> Response:
    """Answer batch/read; ids without any association come as errors with 207."""
    inputs = inputs_of(request, _READ, ("id", "after"))
    results: list[Row] = []
    errors: list[Row] = []
    for row in inputs:
        ident = str(row["id"])
        linked = portal.linked(one.name, ident, other.name)
        if linked:
            results.append(_read(portal, (one.name, other.name), ident, row))
        else:
            errors.append(_nothing(one, other, ident))
    # The answers don't come in the order of the questions.
    results.reverse()
    body: Row = {"status": "COMPLETE", "results": results}
    if not errors:
        return json_response(body)
    body |= {"numErrors": len(errors), "errors": errors}
    return json_response(body, HTTPStatus.MULTI_STATUS)


def batch_create(portal: Portal, one: Kind, other: Kind, request: Request) -> Response:
    """Answer batch/create with types and their direction."""
    inputs = inputs_of(request, _CREATE, ("from", "to", "types"))
    for row in inputs:
        from_id, to_id = _ends(portal, one, other, row)
        types = list(_types(row["types"]))
        portal.links.add((one.name, other.name), from_id, to_id, types)
    return _done(inputs, HTTPStatus.CREATED)


def batch_default(portal: Portal, one: Kind, other: Kind, request: Request) -> Response:
    """Answer batch/associate/default, which is idempotent."""
    inputs = inputs_of(request, _CREATE, ("from", "to"))
    for row in inputs:
        from_id, to_id = _ends(portal, one, other, row)
        portal.links.add_default((one.name, other.name), from_id, to_id)
    return _done(inputs, HTTPStatus.OK)


def batch_archive(portal: Portal, one: Kind, other: Kind, request: Request) -> Response:
    """Answer batch/archive: all associations between two records go."""
    for row in inputs_of(request, _CREATE, ("from", "to")):
        for to in row["to"]:
            ends = (one.name, other.name)
            portal.links.remove(ends, str(row["from"]["id"]), str(to["id"]))
    return empty(HTTPStatus.NO_CONTENT)


def labels(_portal: Portal, one: Kind, other: Kind, _request: Request) -> Response:
    """Answer GET labels."""
    rows = [
        {"category": category, "typeId": number, "label": label or None}
        for (category, number), (_, label) in TYPES[one.name, other.name].items()
    ]
    return json_response({"results": rows})


def of_one(
    portal: Portal, one: Kind, ident: str, other: Kind, request: Request
) -> Response:
    """Answer GET of one record's associations, in pages."""
    query = query_of(request, {"limit", "after"})
    if ident not in portal.records[one].live:
        raise not_found()
    ends = (one.name, other.name)
    row = _read(portal, ends, ident, {"after": query.get("after")})
    body: Row = {"results": row["to"]}
    return json_response(body | ({"paging": row["paging"]} if "paging" in row else {}))


def put_default(
    portal: Portal, one: Kind, ident: str, other: Kind, to_id: str
) -> Response:
    """Answer PUT …/associations/default/…, which has no body."""
    row: Row = {"from": {"id": ident}, "to": {"id": to_id}}
    _ends(portal, one, other, row)
    portal.links.add_default((one.name, other.name), ident, to_id)
    return _done([row], HTTPStatus.OK)


def _read(portal: Portal, ends: tuple[str, str], ident: str, row: Row) -> Row:
    linked = sorted(portal.linked(ends[0], ident, ends[1]).items())
    first, size = int(row.get("after") or 0), portal.options.association_page
    number = int if portal.options.numeric_to_ids else str
    answer: Row = {
        "from": {"id": ident},
        "to": [
            {"toObjectId": number(to_id), "associationTypes": told(ends, types)}
            for to_id, types in linked[first : first + size]
        ],
    }
    if first + size < len(linked):
        answer["paging"] = {"next": {"after": str(first + size)}}
    return answer


def _nothing(one: Kind, other: Kind, ident: str) -> Row:
    message = f"No {other.name} associations found for {one.singular} {ident}"
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
        "message": message,
        "context": {"fromObjectId": [ident]},
    }


def _ends(portal: Portal, one: Kind, other: Kind, row: Row) -> tuple[str, str]:
    from_id, to_id = str(row["from"]["id"]), str(row["to"]["id"])
    known = portal.records[one].live, portal.records[other].live
    for ident, live in zip((from_id, to_id), known, strict=True):
        if ident not in live:
            raise invalid(f"object {ident} does not exist")
    return from_id, to_id


def _types(rows: list[Row]) -> Iterator[Type]:
    for row in rows:
        yield row["associationCategory"], int(row["associationTypeId"])


def _done(inputs: list[Row], status: int) -> Response:
    results = [
        {"fromObjectId": row["from"]["id"], "toObjectId": row["to"]["id"]}
        for row in inputs
    ]
    return json_response({"status": "COMPLETE", "results": results}, status)
