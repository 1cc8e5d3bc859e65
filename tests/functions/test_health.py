"""`GET /api/health`: 200 while all is fresh, 503 with the same figures else."""

import json

import pytest

from functions.approval_http.health import health
from shared import bootstrap
from shared.services import watch_jobs
from tests.functions.callers import a_request
from tests.shared.services.engine import Engine


@pytest.fixture
def engine(monkeypatch):
    found = Engine()
    monkeypatch.setattr(bootstrap, "app", lambda: found.app)
    return found


def asked():
    answer = health(a_request())
    return answer.status_code, json.loads(answer.get_body()), answer.mimetype


def run_all(engine):
    engine.sync()
    for job in watch_jobs.windows(engine.app):
        if job != "sync_halopsa":
            with watch_jobs.recorded(engine.app, job) as count:
                count(1)


def test_a_healthy_engine_says_so(engine):
    run_all(engine)

    status, told, kind = asked()

    assert (status, kind) == (200, "application/json")
    assert told["status"] == "ok"
    assert told["sources"] == {"halopsa": "succeeded"}
    assert {job["job"]: job["fresh"] for job in told["jobs"]} == dict.fromkeys(
        watch_jobs.windows(engine.app), True
    )


def test_a_stale_engine_tells_which_job_is(engine):
    run_all(engine)
    engine.later(hours=4)

    status, told, _ = asked()

    stale = [job["job"] for job in told["jobs"] if not job["fresh"]]
    assert (status, told["status"]) == (503, "degraded")
    assert stale == ["sync_halopsa", "relay_effects", "chase_approvals"]


@pytest.mark.usefixtures("engine")
def test_an_engine_that_never_ran_is_not_healthy():
    status, told, _ = asked()

    assert (status, told["sources"]) == (503, {"halopsa": "never read"})


def test_it_tells_nothing_of_a_customer(engine):
    run_all(engine)
    engine.renew()

    _, told, _ = asked()

    assert set(told) == {"status", "jobs", "sources", "open_exceptions"}
    assert "Customer 12" not in json.dumps(told)
