"""What runs the engine itself: cursors, run records, quarantine, tenant settings."""

from collections.abc import Sequence
from datetime import UTC, datetime

from shared.domain.sync import RunRecord, SyncState
from shared.ports import Rejected
from shared.storage.document import packed, unpacked
from shared.storage.gateway import Blobs, Row, Tables, Value
from shared.storage.keys import blob_part, encode

CURSORS = "cursors"
RUNS = "runs"
SETTINGS = "tenantsettings"
HINTS = "webhookhints"
QUARANTINE = "quarantine"
_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)


class TableCursor:
    """The cursor of one source, guarded by its etag."""

    def __init__(self, tables: Tables, tenant_id: str, source: str) -> None:
        self._tables = tables
        self._tenant_id = tenant_id
        self._source = source

    def load(self) -> tuple[SyncState, str]:
        """Read the cursor and its version, empty before the first run."""
        row = self._tables.get(CURSORS, self._tenant_id, self._source)
        if row is None:
            return SyncState(), ""
        return SyncState.model_validate_json(unpacked(row.values)), row.etag

    def save(self, state: SyncState, version: str) -> str:
        """Write the cursor; Conflict when it moved since `version` was read."""
        values = packed(state.model_dump_json()) | {"tenant_id": self._tenant_id}
        row = Row(self._tenant_id, self._source, values, version)
        if version:
            self._tables.replace(CURSORS, row)
        else:
            self._tables.insert(CURSORS, [row])
        return self.load()[1]


class TableRuns:
    """Run records, the newest of a job first."""

    def __init__(self, tables: Tables, tenant_id: str) -> None:
        self._tables = tables
        self._tenant_id = tenant_id

    def put(self, record: RunRecord) -> None:
        """Write a run's record as it stands."""
        values: dict[str, Value] = {
            "tenant_id": self._tenant_id,
            "status": record.status,
            "started_at": record.started_at,
            "document": record.model_dump_json(),
        }
        if record.finished_at:
            values["finished_at"] = record.finished_at
        key = f"{_newest_first(record.started_at)}|{encode(record.run_id)}"
        self._tables.put(RUNS, [Row(encode(record.job), key, values)])

    def latest(self, job: str) -> RunRecord | None:
        """Read the newest run of a job."""
        for row in self._tables.query(RUNS, pk=encode(job)):
            return RunRecord.model_validate_json(str(row.values["document"]))
        return None

    def last_success(self, job: str) -> datetime | None:
        """Tell when a job last succeeded."""
        for row in self._tables.query(RUNS, pk=encode(job)):
            if row.values["status"] == "succeeded":
                record = RunRecord.model_validate_json(str(row.values["document"]))
                return record.finished_at
        return None


class BlobQuarantine:
    """Rejected records in container `quarantine`, a blob for each resource and run."""

    def __init__(self, blobs: Blobs, tenant_id: str) -> None:
        self._blobs = blobs
        self._tenant_id = tenant_id

    def put(self, run_id: str, rejected: Sequence[Rejected]) -> None:
        """Keep each record under its own name: twice the same is one blob."""
        for item in rejected:
            name = f"{run_id}/{item.resource}/{blob_part(item.source_id)}.json"
            self._blobs.put(QUARANTINE, name, item.model_dump_json().encode())


def _newest_first(at: datetime) -> str:
    left = _END_OF_TIME - at
    return f"{left.days:07d}{left.seconds:05d}{left.microseconds:06d}"
