"""A first sync in a process of its own, so that its memory is the engine's alone."""

import json
import os
import sys
import time

import function_app
from functions.localhost import LocalHost
from sandbox.demo.run import peak_memory_mb
from shared import bootstrap

MAX_SECONDS = 3_000.0


def main() -> None:
    """Sync and drain; print what it took as one line of JSON."""
    host = LocalHost(function_app.app, dict(os.environ))
    began = time.monotonic()
    host.run("sync_halopsa")
    report = host.drain(MAX_SECONDS)
    seconds = time.monotonic() - began
    state, _ = bootstrap.build(bootstrap.settings()).stores.cursor.load()
    told = {
        "seconds": seconds,
        "peak_memory_mb": peak_memory_mb(),
        "transactions": bootstrap.meter().total(),
        "finished": report.emptied and not state.active and not state.stopped,
        "read": {name: counts.read for name, counts in state.counts.items()},
        "started_date": state.started_at.date().isoformat() if state.started_at else "",
        "history_months": bootstrap.settings().halo.history_months,
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
