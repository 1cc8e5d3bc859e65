"""HubSpot as the use cases see it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shared.domain.crm import (
    AccountLink,
    Activity,
    CrmKind,
    CrmOwner,
    CrmRecord,
    Draft,
    PersonLink,
    Pipeline,
    Written,
)
from shared.domain.model import Model
from shared.ports.batches import AccessReport, Batch


class CrmBatch(Batch):
    """Records of one page, by ascending id; `after` leads to the next one."""

    items: tuple[CrmRecord, ...] = ()
    after: str = ""


class OwnerBatch(Batch):
    """All owners, those who left included."""

    items: tuple[CrmOwner, ...] = ()


class ChangeWindow(Model):
    """Both bounds are included; the upper one lies where the index has caught up."""

    since: datetime
    until: datetime


class HubSpot(Protocol):
    """HubSpot as the use cases see it: our nouns only."""

    def check_access(self) -> AccessReport: ...
    def owners(self) -> OwnerBatch: ...
    def pipelines(self) -> tuple[Pipeline, ...]: ...
    def listed(self, kind: CrmKind, after: str) -> CrmBatch: ...
    def changed(self, kind: CrmKind, window: ChangeWindow, after: str) -> CrmBatch: ...
    def account_links(
        self, kind: CrmKind, ids: Sequence[str]
    ) -> dict[str, tuple[AccountLink, ...]]: ...
    def people_of(self, account_ids: Sequence[str]) -> tuple[PersonLink, ...]: ...
    def upsert_deals(self, drafts: Sequence[Draft]) -> tuple[Written, ...]: ...
    def update_accounts(self, drafts: Sequence[Draft]) -> tuple[Written, ...]: ...
    def tie_to_accounts(self, ties: Sequence[tuple[str, str]]) -> None: ...
    def tie_to_people(self, ties: Sequence[tuple[str, str]]) -> None: ...
    def find_activity(self, activity: Activity) -> str | None: ...
    def create_activity(self, activity: Activity) -> str: ...
