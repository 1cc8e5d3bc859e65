"""One run over a deployment: what there was, the main job, what there is now."""

import resource
import sys
import time
from datetime import date

import function_app
from functions.localhost import LocalHost
from sandbox.demo import mail_sections, tenant
from sandbox.demo.asking import ask_if_none_waits
from sandbox.demo.basis import Basis
from sandbox.demo.deployment import Deployment
from sandbox.demo.journey import Journey
from sandbox.demo.portrait import Reader, snapshot
from sandbox.demo.requests import requests
from sandbox.demo.result import Change, Result, Snapshot, Usage
from shared import bootstrap
from shared.domain.playbook import Playbook
from shared.domain.sync import SyncState
from shared.storage.azure_blobs import AzureBlobs
from shared.storage.credentials import Account

_LEASE_SECONDS = 60.0  # what an interrupted run left in hand is free again after it


def run(deployment: Deployment, basis: Basis, *, today: date, started: float) -> Result:
    """Run the main job and tell what it found, did and took."""
    # Its own stores and counts: watching must not look like the engine's work.
    watched = bootstrap.build(bootstrap.settings())
    book = tenant.put_playbook_in_force(watched)
    tenant.set_hubspot_up(watched)
    deployment.vendor.forget_requests()
    before = snapshot(watched)
    journey = Journey(
        LocalHost(function_app.app, deployment.settings, lease_seconds=_LEASE_SECONDS),
        watched,
        deployment.display,
        deployment.deadline,
        lambda: _asked(book),
    )
    journey.run()
    with deployment.display.step("Read what came of it") as step:
        after = snapshot(watched)
        blobs = AzureBlobs(Account(deployment.settings["AzureWebJobsStorage"]))
        portrait = Reader(watched, blobs, book).portrait()
        waiting = requests(watched, book)
        step.done(f"{portrait.events:,} events on the timeline")
    served = deployment.vendor.requests()
    crm_requests = deployment.vendor.hubspot_requests()
    first, second = journey.halo_syncs
    return Result(
        seed=basis.seed,
        as_of=basis.as_of,
        today=today,
        earlier_runs=basis.runs,
        first_sync=first.counts,
        second_sync=second.counts,
        portrait=portrait,
        requests=waiting,
        change=_change(before, after, journey.syncs, served, crm_requests),
        usage=Usage(
            halopsa_requests=served,
            gmail_requests=deployment.workspace.requests(),
            hubspot_requests=crm_requests,
            storage_transactions=bootstrap.meter().counts(),
            seconds=time.monotonic() - started,
            peak_memory_mb=peak_memory_mb(),
        ),
        moved=mail_sections.moved(watched, book),
        digest=mail_sections.digest(watched, book),
    )


def _asked(book: Playbook) -> str:
    # As the engine itself: what a request takes is counted.
    request = ask_if_none_waits(bootstrap.app(), book)
    return f"{request.requester.name} asks for one" if request else "nothing is asked"


def _change(
    before: Snapshot,
    after: Snapshot,
    syncs: list[SyncState],
    requests: dict[str, int],
    hubspot: dict[str, int],
) -> Change:
    records = sum(counts.changed for one in syncs for counts in one.counts.values())
    posts = sum(
        count
        for name, count in requests.items()
        if name.startswith("POST ") and not name.endswith("/auth/token")
    )
    return Change(
        records=records,
        events=after.events - before.events,
        scores=sum(before.scores.get(key) != it for key, it in after.scores.items()),
        tasks=after.tasks - before.tasks,
        posts=posts,
        crm_writes=sum(n for name, n in hubspot.items() if _writes(name)),
    )


def _writes(name: str) -> bool:
    """Tell whether a request to HubSpot changes something there."""
    method, _, path = name.partition(" ")
    asks = path.endswith(("/search", "/read", "/access-token-info"))
    return method != "GET" and not asks


def peak_memory_mb() -> int:
    """Give the most memory that this process has held so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)
