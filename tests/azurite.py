"""The storage emulator for tests: one for each xdist worker, and no skipping in CI."""

import os
from uuid import uuid4

import pytest

from sandbox.azurite import is_installed, running_azurite


@pytest.fixture(scope="session")
def azurite():
    """Give the connection string; use `storage_prefix` to keep tests apart."""
    if not is_installed():
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("Azurite is not installed: run `make azurite`")
    with running_azurite() as connection_string:
        yield connection_string


@pytest.fixture
def storage_prefix():
    """Give a fresh start of a name that tables, queues and containers all allow."""
    return f"t{uuid4().hex[:12]}"
