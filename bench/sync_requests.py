"""HaloPSA requests of a first sync over the least possible, and the engine's memory."""

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bench.figures import Figure, ratio
from bench.floor import Rows, least_requests
from sandbox.azurite import running_azurite
from sandbox.demo.basis import Basis
from sandbox.demo.tenant import settings
from sandbox.demo.vendor import running_vendor
from shared.domain.calendar import add_months

CONTRACTS, TICKETS, SEED = 300, 60_000, 7
MOST_OVER_FLOOR, MOST_MEMORY_MB = 1.05, 300
_MAX_SECONDS = 3_600.0

Told = dict[str, Any]


def run(contracts: int = CONTRACTS, tickets: int = TICKETS) -> list[Figure]:
    """Sync a generated MSP through the sandbox without a limit on requests."""
    today = datetime.now(UTC).date()
    basis = Basis(seed=SEED, contracts=contracts, tickets=tickets, as_of=today)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kept.json"
        with (
            running_azurite() as storage,
            running_vendor(basis, kept, max_seconds=_MAX_SECONDS) as vendor,
        ):
            told = _engine(settings(vendor.addresses, storage))
            requests = vendor.requests()
    return figures(told, requests)


def figures(told: Told, requests: dict[str, int]) -> list[Figure]:
    """Compare what was asked with the floor for the rows that were served."""
    if not told["finished"]:
        message = f"the sync did not finish: {told}"
        raise ValueError(message)
    rows, sent = _rows(told["read"]), sum(requests.values())
    started = date.fromisoformat(told["started_date"])
    since = add_months(started, -told["history_months"])
    floor = least_requests(rows, since=since, until=started)
    least = sum(floor.values())
    records = sum(told["read"].values())
    parts = ", ".join(f"{name} {count:,}" for name, count in floor.items())
    return [
        Figure(
            name="requests over the floor",
            value=ratio(sent, least),
            unit=f"x {least:,}",
            limit=MOST_OVER_FLOOR,
            detail=f"{sent:,} sent; least: {parts}",
        ),
        Figure(
            name="peak memory of the engine",
            value=told["peak_memory_mb"] / MOST_MEMORY_MB,
            unit=f"x {MOST_MEMORY_MB} MB",
            limit=1.0,
            detail=f"{told['peak_memory_mb']:,} MB for {rows.tickets:,} tickets",
        ),
        Figure(
            name="storage transactions",
            value=ratio(told["transactions"], records),
            unit=f"x one for each of {records:,} records",
            detail=f"{told['transactions']:,} transactions, "
            f"{records / told['seconds']:,.0f} records a second "
            f"({told['seconds']:.0f} s)",
        ),
    ]


def _rows(read: dict[str, int]) -> Rows:
    return Rows(
        agents=read["directory"],
        clients=read["customers"],
        contracts=read["contracts"],
        recurring_invoices=read["recurring"],
        invoices=read["invoices"],
        tickets=read["tickets"],
    )


def _engine(environment: dict[str, str]) -> Told:
    done = subprocess.run(
        [sys.executable, "-m", "bench.synced_engine"],
        env={**os.environ, **environment},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    told: Told = json.loads(done.stdout.splitlines()[-1])
    return told
