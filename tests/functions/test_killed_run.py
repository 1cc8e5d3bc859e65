"""A run that is killed goes on where it was: real processes, real Azurite."""

import os
import random
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from azure.data.tables import TableServiceClient

from sandbox.azurite import running_azurite
from sandbox.halopsa import HaloPsa, Options
from sandbox.portfolio import generate
from sandbox.server import Server

ROOT = Path(__file__).parents[2]
AS_OF = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
SEED = 5
KILLS = 4
ENDS = {"SIGKILL": -9, "finished": 0}

pytestmark = pytest.mark.slow


def environment(connection, addresses):
    return os.environ | {
        "ENVIRONMENT": "local",
        "TENANT_ID": "killed",
        "CURRENCY": "GBP",
        "AzureWebJobsStorage": connection,
        "HALOPSA_BASE_URL": addresses["api"],
        "HALOPSA_AUTH_URL": addresses["auth"],
        "HALOPSA_CLIENT_ID": "sandbox-client",
        "HALOPSA_CLIENT_SECRET": "sandbox-secret",
        "HALOPSA_REQUESTS_PER_5_MINUTES": "0",
        "LOCAL_LEASE_SECONDS": "5",  # longer than a window takes, or it is taken twice
    }


def sync(env, *, seconds=None):
    """Run a sync in a process of its own, killed after so many seconds."""
    command = [sys.executable, "-m", "functions", "run", "sync_halopsa", "--drain"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
    return process.returncode


def rows(connection, table):
    """Read a table with nothing but the SDK, without what only a run decides."""
    client = TableServiceClient.from_connection_string(connection)
    return {
        (row["PartitionKey"], row["RowKey"]): row.get("document")
        for row in client.get_table_client(table).list_entities()
    }


def test_a_killed_sync_ends_with_the_same_rows_as_one_that_was_left_alone():
    portfolio = generate(SEED, 8, 300, AS_OF)
    dice = random.Random(SEED)
    halo = HaloPsa(portfolio, Options(clock=lambda: NOW))
    with Server(halo) as server, running_azurite() as one, running_azurite() as two:
        killed, calm = (environment(c, server.addresses) for c in (one, two))
        ends = [sync(killed, seconds=dice.uniform(0.8, 3.0)) for _ in range(KILLS)]

        assert sync(killed) == sync(calm) == 0
        assert ends.count(ENDS["SIGKILL"]) > 1
        for table in ("tickets", "timeentries", "feedback", "invoices", "facts"):
            assert rows(one, table) == rows(two, table), table
