"""HubSpot as the use cases see it: our nouns in and out."""

from collections.abc import Callable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx

from shared.domain.crm import (
    AccountLink,
    Activity,
    CrmKind,
    Draft,
    PersonLink,
    Pipeline,
    Written,
)
from shared.ports import AccessReport, ChangeWindow, CrmBatch, OwnerBatch
from shared.sources.hubspot import access
from shared.sources.hubspot.activities import Activities
from shared.sources.hubspot.associations import Associations
from shared.sources.hubspot.config import HubSpotConfig
from shared.sources.hubspot.limits import Burst, Limits, Unlimited
from shared.sources.hubspot.pacing import Pacing
from shared.sources.hubspot.reading import Reader
from shared.sources.hubspot.setup import Setup
from shared.sources.hubspot.transport import Call, Transport
from shared.sources.hubspot.writing import Writer
from shared.sources.web.budget import Budget
from shared.sources.web.wire import Wire, http_client


class HubSpotClient:
    """Implements the port `HubSpot`; may be used by several threads at once.

    `burst` and `searches` are the limits that all workers share. Nothing is sent
    before the portal has been seen to be the configured one, once a client.
    """

    def __init__(  # noqa: PLR0913 - everything from outside comes in here
        self,
        config: HubSpotConfig,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        http: httpx.BaseTransport | None = None,
        burst: Burst | None = None,
        searches: Budget | None = None,
    ) -> None:
        self._config = config
        self._http = http_client(config.timeout, http)
        budget: Burst = burst or Unlimited()
        self._limits = Limits(budget, clock=clock, sleep=sleep)
        self._transport = Transport(
            config.base_url,
            token=config.access_token,
            wire=self._wire(budget, clock),
            search_wire=self._wire(searches or Unlimited(), clock),
            limits=self._limits,
            pacing=Pacing(sleep),
            clock=clock,
            gate=self._check_portal,
        )
        self._reader = Reader(self._transport)
        self._associations = Associations(self._transport)
        self._writer = Writer(self._transport)
        self._activities = Activities(self._transport)

    def _wire(self, budget: Budget, clock: Callable[[], datetime]) -> Wire:
        timeout = self._config.timeout
        return Wire(self._http, budget=budget, clock=clock, deadline=timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def check_access(self) -> AccessReport:
        return access.access_report(self._transport, self._config.access_token)

    def owners(self) -> OwnerBatch:
        return self._reader.owners()

    def pipelines(self) -> tuple[Pipeline, ...]:
        return self._reader.pipelines()

    def listed(self, kind: CrmKind, after: str) -> CrmBatch:
        return self._reader.listed(kind, after)

    def changed(self, kind: CrmKind, window: ChangeWindow, after: str) -> CrmBatch:
        return self._reader.changed(kind, window, after)

    def account_links(
        self, kind: CrmKind, ids: Sequence[str]
    ) -> dict[str, tuple[AccountLink, ...]]:
        return self._associations.account_links(kind, ids)

    def people_of(self, account_ids: Sequence[str]) -> tuple[PersonLink, ...]:
        return self._associations.people_of(account_ids)

    def upsert_deals(self, drafts: Sequence[Draft]) -> tuple[Written, ...]:
        return self._writer.upsert_deals(drafts)

    def update_accounts(self, drafts: Sequence[Draft]) -> tuple[Written, ...]:
        return self._writer.update_accounts(drafts)

    def tie_to_accounts(self, ties: Sequence[tuple[str, str]]) -> None:
        self._writer.tie_to_accounts(ties)

    def tie_to_people(self, ties: Sequence[tuple[str, str]]) -> None:
        self._writer.tie_to_people(ties)

    def find_activity(self, activity: Activity) -> str | None:
        return self._activities.find(activity)

    def create_activity(self, activity: Activity) -> str:
        return self._activities.create(activity)

    def set_up(self, pipeline: Pipeline, tell: Callable[[str], None]) -> None:
        """Make the engine's properties and pipeline; needs the setup key."""
        Setup(self._transport, tell).run(pipeline)

    def _check_portal(self, send: Callable[[Call], object]) -> None:
        found = access.portal_details(send, self._config.portal_id)
        try:
            self._limits.zone = ZoneInfo(found.timeZone)
        except (ZoneInfoNotFoundError, ValueError):
            return  # the day then ends at midnight UTC
