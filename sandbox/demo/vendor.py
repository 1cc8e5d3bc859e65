"""The stand-ins in a process of their own, and what was written to them."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from sandbox.demo.basis import Basis
from sandbox.rows import Row
from shared.domain.marker import task_id_in

_START_SECONDS = 120
_STOP_SECONDS = 10
_ADMIN_SECONDS = 60


class VendorNotStarted(Exception):
    """The stand-in did not come up."""


class Vendor:
    """A running stand-in by its admin routes."""

    def __init__(self, addresses: dict[str, str], kept: Path) -> None:
        self.addresses = addresses
        self._admin = httpx.Client(base_url=addresses["admin"], timeout=_ADMIN_SECONDS)
        self._kept = kept
        portal = f"{addresses['hubspot']}/sandbox"
        self._hubspot = httpx.Client(base_url=portal, timeout=_ADMIN_SECONDS)
        self._portal = kept.with_name("hubspot.json")

    def requests(self) -> dict[str, int]:
        """Count the requests so far, by method and path."""
        told: dict[str, dict[str, int]] = self._get("/requests")
        return told["counts"]

    def forget_requests(self) -> None:
        """Begin to count anew."""
        self._admin.delete("/requests").raise_for_status()
        self._hubspot.delete("/requests").raise_for_status()

    def restore_tasks(self) -> None:
        """Put the engine's tickets of an earlier run back, under their own ids."""
        if not self._kept.exists():
            return
        rows: list[Row] = json.loads(self._kept.read_text())
        changes = [
            {"op": "add_tickets", "client_id": row["client_id"], "fields": row}
            for row in rows
        ]
        self._admin.post("/mutate", json=changes).raise_for_status()

    def restore_portal(self) -> None:
        """Put the HubSpot portal of an earlier run in the place of the fresh one."""
        if self._portal.exists():
            told = self._portal.read_bytes()
            self._hubspot.post("/portal", content=told).raise_for_status()

    def keep_portal(self) -> None:
        """Write the HubSpot portal down."""
        reply = self._hubspot.get("/portal")
        reply.raise_for_status()
        scratch = self._portal.with_suffix(".new")
        scratch.write_bytes(reply.content)
        scratch.replace(self._portal)

    def hubspot_requests(self) -> dict[str, int]:
        """Count the requests to HubSpot so far, by method and path."""
        reply = self._hubspot.get("/requests")
        reply.raise_for_status()
        counts: dict[str, int] = reply.json()["counts"]
        return counts

    def keep_tasks(self) -> None:
        """Write down the engine's tickets, which the stand-in holds in memory only."""
        tickets: list[Row] = self._get("/tickets")
        rows = [row for row in tickets if task_id_in(row["summary"])]
        scratch = self._kept.with_suffix(".new")
        scratch.write_text(json.dumps(rows, indent=1))
        scratch.replace(self._kept)

    def close(self) -> None:
        """Let go of the connection."""
        self._admin.close()
        self._hubspot.close()

    def _get(self, path: str) -> Any:  # noqa: ANN401 - whatever the route answers
        reply = self._admin.get(path)
        reply.raise_for_status()
        return reply.json()


@contextmanager
def running_vendor(basis: Basis, kept: Path, *, max_seconds: float) -> Iterator[Vendor]:
    """Serve the basis's MSP over HTTP, with the tickets that an earlier run made."""
    process = subprocess.Popen(  # noqa: S603  # our own fixed command
        _command(basis, max_seconds),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a Ctrl+C is the demo's: it asks for the tasks first
    )
    try:
        vendor = Vendor(_addresses(process), kept)
        try:
            vendor.restore_tasks()
            vendor.restore_portal()
            yield vendor
        finally:
            vendor.close()
    finally:
        _stop(process)


def _command(basis: Basis, max_seconds: float) -> list[str]:
    # It ends by itself should the demo be killed without a chance to stop it.
    return [
        *(sys.executable, "-m", "sandbox", "vendors"),
        *("--seed", str(basis.seed), "--as-of", basis.as_of.isoformat()),
        *("--contracts", str(basis.contracts), "--tickets", str(basis.tickets)),
        *("--max-seconds", str(max_seconds)),
    ]


def _addresses(process: "subprocess.Popen[str]") -> dict[str, str]:
    """Read the one line that the stand-in says once it listens."""
    watchdog = threading.Timer(_START_SECONDS, process.kill)
    watchdog.start()
    try:
        line = process.stdout.readline() if process.stdout else ""
    finally:
        watchdog.cancel()
    if not line:
        message = f"the HaloPSA stand-in did not start in {_START_SECONDS} s"
        raise VendorNotStarted(message)
    addresses: dict[str, str] = json.loads(line)
    return addresses


def _stop(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
