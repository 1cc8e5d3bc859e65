"""Watching the engine itself: run records, freshness, and silence."""

from datetime import timedelta

import pytest

from sandbox.halopsa.faults import Fault
from shared.services import watch_jobs
from tests.shared.services.engine import NOW, Engine
from tests.shared.services.mail.office import Office

HOURLY = ("sync_halopsa", "relay_effects", "chase_approvals")


def run_all(engine, *, but=()):
    engine.sync()
    for job in watch_jobs.windows(engine.app):
        if job not in {"sync_halopsa", *but}:
            with watch_jobs.recorded(engine.app, job) as count:
                count(1)
    return engine


def silent(engine):
    return [i.id for i in engine.exceptions().values() if i.rule == "job_silent"]


def test_a_job_is_recorded_with_what_it_did():
    engine = Engine()

    with watch_jobs.recorded(engine.app, "open_renewals") as count:
        count(3)
        count(4)
        engine.later(seconds=30)

    record = engine.stores.runs.latest("open_renewals")
    assert (record.status, record.started_at) == ("succeeded", NOW)
    assert record.finished_at == NOW + timedelta(seconds=30)
    assert record.counts["items"].processed == record.counts["items"].read == 7


def test_a_running_job_is_to_be_seen():
    engine = Engine()

    with watch_jobs.recorded(engine.app, "open_renewals"):
        record = engine.stores.runs.latest("open_renewals")

    assert (record.status, record.finished_at) == ("running", None)


def test_a_job_that_fails_is_recorded_and_not_swallowed():
    engine = Engine()

    with (
        pytest.raises(ValueError, match="no such table"),
        watch_jobs.recorded(engine.app, "open_renewals"),
    ):
        raise ValueError("no such table")

    record = engine.stores.runs.latest("open_renewals")
    assert (record.status, record.message) == ("failed", "no such table")
    assert engine.stores.runs.last_success("open_renewals") is None


def test_a_failure_does_not_hide_the_last_success():
    engine = run_all(Engine())
    engine.later(hours=1)
    with (
        pytest.raises(RuntimeError),
        watch_jobs.recorded(engine.app, "open_renewals"),
    ):
        raise RuntimeError

    health = watch_jobs.health(engine.app)

    (job,) = [job for job in health.jobs if job.job == "open_renewals"]
    assert (job.fresh, job.last_status, job.last_success_at) == (True, "failed", NOW)


def test_a_new_installation_is_not_silent_on_its_first_day():
    """The weekly reconciliation has not been due yet."""
    engine = run_all(Engine(), but={"reconcile_halopsa"})

    assert watch_jobs.check(engine.app) == []
    assert silent(engine) == []


def test_a_job_that_never_ran_is_silent_once_its_window_is_over():
    engine = run_all(Engine(), but={"reconcile_halopsa"})
    watch_jobs.check(engine.app)
    engine.later(days=9, hours=1)

    assert "reconcile_halopsa" in watch_jobs.check(engine.app)
    item = engine.exceptions()["job_silent:reconcile_halopsa"]
    assert item.message == "job reconcile_halopsa has had no success since ever"


@pytest.mark.parametrize(("job", "window"), list(watch_jobs.WINDOWS.items()))
def test_a_job_is_silent_after_its_window(job, window):
    engine = run_all(Office())

    in_time = watch_jobs.check(engine.later(seconds=window.total_seconds()).app)
    too_late = watch_jobs.check(engine.later(seconds=1).app)

    assert job not in in_time
    assert job in too_late


def test_silence_is_an_exception_with_an_owner_told_once():
    engine = run_all(Engine())
    watch_jobs.check(engine.later(hours=4).app)
    events = len(engine.timeline())

    watch_jobs.check(engine.later(hours=1).app)

    assert sorted(silent(engine)) == sorted(f"job_silent:{job}" for job in HOURLY)
    assert {i.owner_id for i in engine.exceptions().values()} == {"ops@msp.example"}
    assert len(engine.timeline()) == events


def test_a_job_that_comes_back_settles_it():
    engine = run_all(Engine())
    watch_jobs.check(engine.later(hours=4).app)

    run_all(engine)
    watch_jobs.check(engine.app)

    assert silent(engine) == []


def test_health_is_ok_while_all_is_fresh():
    health = watch_jobs.health(run_all(Engine()).app)

    assert (health.status, health.sources) == ("ok", {"halopsa": "succeeded"})
    assert {job.job for job in health.jobs} == set(watch_jobs.WINDOWS)


def test_jobs_of_mail_are_watched_where_mail_is_read():
    windows = watch_jobs.windows(Office().app)

    assert windows == {**watch_jobs.WINDOWS, **watch_jobs.MAIL_WINDOWS}


def test_health_before_the_first_run_is_degraded():
    health = watch_jobs.health(Engine().app)

    assert (health.status, health.sources) == ("degraded", {"halopsa": "never read"})
    assert {job.last_status for job in health.jobs} == {"never ran"}


def test_a_stopped_source_degrades_the_health():
    engine = run_all(Engine())
    for number in range(302, 308):
        row = {**engine.rows["ClientContract"].get(301), "id": number}
        engine.rows["ClientContract"].put(row)
    engine.later(minutes=15).sync()
    engine.halo.faults.add(Fault("empty_list", path="/api/clientcontract"))
    engine.later(minutes=15).sync()

    health = watch_jobs.health(engine.app)

    assert (health.status, health.sources) == ("degraded", {"halopsa": "stopped"})
    assert health.open_exceptions == 1


def test_the_exceptions_owner_falls_back_to_the_owner_of_the_msp():
    engine = run_all(Engine(book={"roles": {"msp_owner": "8"}}))

    watch_jobs.check(engine.later(hours=4).app)

    assert {i.owner_id for i in engine.exceptions().values()} == {"8"}


def test_without_any_role_somebody_is_named_all_the_same():
    engine = run_all(Engine(book={"roles": {}}))

    watch_jobs.check(engine.later(hours=4).app)

    assert {i.owner_id for i in engine.exceptions().values()} == {"operator"}
