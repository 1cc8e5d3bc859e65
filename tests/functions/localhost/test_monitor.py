import pytest

from functions.localhost.monitor import BlobMonitor
from functions.localhost.payloads import Occurrence

from .fakes import a_moment

pytestmark = pytest.mark.azurite

SIX = a_moment("2026-11-25T06:00:00")


def test_an_occurrence_survives_the_host(azurite, storage_prefix):
    kept = Occurrence(next_at=SIX, updated_at=a_moment("2026-11-24T07:00:00"))

    never_written = BlobMonitor(azurite).read(storage_prefix)
    BlobMonitor(azurite).write(storage_prefix, kept)

    assert never_written is None
    assert BlobMonitor(azurite).read(storage_prefix) == kept


def test_a_later_occurrence_replaces_the_earlier(azurite, storage_prefix):
    monitor = BlobMonitor(azurite)
    monitor.write(storage_prefix, Occurrence(next_at=SIX))

    monitor.write(storage_prefix, Occurrence(last_at=SIX))

    assert monitor.read(storage_prefix) == Occurrence(last_at=SIX)
