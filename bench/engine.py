"""The engine wired to an emulator of its own, with every storage request counted."""

from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.azurite import running_azurite
from sandbox.demo.tenant import settings
from shared import bootstrap
from shared.ports import App
from shared.settings import load
from shared.storage.meter import Meter

_NOWHERE = {"api": "http://127.0.0.1:9/api", "auth": "http://127.0.0.1:9/auth"}


@contextmanager
def metered_app() -> Iterator[tuple[App, Meter]]:
    """Give the engine over an empty Azurite; HaloPSA is not there to be asked."""
    with running_azurite() as storage:
        meter = Meter()
        yield bootstrap.build(load(settings(_NOWHERE, storage)), meter), meter
