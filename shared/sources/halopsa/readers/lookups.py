"""The tenant's own ids: statuses, priorities, SLAs and ticket types."""

from typing import TypeVar

from shared.domain.service import Lookups
from shared.sources.halopsa.config import HaloConfig
from shared.sources.halopsa.mapping.lookups import (
    cancelled_statuses,
    closed_statuses,
    closing_status,
    priority_ranks,
)
from shared.sources.halopsa.raw import Raw, RawNamed, RawPriority, RawStatus
from shared.sources.halopsa.routes import Routes
from shared.sources.web.rows import read_row

R = TypeVar("R", bound=Raw)


class LookupReader:
    """Reads all lookups, four requests in a row.

    A row that can't be read is an error of the whole: with half of the statuses,
    tickets would look open that are not.
    """

    def __init__(self, routes: Routes, config: HaloConfig) -> None:
        self._routes = routes
        self._closed_status = config.closed_status

    def lookups(self) -> Lookups:
        statuses = self._rows("Status", RawStatus)
        return Lookups(
            closing_status_id=closing_status(statuses, self._closed_status),
            closed_status_ids=closed_statuses(statuses, self._closed_status),
            cancelled_status_ids=cancelled_statuses(statuses),
            priorities=priority_ranks(self._rows("Priority", RawPriority)),
            ticket_types={t.id: t.name for t in self._rows("TicketType", RawNamed)},
            slas={s.id: s.name for s in self._rows("SLA", RawNamed)},
        )

    def _rows(self, path: str, kind: type[R]) -> list[R]:
        rows = self._routes.whole(path, key=path)
        return [read_row(row, kind.model_validate) for row in rows]
