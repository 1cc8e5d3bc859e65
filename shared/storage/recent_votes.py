"""Decisions that were just cast: one row, so that no two are made past each other."""

import json
from collections.abc import Sequence

from shared.domain.approval import RecentVote
from shared.storage.document import packed, unpacked
from shared.storage.gateway import Row, Tables

TABLE = "recentvotes"


class TableRecentVotes:
    """The newest decisions of a tenant in table `recentvotes`, guarded by an etag.

    A timeline is one contract's; what a person may approve in 30 days runs across
    contracts, and is kept to because every decision has to pass through this row.
    """

    def __init__(self, tables: Tables, tenant_id: str) -> None:
        self._tables = tables
        self._tenant_id = tenant_id

    def load(self) -> tuple[tuple[RecentVote, ...], str]:
        """Read the votes and their version, "" before the first."""
        row = self._tables.get(TABLE, self._tenant_id, "votes")
        if row is None:
            return (), ""
        listed = json.loads(unpacked(row.values))
        return tuple(RecentVote.model_validate(one) for one in listed), row.etag

    def save(self, votes: Sequence[RecentVote], version: str) -> None:
        """Write the votes; Conflict when they changed since `version` was read."""
        text = json.dumps([one.model_dump(mode="json") for one in votes])
        row = Row(self._tenant_id, "votes", packed(text), version)
        if version:
            self._tables.replace(TABLE, row)
        else:
            self._tables.insert(TABLE, [row])
