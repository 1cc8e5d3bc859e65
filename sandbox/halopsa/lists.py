"""`GET /X` and `GET /X/{id}`."""

from http import HTTPStatus

from sandbox.halopsa import actions, timesheets
from sandbox.halopsa.instance import Instance
from sandbox.halopsa.messages import Response, json_response
from sandbox.halopsa.paging import Page, page_of
from sandbox.halopsa.query import Query
from sandbox.halopsa.refusals import Refused, invalid_value, not_found
from sandbox.halopsa.rendering import detail_row, list_row
from sandbox.halopsa.resources import Resource
from sandbox.halopsa.selection import Selections
from sandbox.halopsa.store import Key
from sandbox.rows import Row


class Lists:
    """Reads of every collection of one instance."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._selections = Selections(instance)

    def page(self, resource: Resource, query: Query) -> Response:
        """Answer a list: an envelope or, for some resources, a bare array."""
        rows = self._rows(resource, query)
        if not self._is_paged(resource):
            return json_response(self._rendered(rows, resource, query))
        page = page_of(rows, query, resource, self._instance.options)
        shown = self._rendered(page.rows, resource, query)
        return json_response(self._enveloped(shown, page, resource))

    def detail(self, resource: Resource, ident: str, query: Query) -> Response:
        """Answer one bare object; it is as thin as on the list without details."""
        row = self._instance.store[resource.name].get(_key(resource, ident))
        if row is None:
            raise not_found()
        if not query.flag("includedetails"):
            return json_response(self._thin(row, resource, query))
        return json_response(self.full(row, resource, query))

    def full(self, row: Row, resource: Resource, query: Query) -> Row:
        """Return the whole object, as a detail and as the reply to a write."""
        joined = self._joined(row, resource)
        if resource.name == "ClientContract" and not query.flag("includeperiods"):
            joined.pop("periods", None)
        return detail_row(joined, resource, self._instance.quirks)

    def actions_of(self, ticket_id: int) -> list[Row]:
        """Return all actions of a ticket, as kept."""
        return actions.of_ticket(self._instance, ticket_id, Query(()))

    def _rows(self, resource: Resource, query: Query) -> list[Row]:
        if resource.name == "Actions":
            return self._actions(query)
        rows = self._selections.rows(resource, query)
        if resource.name == "TimesheetEvent":
            return timesheets.window(rows, query, self._instance)
        return rows

    def _actions(self, query: Query) -> list[Row]:
        ticket_id = query.integer("ticket_id")
        if ticket_id is None:
            if self._instance.options.actions_without_ticket_fail:
                raise Refused(Response(HTTPStatus.INTERNAL_SERVER_ERROR))
            return []
        return actions.of_ticket(self._instance, ticket_id, query)

    def _is_paged(self, resource: Resource) -> bool:
        bare_agents = (
            resource.name == "Agent" and not self._instance.options.agent_envelope
        )
        return resource.envelope is not None and not bare_agents

    def _rendered(self, rows: list[Row], resource: Resource, query: Query) -> list[Row]:
        if query.flag(resource.id_only):
            return [{"id": row["id"]} for row in rows]
        return [self._thin(row, resource, query) for row in rows]

    def _thin(self, row: Row, resource: Resource, query: Query) -> Row:
        kept = resource.kept(query, self._instance.options)
        joined = self._joined(row, resource)
        if "include_custom_fields" in query and resource.name == "Tickets":
            joined["customfields"] = _chosen_fields(joined, query)
        return list_row(joined, resource, self._instance.quirks, kept)

    def _joined(self, row: Row, resource: Resource) -> Row:
        now = self._instance.clock.now()
        return dict(resource.joined(row, self._instance.store, now))

    def _enveloped(self, shown: list[Row], page: Page, resource: Resource) -> Row:
        body: Row = {"record_count": page.record_count, str(resource.envelope): shown}
        style = self._instance.options.envelope_style
        # Contracts and invoices were recorded with nothing but count and rows.
        minimal = resource.envelope in {"contracts", "invoices"}
        if style == "minimal" or (style == "mixed" and minimal):
            return body
        columns = [{"id": 1, "name": "id", "label": "ID"}]
        return {"page_no": page.number, "page_size": page.size, **body} | {
            "columns": columns
        }


def _key(resource: Resource, ident: str) -> Key:
    if resource.name == "Priority":
        return ident
    try:
        return int(ident)
    except ValueError:
        raise invalid_value("id", ident) from None


def _chosen_fields(row: Row, query: Query) -> list[Row]:
    wanted = query.integers("include_custom_fields")
    return [f for f in row.get("customfields") or [] if f["id"] in wanted]
