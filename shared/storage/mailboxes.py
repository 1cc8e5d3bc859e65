"""How far each mailbox was read, and which notifications were taken."""

from datetime import date
from typing import Generic, TypeVar

from shared.domain.correspondence import MailboxState, WatchState
from shared.domain.errors import Conflict
from shared.storage.document import packed, unpacked
from shared.storage.gateway import Row, Tables
from shared.storage.keys import encode

S = TypeVar("S", MailboxState, WatchState)

MAILBOXES = "mailboxes"
WATCHES = "watches"
PUSHES = "gmailpushes"
_BEGINNING = "0000"
_UNKNOWN = "|unknown"  # no encoded message id has a bar


class TableStates(Generic[S]):
    """One state a mailbox, each guarded by its etag."""

    def __init__(
        self, tables: Tables, table: str, model: type[S], *, tenant_id: str
    ) -> None:
        self._tables = tables
        self._table = table
        self._model: type[S] = model
        self._tenant_id = tenant_id

    def load(self, mailbox: str) -> tuple[S, str]:
        """Read a mailbox's state and its version, a new one before the first."""
        row = self._tables.get(self._table, self._tenant_id, encode(mailbox))
        if row is None:
            return self._model.model_validate({"mailbox": mailbox}), ""
        return self._model.model_validate_json(unpacked(row.values)), row.etag

    def save(self, state: S, version: str) -> str:
        """Write a state; Conflict when it changed since `version` was read."""
        values = {"tenant_id": self._tenant_id, **packed(state.model_dump_json())}
        row = Row(self._tenant_id, encode(state.mailbox), values, version)
        if version:
            return self._tables.replace(self._table, row)
        self._tables.insert(self._table, [row])
        return self.load(state.mailbox)[1]


class TablePushes:
    """Message ids in table `gmailpushes`, a partition a day."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def first_seen(self, day: date, message_id: str) -> bool:
        """Tell whether a notification is new."""
        row = self._tables.get(PUSHES, day.isoformat(), encode(message_id))
        return row is None

    def remember(self, day: date, message_id: str) -> None:
        """Remember a notification that was queued."""
        try:
            row = Row(day.isoformat(), encode(message_id), {})
            self._tables.insert(PUSHES, [row])
        except Conflict:
            return

    def count_unknown(self, day: date) -> None:
        """Count a notification of a mailbox that is not on the list."""
        row = self._tables.get(PUSHES, day.isoformat(), _UNKNOWN)
        values = {"count": self._count(row) + 1}
        fresh = Row(day.isoformat(), _UNKNOWN, values, row.etag if row else "")
        try:
            if row:
                self._tables.replace(PUSHES, fresh)
            else:
                self._tables.insert(PUSHES, [fresh])
        except Conflict:  # two at once: it tells that there are some, not how many
            return

    def unknown(self, day: date) -> int:
        """Give how many there were of such mailboxes, roughly."""
        return self._count(self._tables.get(PUSHES, day.isoformat(), _UNKNOWN))

    def forget_before(self, day: date) -> None:
        """Forget what can't come again."""
        old = self._tables.query(PUSHES, pk_from=_BEGINNING, pk_below=day.isoformat())
        self._tables.delete(PUSHES, list(old))

    @staticmethod
    def _count(row: Row | None) -> int:
        return int(str(row.values["count"])) if row else 0
