"""Where a timer's last and next occurrence are remembered across restarts.

The blob and its fields are those of the host's StorageScheduleMonitor.
"""

import json
from datetime import datetime
from typing import Protocol

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import BlobServiceClient

from functions.localhost.payloads import Occurrence

CONTAINER = "azure-webjobs-hosts"
FOLDER = "timers/local-host"


class Monitor(Protocol):
    """Keeps one occurrence per timer function."""

    def read(self, function: str) -> Occurrence | None:
        """Return what was written last, if anything."""

    def write(self, function: str, occurrence: Occurrence) -> None:
        """Remember an occurrence."""


class BlobMonitor:
    """One small JSON blob per timer in the storage account of the host."""

    def __init__(self, connection: str) -> None:
        service = BlobServiceClient.from_connection_string(connection)
        self._container = service.get_container_client(CONTAINER)

    def read(self, function: str) -> Occurrence | None:
        try:
            blob = self._container.download_blob(f"{FOLDER}/{function}/status")
            content = json.loads(blob.readall())
        except ResourceNotFoundError:
            return None
        return Occurrence(
            last_at=_moment(content["Last"]),
            next_at=_moment(content["Next"]),
            updated_at=_moment(content["LastUpdated"]),
        )

    def write(self, function: str, occurrence: Occurrence) -> None:
        content = {
            "Last": _text(occurrence.last_at),
            "Next": _text(occurrence.next_at),
            "LastUpdated": _text(occurrence.updated_at),
        }
        name, data = f"{FOLDER}/{function}/status", json.dumps(content)
        try:
            self._container.upload_blob(name, data, overwrite=True)
        except ResourceNotFoundError:
            self._create_container()
            self._container.upload_blob(name, data, overwrite=True)

    def _create_container(self) -> None:
        try:
            self._container.create_container()
        except ResourceExistsError:
            return


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
