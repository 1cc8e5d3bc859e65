"""Which handler answers which path, and which scope it asks for."""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import NamedTuple

from sandbox.halopsa.messages import Request, Response
from sandbox.hubspot import associating, directory, reading, schema, searching, writing
from sandbox.hubspot.kinds import VERSION, Kind, kind_of
from sandbox.hubspot.portal import Portal
from sandbox.hubspot.refusals import problem

Call = Callable[[Portal, Request], Response]
_BATCHES: dict[str, Callable[[Portal, Kind, Request], Response]] = {
    "read": reading.batch_read,
    "create": writing.batch_create,
    "update": writing.batch_update,
    "upsert": writing.batch_upsert,
    "archive": writing.batch_archive,
}
_LINK_BATCHES: dict[str, Callable[[Portal, Kind, Kind, Request], Response]] = {
    "read": associating.batch_read,
    "create": associating.batch_create,
    "associate/default": associating.batch_default,
    "archive": associating.batch_archive,
}
_ONE: dict[str, Callable[[Portal, Kind, Request, str], Response]] = {
    "GET": reading.one_record,
    "PATCH": writing.update_one,
    "DELETE": writing.archive_one,
}


class Route(NamedTuple):
    """What answers a request; `scope` is "" where any key will do."""

    call: Call
    scope: str = ""
    search: bool = False


def route_of(request: Request) -> Route:
    """Find the route; an unknown path or object type is refused."""
    for pattern, finder in _TABLE:
        match = re.fullmatch(pattern, request.path.rstrip("/"))
        found = finder(request.method, *match.groups()) if match else None
        if found:
            return found
    raise problem(HTTPStatus.NOT_FOUND, "Unable to find a route for the request")


def _objects(method: str, name: str) -> Route | None:
    kind = kind_of(name)
    if kind is None:
        return None
    if method == "GET":
        return Route(lambda p, r: reading.list_records(p, kind, r), kind.read)
    if method == "POST":
        return Route(lambda p, r: writing.create_one(p, kind, r), kind.write)
    return None


def _search(method: str, name: str) -> Route | None:
    kind = kind_of(name)
    if kind is None or method != "POST":
        return None
    return Route(lambda p, r: searching.search(p, kind, r), kind.read, search=True)


def _batch(method: str, name: str, action: str) -> Route | None:
    kind, handler = kind_of(name), _BATCHES.get(action)
    if kind is None or handler is None or method != "POST":
        return None
    scope = kind.read if action == "read" else kind.write
    return Route(lambda p, r: handler(p, kind, r), scope)


def _one(method: str, name: str, ident: str) -> Route | None:
    kind, handler = kind_of(name), _ONE.get(method)
    if kind is None or handler is None:
        return None
    scope = kind.read if method == "GET" else kind.write
    return Route(lambda p, r: handler(p, kind, r, ident), scope)


def _links_of_one(method: str, name: str, ident: str, to: str) -> Route | None:
    one, other = kind_of(name), kind_of(to)
    if one is None or other is None or method != "GET":
        return None
    return Route(lambda p, r: associating.of_one(p, one, ident, other, r), one.read)


def _default(method: str, name: str, ident: str, to: str, to_id: str) -> Route | None:
    one, other = kind_of(name), kind_of(to)
    if one is None or other is None or method != "PUT":
        return None
    return Route(
        lambda p, _: associating.put_default(p, one, ident, other, to_id), one.write
    )


def _links(method: str, name: str, to: str, action: str) -> Route | None:
    one, other, handler = kind_of(name), kind_of(to), _LINK_BATCHES.get(action)
    if one is None or other is None or handler is None or method != "POST":
        return None
    scope = one.read if action == "read" else one.write
    return Route(lambda p, r: handler(p, one, other, r), scope)


def _labels(method: str, name: str, to: str) -> Route | None:
    one, other = kind_of(name), kind_of(to)
    if one is None or other is None or method != "GET":
        return None
    return Route(lambda p, r: associating.labels(p, one, other, r), one.read)


def _properties(method: str, name: str) -> Route | None:
    kind = kind_of(name)
    if kind is None:
        return None
    if method == "GET":
        return Route(lambda p, _: schema.list_properties(p, kind), _schema(kind))
    call: Call = lambda p, r: schema.create_property(p, kind, r)  # noqa: E731 - beside its siblings
    return Route(call, _schema(kind, "write")) if method == "POST" else None


def _groups(method: str, name: str) -> Route | None:
    kind = kind_of(name)
    if kind is None:
        return None
    if method == "GET":
        return Route(lambda p, _: schema.list_groups(p, kind), _schema(kind))
    call: Call = lambda p, r: schema.create_group(p, kind, r)  # noqa: E731 - beside its siblings
    return Route(call, _schema(kind, "write")) if method == "POST" else None


def _property(method: str, name: str, prop: str) -> Route | None:
    kind = kind_of(name)
    if kind is None or method != "GET":
        return None
    return Route(lambda p, _: schema.one_property(p, kind, prop), _schema(kind))


def _pipelines(method: str) -> Route | None:
    if method == "GET":
        return Route(lambda p, _: schema.list_pipelines(p), "crm.objects.deals.read")
    if method == "POST":
        return Route(schema.create_pipeline, "crm.schemas.deals.write")
    return None


def _stages(method: str, pipeline: str) -> Route | None:
    if method != "POST":
        return None
    return Route(
        lambda p, r: schema.create_stage(p, pipeline, r), "crm.schemas.deals.write"
    )


def _schema(kind: Kind, right: str = "read") -> str:
    return f"crm.schemas.{kind.name}.{right}"


def _only(method: str, route: Route) -> Callable[..., Route | None]:
    return lambda asked: route if asked == method else None


def _table() -> Iterator[tuple[str, Callable[..., Route | None]]]:
    objects = f"/crm/objects/{VERSION}/([^/]+)"
    links = f"/crm/associations/{VERSION}/([^/]+)/([^/]+)"
    props = f"/crm/properties/{VERSION}/([^/]+)"
    pipes = f"/crm/pipelines/{VERSION}/deals"
    yield objects, _objects
    yield f"{objects}/search", _search
    yield f"{objects}/batch/(\\w+)", _batch
    yield f"{objects}/([^/]+)", _one
    yield f"{objects}/(\\d+)/associations/([^/]+)", _links_of_one
    yield f"{objects}/(\\d+)/associations/default/([^/]+)/(\\d+)", _default
    yield f"{links}/batch/(read|create|archive|associate/default)", _links
    yield f"{links}/labels", _labels
    yield props, _properties
    yield f"{props}/groups", _groups
    yield f"{props}/([^/]+)", _property
    yield pipes, _pipelines
    yield f"{pipes}/([^/]+)/stages", _stages
    owners = Route(directory.owners, "crm.objects.owners.read")
    yield f"/crm/owners/{VERSION}", _only("GET", owners)
    details = Route(lambda p, _: directory.details(p))
    yield f"/account-info/{VERSION}/details", _only("GET", details)
    key = Route(directory.key_info)
    yield "/oauth/v2/private-apps/get/access-token-info", _only("POST", key)


_TABLE = tuple(_table())
