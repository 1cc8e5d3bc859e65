"""Watching the engine itself: run records, freshness, and jobs that fell silent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from shared.domain.model import Model
from shared.domain.sync import Counts, RunRecord
from shared.ports import App
from shared.services import report_exceptions

# How long a job may go without success before a person must look at it.
WINDOWS = {
    "sync_halopsa": timedelta(hours=3),
    "reconcile_halopsa": timedelta(days=9),
    "score_contracts": timedelta(hours=30),
    "find_uplift": timedelta(hours=30),
    "open_renewals": timedelta(hours=30),
    "relay_effects": timedelta(hours=3),
    "chase_approvals": timedelta(hours=3),
}
# The same, where mail is read, and where a CRM is connected.
MAIL_WINDOWS = {
    "poll_mailboxes": timedelta(hours=3),
    "renew_gmail_watches": timedelta(hours=6),
    "sync_people": timedelta(hours=30),
    "send_digests": timedelta(hours=6),
}
CRM_WINDOWS = {
    "sync_hubspot": timedelta(hours=3),
    "reconcile_hubspot": timedelta(hours=30),
    "write_hubspot": timedelta(hours=3),
}

_FIRST_LOOK = "first_look"  # recorded once, when the engine is watched first


class JobHealth(Model):
    """A job's freshness."""

    job: str
    last_success_at: datetime | None
    last_status: str
    fresh: bool


class Health(Model):
    """The engine's state as `GET /api/health` gives it."""

    status: str
    jobs: tuple[JobHealth, ...]
    sources: dict[str, str]
    open_exceptions: int


@contextmanager
def recorded(app: App, job: str) -> Iterator[Callable[[int], None]]:
    """Keep a record of a job's run; the caller reports how much it processed."""
    record = RunRecord(job=job, run_id=app.new_id(), started_at=app.now())
    app.stores.runs.put(record)
    done: list[int] = []
    try:
        yield done.append
    except Exception as error:
        _end(app, record, status="failed", message=str(error), count=sum(done))
        raise
    _end(app, record, status="succeeded", message="", count=sum(done))


def _end(app: App, record: RunRecord, *, status: str, message: str, count: int) -> None:
    counts = {"items": Counts(read=count, processed=count)}
    ended = {"finished_at": app.now(), "status": status, "message": message}
    app.stores.runs.put(record.model_copy(update={**ended, "counts": counts}))


def check(app: App) -> list[str]:
    """Raise an exception for each job that fell silent, close those that came back."""
    if app.stores.runs.latest(_FIRST_LOOK) is None:
        now = app.now()
        app.stores.runs.put(RunRecord(job=_FIRST_LOOK, run_id="first", started_at=now))
    silent = []
    for job in windows(app):
        health = _job(app, job)
        key = f"job_silent:{job}"
        if health.fresh:
            report_exceptions.close_for_tenant(app, key=key)
            continue
        silent.append(job)
        since = health.last_success_at or "ever"
        message = f"job {job} has had no success since {since}"
        report_exceptions.raise_for_tenant(
            app, rule="job_silent", key=key, message=message
        )
    return silent


def health(app: App) -> Health:
    """Tell each job's freshness and each source's state."""
    jobs = tuple(_job(app, job) for job in windows(app))
    sources = {"halopsa": _status(app, "sync_halopsa")}
    if app.hubspot:
        sources["hubspot"] = _status(app, "sync_hubspot", "reconcile_hubspot")
    tenant = report_exceptions.tenant_state(app)
    count = sum(item.open for item in tenant.exceptions.values())
    bad = {"stopped", "failed"} & set(sources.values())
    fresh = all(job.fresh for job in jobs) and not bad
    return Health(
        status="ok" if fresh else "degraded",
        jobs=jobs,
        sources=sources,
        open_exceptions=count,
    )


def windows(app: App) -> dict[str, timedelta]:
    """Give the jobs that must be fresh here, with how long each may be silent."""
    return {
        **WINDOWS,
        **(MAIL_WINDOWS if app.mail else {}),
        **(CRM_WINDOWS if app.hubspot else {}),
    }


def _status(app: App, *jobs: str) -> str:
    """Give the status of the newest run of a source's jobs."""
    runs = [run for job in jobs if (run := app.stores.runs.latest(job))]
    newest = max(runs, key=lambda run: run.started_at, default=None)
    return newest.status if newest else "never read"


def _job(app: App, job: str) -> JobHealth:
    success = app.stores.runs.last_success(job)
    latest = app.stores.runs.latest(job)
    first_look = app.stores.runs.latest(_FIRST_LOOK)
    # A job that never ran has its window from the day of the installation.
    since = success or (first_look.started_at if first_look else None)
    fresh = since is not None and app.now() - since <= windows(app)[job]
    return JobHealth(
        job=job,
        last_success_at=success,
        last_status=latest.status if latest else "never ran",
        fresh=fresh,
    )
