"""The app in the library that Azure's worker (Python 3.13) loads, beside our host.

`make worker` makes the virtual environment; WORKER_PYTHON names another one.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from functions.localhost.gateway import Request
from functions.localhost.host import LocalHost
from functions.localhost.index import index_app
from functions.localhost.invocation import invoke, nothing
from functions.localhost.mailbox import Letter
from functions.localhost.payloads import Occurrence, queue_value, timer_request

from .sample_app import function_app as sample

ROOT = Path(__file__).parents[2]
SAMPLE = Path(__file__).parent / "sample_app"
PROBE = Path(__file__).with_name("worker_probe.py")
PYTHON = os.environ.get("WORKER_PYTHON", str(ROOT / ".venv313/bin/python"))


def http(function, method="GET", **rest):
    return {"function": function, "argument": "req", "kind": "http"} | {
        "method": method,
        **rest,
    }


def timer(function, *, past_due=False):
    return {
        "function": function,
        "argument": "timer",
        "kind": "timer",
        "past_due": past_due,
    }


def letter(function, body):
    return {
        "function": function,
        "argument": "message",
        "kind": "queue",
        "body": body,
    }


CALLS = {
    "a response": http(
        "hello", route_params={"name": "Ada"}, params={"greeting": "Hi"}
    ),
    "a text": http("echo", "POST", body="as it was"),
    "the context": http("guarded"),
    "a coroutine": http("awaited"),
    "no response": http("empty"),
    "an exception": http("broken"),
    "a timer": timer("look"),
    "a late timer": timer("look", past_due=True),
    "a timer that returns": timer("careless"),
    "a message": letter("second", "fine"),
    "a message that fails": letter("second", "wrong"),
    "a message that returns": letter("second", "returned"),
}
ENDS = {
    "a response": (True, 201, "Hi Ada"),
    "a text": (True, 200, "as it was"),
    "the context": (True, 200, "guarded GET"),
    "a coroutine": (True, 200, "awaited"),
    "no response": (False, None, None),
    "an exception": (False, None, None),
    "a timer": (True, None, None),
    "a late timer": (False, None, None),
    "a timer that returns": (False, None, None),
    "a message": (True, None, None),
    "a message that fails": (False, None, None),
    "a message that returns": (False, None, None),
}


@pytest.fixture(scope="module")
def worker():
    """Give a function that runs the probe, or skip when there is no worker."""
    check = [PYTHON, "-c", "import sys, azure_functions_runtime"]
    if not Path(PYTHON).exists() or subprocess.run(check, check=False).returncode:
        pytest.skip(f"{PYTHON} has no azure-functions-runtime: run `make worker`")

    def probe(root, calls=(), **environment):
        answer = subprocess.run(
            [PYTHON, PROBE],
            input=json.dumps({"root": str(root), "calls": list(calls)}),
            env={"PATH": os.environ["PATH"], **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(answer.stdout.splitlines()[-1])

    return probe


@pytest.fixture(scope="module")
def sample_in_worker(worker):
    return worker(SAMPLE, CALLS.values())


def test_the_worker_sees_the_functions_that_the_local_host_sees(sample_in_worker):
    names = [found["name"] for found in sample_in_worker["functions"]]

    assert sample_in_worker["error"] is None
    assert names == [found.name for found in index_app(sample.app)]


@pytest.mark.parametrize("case", CALLS)
def test_an_invocation_ends_in_the_worker_as_expected(sample_in_worker, case):
    found = sample_in_worker["calls"][list(CALLS).index(case)]

    assert (found["ok"], found.get("status"), found.get("body")) == ENDS[case]


@pytest.mark.parametrize("case", CALLS)
def test_an_invocation_ends_in_the_local_host_as_in_the_worker(case):
    assert in_local_host(CALLS[case]) == ENDS[case]


def test_the_app_is_indexed_by_the_worker_without_any_setting(worker):
    if not (ROOT / "function_app.py").exists():
        pytest.skip("there is no function_app.py yet")

    found = worker(ROOT)

    assert found["error"] is None
    assert found["functions"]


def test_a_module_that_cannot_be_imported_is_the_workers_error(worker, tmp_path):
    (tmp_path / "function_app.py").write_text("import no_such_module")

    assert "no_such_module" in worker(tmp_path)["error"]


def in_local_host(call):
    if call["kind"] == "http":
        return answered(call)
    functions = {found.name: found for found in index_app(sample.app)}
    function = functions[call["function"]]
    value: object
    if call["kind"] == "timer":
        value = timer_request(Occurrence(), past_due=call["past_due"])
    else:
        value = queue_value(function, Letter(id="1", text=""), call["body"].encode())
    return (invoke(function, value, check=nothing).succeeded, None, None)


def answered(call):
    path = {"hello": "hello/Ada?greeting=Hi"}.get(call["function"], call["function"])
    response = LocalHost(sample.app, {"LOCAL_FUNCTION_KEY": "key"}).answer(
        Request(
            method=call["method"],
            url=f"http://localhost/api/{path}",
            headers={"x-functions-key": "key"},
            body=call.get("body", "").encode(),
        )
    )
    if response.status == 500:
        return (False, None, None)
    return (True, response.status, response.body.decode())
