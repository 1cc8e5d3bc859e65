"""The sample app over real HTTP and real storage, in its own process."""

import json
import os
import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueClient, TextBase64EncodePolicy

from sandbox.certificates import certificate_files

pytestmark = pytest.mark.azurite

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "tests/functions/sample_app"
# An environment without app settings; coverage measures the processes through its own.
EMPTY = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | {
    name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")
}
KEY = "key-of-this-test"
WAIT_SECONDS = 10


@pytest.fixture
def settings(azurite, storage_prefix):
    for name in ("first", "second"):
        with a_queue(azurite, f"{storage_prefix}{name}") as queue:
            queue.create_queue()
    queues = "AzureFunctionsJobHost__extensions__queues__"
    return {
        **EMPTY,
        "AzureWebJobsStorage": azurite,
        "LOCAL_FUNCTION_KEY": KEY,
        "SAMPLE_STORAGE": azurite,
        "SAMPLE_PREFIX": storage_prefix,
        "SAMPLE_SCHEDULE": "* * * * * *",
        f"{queues}visibilityTimeout": "00:00:00",
        f"{queues}maxPollingInterval": "00:00:00.1",
    }


def a_queue(connection, name):
    encode = TextBase64EncodePolicy()
    return QueueClient.from_connection_string(
        connection, name, message_encode_policy=encode
    )


def command(*arguments):
    return [sys.executable, "-m", "functions", "--root", str(SAMPLE), *arguments]


def run(settings, *arguments):
    return subprocess.run(
        command(*arguments), env=settings, capture_output=True, text=True, check=False
    )


def wait_for(condition):
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    return condition()


def address(process):
    for line in process.stdout:
        if line.startswith("listening on "):
            return line.split()[2].rstrip(";")
    raise AssertionError("the host did not start")


def invocations(log):
    lines = [
        json.loads(line) for line in log.read_text().splitlines() if line[:1] == "{"
    ]
    return [(line["function"], line["outcome"]) for line in lines]


def test_the_functions_are_listed_without_any_setting():
    listed = run(EMPTY, "list")

    lines = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
    assert listed.returncode == 0, listed.stderr
    assert ["hello", "http", "GET /api/hello/{name} (anonymous)"] in lines
    assert ["guarded", "http", "GET /api/guarded (function)"] in lines
    assert ["broken", "http", "any method /api/broken (anonymous)"] in lines
    assert ["start", "timer", "%SAMPLE_SCHEDULE%"] in lines
    assert ["first", "queue", "%SAMPLE_PREFIX%first"] in lines
    assert len(lines) == 11


def test_a_timer_and_its_chain_of_messages_are_run_once(settings):
    done = run(settings, "run", "start", "--drain", "--max-seconds", "10")

    assert done.returncode == 0, done.stderr
    assert "first: 1 succeeded, 0 failed, 0 to poison" in done.stdout
    assert "second: 1 succeeded, 0 failed, 0 to poison" in done.stdout
    assert "2 messages in" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["careless"], "careless failed: RuntimeError: a function without a $return"),
        (["nosuch"], "nosuch is not a timer function"),
    ],
)
def test_a_failure_is_the_exit_code(settings, arguments, error):
    done = run(settings, "run", *arguments)

    assert done.returncode == 1
    assert f"error: {error}" in done.stderr


@pytest.mark.parametrize("option", ["--certificate", "--key"])
def test_half_of_a_certificate_is_refused(option):
    done = run(EMPTY, "serve", option, "server.pem")

    assert done.returncode == 1
    assert "error: --certificate and --key belong together" in done.stderr


def test_an_app_is_served_over_https(settings, tmp_path):
    files = certificate_files(tmp_path)
    options = ["--certificate", str(files.certificate), "--key", str(files.key)]
    with subprocess.Popen(
        command("serve", "--port", "0", *options),
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        url = address(process)
        trusting = ssl.create_default_context(cafile=files.authority)
        answer = httpx.get(f"{url}/api/hello/Ada", verify=trusting).text
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=WAIT_SECONDS)

    assert url.startswith("https://")
    assert answer == "Hello Ada"
    assert process.returncode == 0


def test_a_served_app_answers_ticks_chains_poisons_and_stops(settings, tmp_path):
    prefix, storage = settings["SAMPLE_PREFIX"], settings["SAMPLE_STORAGE"]
    log = tmp_path / "log"
    with (
        log.open("w") as errors,
        a_queue(storage, f"{prefix}second") as second,
        a_queue(storage, f"{prefix}second-poison") as poison,
        subprocess.Popen(
            command("serve", "--port", "0"),
            env=settings,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        url = address(process)
        answers = [
            httpx.get(f"{url}/api/hello/Ada").text,
            httpx.get(f"{url}/api/guarded").status_code,
            httpx.get(f"{url}/api/guarded", params={"code": KEY}).status_code,
            httpx.get(f"{url}/api/broken").status_code,
        ]
        second.send_message("wrong")
        poisoned = wait_for(lambda: messages(poison))
        chained = wait_for(lambda: ("second", "succeeded") in invocations(log))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=WAIT_SECONDS)

    assert process.returncode == 0, log.read_text()
    assert answers == ["Hello Ada", 401, 200, 500]
    assert poisoned == ["d3Jvbmc="]
    assert chained
    assert invocations(log).count(("second", "failed")) == 5
    assert ("start", "succeeded") in invocations(log)


def messages(queue):
    try:
        return [message.content for message in queue.peek_messages(5)]
    except ResourceNotFoundError:
        return []
