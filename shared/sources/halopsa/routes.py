"""The three ways to read a route: a page, the whole list, one record."""

from collections.abc import Mapping, Sequence

from shared.domain.errors import InvalidInput, NotFound, SourceUnavailable
from shared.sources.halopsa.errors import RouteMissing
from shared.sources.halopsa.ids import identifier
from shared.sources.halopsa.paging import Page, page_of, page_parameters, rows_of
from shared.sources.halopsa.transport import Transport

_MOST_PAGES = 100


class Routes:
    """Reads rows, which are still HaloPSA's."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(
        self, path: str, number: int, *, key: str, params: Mapping[str, str]
    ) -> Page:
        """Read one page (1 is the first) of an enveloped list."""
        payload = self._transport.get(path, {**params, **page_parameters(number)})
        return page_of(payload, key=key, number=number, call=f"GET /{path}")

    def pages(self, path: str, *, key: str, params: Mapping[str, str]) -> list[object]:
        """Read a short list to its end, whether the tenant pages it or not."""
        rows: list[object] = []
        before = ""
        for number in range(1, _MOST_PAGES):
            page = self.page(path, number, key=key, params=params)
            if page.fingerprint == before:
                return rows
            rows += page.rows
            if page.last:
                return rows
            before = page.fingerprint
        message = f"halopsa GET /{path}: no end after {_MOST_PAGES} pages"
        raise SourceUnavailable(message)

    def whole(
        self, path: str, *, key: str, params: Mapping[str, str] | None = None
    ) -> Sequence[object]:
        """Read a list that is not paged."""
        payload = self._transport.get(path, params)
        return rows_of(payload, key=key, call=f"GET /{path}")

    def one(
        self, path: str, number: str, params: Mapping[str, str]
    ) -> Mapping[str, object]:
        """Read one record by its id; NotFound when there is none."""
        name = f"{path}/{_checked(number, path)}"
        try:
            row = self._transport.get(name, params)
        except RouteMissing as error:
            message = f"halopsa {name} does not exist"
            raise NotFound(message) from error
        if not isinstance(row, dict) or not _has_id(row, number):
            message = f"halopsa GET /{name}: another record, or none, came"
            raise SourceUnavailable(message)
        return row


def _checked(number: str, path: str) -> str:
    try:
        return identifier(number)
    except ValueError as error:
        message = f"halopsa {path}: {error}"
        raise InvalidInput(message) from error


def _has_id(row: Mapping[str, object], number: str) -> bool:
    try:
        return identifier(row.get("id")) == identifier(number)
    except ValueError:
        return False
