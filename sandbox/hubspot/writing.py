"""Writing objects: one or a batch; upserts on a unique property; archiving."""

from collections.abc import Callable
from http import HTTPStatus

from sandbox.halopsa.messages import Request, Response, empty, json_response
from sandbox.hubspot.bodies import body_of, inputs_of, properties_of
from sandbox.hubspot.kinds import KINDS, Kind
from sandbox.hubspot.portal import Portal
from sandbox.hubspot.reading import record_row
from sandbox.hubspot.records import Record, shown
from sandbox.hubspot.refusals import Refused, invalid, not_found
from sandbox.hubspot.rules import by_unique, check_write, derived
from sandbox.rows import Row

_BATCH = 100
_TRACE = "objectWriteTraceId"
_NEW = ("properties", "associations", _TRACE)


def create_one(portal: Portal, kind: Kind, request: Request) -> Response:
    """Answer POST of one record."""
    row = body_of(request, _NEW)
    check_write(portal, kind, properties_of(row), None)
    record = _created(portal, kind, row)
    return json_response(_told(portal, kind, record, row), HTTPStatus.CREATED)


def update_one(portal: Portal, kind: Kind, request: Request, ident: str) -> Response:
    """Answer PATCH of one record."""
    row = body_of(request, ("properties",))
    record = portal.records[kind].find(ident)
    if record is None:
        raise not_found()
    return json_response(_told(portal, kind, _changed(portal, kind, record, row), row))


def archive_one(portal: Portal, kind: Kind, _request: Request, ident: str) -> Response:
    """Answer DELETE: the record is archived, twice is fine."""
    if ident in portal.records[kind].live:
        portal.records.archive(kind, ident)
    return empty(HTTPStatus.NO_CONTENT)


def batch_create(portal: Portal, kind: Kind, request: Request) -> Response:
    """Answer POST batch/create: all or nothing unless every input has its trace."""
    inputs = inputs_of(request, _BATCH, _NEW)

    def write(row: Row) -> Row:
        check_write(portal, kind, properties_of(row), None)
        return _told(portal, kind, _created(portal, kind, row), row)

    def check(row: Row) -> None:
        check_write(portal, kind, properties_of(row), None)

    return _batch(inputs, check, write, HTTPStatus.CREATED)


def batch_update(portal: Portal, kind: Kind, request: Request) -> Response:
    """Answer POST batch/update by id or by a unique property."""
    inputs = inputs_of(request, _BATCH, ("id", "idProperty", "properties", _TRACE))

    def check(row: Row) -> None:
        check_write(portal, kind, properties_of(row), _known(portal, kind, row))

    def write(row: Row) -> Row:
        check(row)
        record = _known(portal, kind, row)
        return _told(portal, kind, _changed(portal, kind, record, row), row)

    return _batch(inputs, check, write, HTTPStatus.OK)


def batch_upsert(portal: Portal, kind: Kind, request: Request) -> Response:
    """Answer POST batch/upsert on a unique property; it takes no associations."""
    inputs = inputs_of(request, _BATCH, ("id", "idProperty", "properties", _TRACE))
    names = {row.get("idProperty", "") for row in inputs}
    for name in names:
        definition = portal.schema[kind.name].get(name)
        if definition is None or not definition["hasUniqueValue"]:
            raise invalid(f"{name!r} is no unique property of {kind.name}")
    if len({row["id"] for row in inputs}) < len(inputs):
        raise invalid("Duplicate ids in the batch")

    def check(row: Row) -> None:
        check_write(portal, kind, _identified(row), _by_key(portal, kind, row))

    def write(row: Row) -> Row:
        check(row)
        old = _by_key(portal, kind, row)
        sent = {**row, "properties": _identified(row)}
        if old is None:
            record = _created(portal, kind, sent)
        else:
            record = _changed(portal, kind, old, sent)
        return {**_told(portal, kind, record, row), "new": old is None}

    return _batch(inputs, check, write, HTTPStatus.OK)


def batch_archive(portal: Portal, kind: Kind, request: Request) -> Response:
    """Answer POST batch/archive."""
    for row in inputs_of(request, _BATCH, ("id",)):
        if row["id"] in portal.records[kind].live:
            portal.records.archive(kind, row["id"])
    return empty(HTTPStatus.NO_CONTENT)


def _batch(
    inputs: list[Row],
    check: Callable[[Row], None],
    write: Callable[[Row], Row],
    status: int,
) -> Response:
    traces = [row.get(_TRACE) for row in inputs]
    partial = all(traces) and len(set(traces)) == len(traces)
    results: list[Row] = []
    errors: list[Row] = []
    if not partial:
        for row in inputs:
            check(row)
    for row in inputs:
        try:
            results.append(write(row))
        except Refused as refusal:
            if not partial:
                raise
            body: Row = refusal.response.json()  # type: ignore[assignment]  # ours
            context = {_TRACE: [row[_TRACE]]}
            errors.append({**body, "context": context})
    answer: Row = {"status": "COMPLETE", "results": results}
    if errors:
        answer |= {"numErrors": len(errors), "errors": errors}
    return json_response(answer, HTTPStatus.MULTI_STATUS if errors else status)


def _created(portal: Portal, kind: Kind, row: Row) -> Record:
    sent = derived(portal, kind, properties_of(row))
    record = portal.records.create(kind, sent)
    for link in row.get("associations") or []:
        to_id = str(link["to"]["id"])
        types = [
            (t["associationCategory"], t["associationTypeId"]) for t in link["types"]
        ]
        other = _target(portal, kind, to_id)
        portal.links.add((kind.name, other), record.id, to_id, types)
    return record


def _target(portal: Portal, kind: Kind, to_id: str) -> str:
    """Return the kind of an association's target, by its id."""
    del kind
    for name in KINDS:
        if to_id in portal.records[name].live:
            return name
    raise invalid(f"object {to_id} does not exist")


def _changed(portal: Portal, kind: Kind, record: Record, row: Row) -> Record:
    sent = properties_of(row)
    check_write(portal, kind, sent, record)
    return portal.records.change(kind, record.id, derived(portal, kind, sent))


def _known(portal: Portal, kind: Kind, row: Row) -> Record:
    name = row.get("idProperty")
    record = (
        by_unique(portal, kind, name, row["id"])
        if name
        else portal.records[kind].find(str(row["id"]))
    )
    if record is None:
        raise not_found()
    return record


def _by_key(portal: Portal, kind: Kind, row: Row) -> Record | None:
    return by_unique(portal, kind, row["idProperty"], row["id"])


def _identified(row: Row) -> dict[str, str]:
    return {**properties_of(row), row["idProperty"]: row["id"]}


def _told(portal: Portal, kind: Kind, record: Record, row: Row) -> Row:
    names = ",".join(shown(kind, record))
    told = record_row(portal, kind, record, {"properties": names})
    return told | ({_TRACE: row[_TRACE]} if row.get(_TRACE) else {})
