"""Properties, their groups, and pipelines with their stages."""

from http import HTTPStatus

from sandbox.halopsa.messages import Request, Response, json_response
from sandbox.hubspot.bodies import body_of
from sandbox.hubspot.kinds import Kind
from sandbox.hubspot.portal import Portal, pipeline_row
from sandbox.hubspot.refusals import invalid, not_found, problem
from sandbox.rows import Row

_NEEDED = ("name", "label", "type", "fieldType", "groupName")
_MORE = ("options", "hasUniqueValue", "description", "displayOrder", "formField")
_TYPES = {
    *("string", "number", "date", "datetime", "enumeration", "bool"),
    "phone_number",
}
_MOST_UNIQUE = 10


def list_properties(portal: Portal, kind: Kind) -> Response:
    """Answer GET of all properties."""
    rows = [row for row in portal.schema[kind.name].values() if not row["archived"]]
    return json_response({"results": rows})


def one_property(portal: Portal, kind: Kind, name: str) -> Response:
    """Answer GET of one property."""
    row = portal.schema[kind.name].get(name)
    if row is None or row["archived"]:
        raise not_found()
    return json_response(row)


def create_property(portal: Portal, kind: Kind, request: Request) -> Response:
    """Create a property; what is there already is a 409."""
    row = body_of(request, (*_NEEDED, *_MORE))
    if missing := [name for name in _NEEDED if not row.get(name)]:
        raise invalid(f"{missing[0]} is required")
    if row["type"] not in _TYPES:
        raise invalid(f"{row['type']!r} is no property type")
    if row["groupName"] not in portal.groups[kind.name]:
        raise invalid(f"group {row['groupName']!r} does not exist")
    schema = portal.schema[kind.name]
    if row["name"] in schema and not schema[row["name"]]["archived"]:
        raise problem(
            HTTPStatus.CONFLICT,
            f"A property named '{row['name']}' already exists.",
            category="OBJECT_ALREADY_EXISTS",
            subCategory="Properties.PROPERTY_WITH_NAME_EXISTS",
        )
    unique = sum(one["hasUniqueValue"] for one in schema.values())
    if row.get("hasUniqueValue") and unique >= _MOST_UNIQUE:
        raise invalid(f"more than {_MOST_UNIQUE} unique properties")
    made = {"hasUniqueValue": False, "options": [], **row, "archived": False}
    schema[row["name"]] = made
    return json_response(made, HTTPStatus.CREATED)


def create_group(portal: Portal, kind: Kind, request: Request) -> Response:
    """Create a group of properties."""
    row = body_of(request, ("name", "label", "displayOrder"))
    if row["name"] in portal.groups[kind.name]:
        raise problem(HTTPStatus.CONFLICT, "the group exists", category="CONFLICT")
    portal.groups[kind.name][row["name"]] = row
    return json_response(row, HTTPStatus.CREATED)


def list_groups(portal: Portal, kind: Kind) -> Response:
    """Answer GET of the groups."""
    rows = [{"name": name, **row} for name, row in portal.groups[kind.name].items()]
    return json_response({"results": rows})


def list_pipelines(portal: Portal) -> Response:
    """Answer GET of the pipelines with their stages."""
    return json_response({"results": list(portal.pipelines.values())})


def create_pipeline(portal: Portal, request: Request) -> Response:
    """Create a pipeline; ids are taken verbatim, a stage's is unique portal-wide."""
    row = body_of(request, ("label", "displayOrder", "pipelineId", "stages"))
    ident = row.get("pipelineId") or str(1000 + len(portal.pipelines))
    if ident in portal.pipelines:
        raise invalid(f"pipeline {ident!r} exists")
    stages = [_stage(portal, stage, ident, n) for n, stage in enumerate(row["stages"])]
    portal.pipelines[ident] = pipeline_row(ident, row["label"], stages)
    return json_response(portal.pipelines[ident], HTTPStatus.CREATED)


def create_stage(portal: Portal, pipeline_id: str, request: Request) -> Response:
    """Add a stage to a pipeline."""
    row = body_of(request, ("label", "displayOrder", "stageId", "metadata"))
    pipeline = portal.pipelines.get(pipeline_id)
    if pipeline is None:
        raise not_found()
    stage = _stage(portal, row, pipeline_id, len(pipeline["stages"]))
    pipeline["stages"].append(stage)
    return json_response(stage, HTTPStatus.CREATED)


def _stage(portal: Portal, row: Row, pipeline_id: str, order: int) -> Row:
    ident = row.get("stageId") or f"{pipeline_id}-{order}"
    if portal.stage(ident):
        raise problem(
            HTTPStatus.CONFLICT,
            f"stage {ident!r} exists in another pipeline",
            category="VALIDATION_ERROR",
            subCategory="STAGE_ID_EXISTS_IN_ANOTHER_PIPELINE",
        )
    metadata = row.get("metadata") or {}
    if not isinstance(metadata.get("probability"), str):
        raise invalid("metadata.probability must be a string")
    closed = metadata["probability"] in {"1.0", "0.0"}
    return {
        "id": ident,
        "label": row["label"],
        "displayOrder": row.get("displayOrder", order),
        "archived": False,
        "metadata": {**metadata, "isClosed": "true" if closed else "false"},
    }
