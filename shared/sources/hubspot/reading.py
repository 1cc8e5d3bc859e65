"""Reading records: the whole list, or what changed within a window."""

from collections.abc import Mapping

from pydantic import ValidationError

from shared.domain.crm import CrmKind, CrmOwner, Pipeline
from shared.domain.errors import SourceUnavailable
from shared.ports import ChangeWindow, CrmBatch, OwnerBatch
from shared.sources.hubspot import mapping, names
from shared.sources.hubspot.raw import RawPage
from shared.sources.hubspot.transport import Effort, Transport
from shared.sources.web.rows import sift

_LIST_PAGE, _SEARCH_PAGE = 100, 200


class Reader:
    """Reads records, owners and pipelines."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def listed(self, kind: CrmKind, after: str) -> CrmBatch:
        """Read one page of all records with their accounts; no index, so no lag."""
        of = names.TYPES[kind]
        params = {"limit": str(_LIST_PAGE), "properties": ",".join(of.properties)}
        if of.associations:
            params["associations"] = ",".join(of.associations)
        if after:
            params["after"] = after
        path = f"{names.OBJECTS}/{of.name}"
        page = page_of(self._transport.get(path, params), path)
        return _batch(kind, page, after=page.after)

    def changed(self, kind: CrmKind, window: ChangeWindow, after: str) -> CrmBatch:
        """Search one page of a window, from the id that follows `after`.

        Each page is a query of its own, by id: offsets would skip a record whenever
        another one left the window, and no query comes near 10,000 results.
        """
        of = names.TYPES[kind]
        filters = [
            _filter(of.modified, "GTE", str(int(window.since.timestamp() * 1000))),
            _filter(of.modified, "LTE", str(int(window.until.timestamp() * 1000))),
        ]
        if after:
            filters.append(_filter("hs_object_id", "GTE", str(int(after) + 1)))
        body = {
            "filterGroups": [{"filters": filters}],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "properties": list(of.properties),
            "limit": _SEARCH_PAGE,
        }
        path = f"{names.OBJECTS}/{of.name}/search"
        page = page_of(self._transport.post(path, body, Effort.SEARCH), path)
        found = _batch(kind, page, after="")
        rows = [row for row in page.results if isinstance(row, Mapping)]
        last = str(rows[-1].get("id", "")) if rows and page.after else ""
        return found.model_copy(update={"after": last, "last": not last})

    def owners(self) -> OwnerBatch:
        """Read all owners; those who left are a list of their own."""
        rows: list[object] = []
        for archived in ("false", "true"):
            after = ""
            while True:
                params = {"limit": "100", "archived": archived}
                if after:
                    params["after"] = after
                page = page_of(self._transport.get(names.OWNERS, params), names.OWNERS)
                rows += page.results
                after = page.after
                if not after:
                    break
        sifted = sift("owners", rows, mapping.to_owner)
        items: tuple[CrmOwner, ...] = sifted.items
        return OwnerBatch(items=items, rejected=sifted.rejected, read=len(rows))

    def pipelines(self) -> tuple[Pipeline, ...]:
        """Read all pipelines of deals."""
        page = page_of(self._transport.get(names.PIPELINES), names.PIPELINES)
        try:
            return tuple(map(mapping.to_pipeline, page.results))
        except ValidationError as error:
            message = f"hubspot {names.PIPELINES}: {error.error_count()} odd fields"
            raise SourceUnavailable(message) from error


def page_of(payload: object, path: str) -> RawPage:
    """Check that a page is one; an answer without results is none."""
    try:
        return RawPage.model_validate(payload)
    except ValidationError as error:
        message = f"hubspot {path}: not a page of results"
        raise SourceUnavailable(message) from error


def _batch(kind: CrmKind, page: RawPage, *, after: str) -> CrmBatch:
    sifted = sift(kind.value, page.results, mapping.to_record(kind))
    return CrmBatch(
        items=sifted.items,
        rejected=sifted.rejected,
        read=len(page.results),
        after=after,
        last=not after,
    )


def _filter(name: str, operator: str, value: str) -> dict[str, str]:
    return {"propertyName": name, "operator": operator, "value": value}
