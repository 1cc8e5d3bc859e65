"""HubSpot as the use cases see it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shared.domain.crm import (
    AccountLink,
    CrmKind,
    CrmOwner,
    CrmRecord,
    PersonLink,
    Pipeline,
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
