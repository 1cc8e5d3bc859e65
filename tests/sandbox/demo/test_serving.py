import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from .visitor import Visitor

ROOT = Path(__file__).parents[3]
DECIDE = "/api/approvals/decide"
WAIT_SECONDS = 60
pytestmark = [pytest.mark.slow, pytest.mark.azurite, pytest.mark.usefixtures("azurite")]


def command(name, folder, *options):
    return [sys.executable, "-m", "sandbox", name, "--folder", str(folder), *options]


def run(name, folder, *options):
    return subprocess.run(
        command(name, folder, *options),
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )


@pytest.fixture(scope="module")
def ports():
    """Give two ports that are free now."""
    with socket.socket() as one, socket.socket() as two:
        for each in (one, two):
            each.bind(("127.0.0.1", 0))
        numbers = [str(each.getsockname()[1]) for each in (one, two)]
    return ["--port", numbers[0], "--entra-port", numbers[1]]


@pytest.fixture(scope="module")
def ended(tmp_path_factory, ports):
    """Run a tiny demo once and give its folder."""
    folder = tmp_path_factory.mktemp("demo")
    size = ["--contracts", "12", "--tickets", "100", "--seed", "3"]
    done = run("demo", folder, *ports, *size)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def folder(ended, tmp_path):
    """Give a copy of an ended demo."""
    return shutil.copytree(ended, tmp_path / "demo")


@contextmanager
def serving(folder, ports):
    """Serve a folder, give what is printed, and stop as Ctrl+C does."""
    with subprocess.Popen(
        command("serve", folder, *ports, "--max-seconds", "200"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            lines = []
            for line in process.stdout or []:
                lines.append(line)
                if "Ctrl+C stops it" in line:
                    break
            yield "".join(lines)
        finally:
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=WAIT_SECONDS)
        assert process.returncode == 0, "".join(lines) + rest


def found(pattern, text):
    match = re.search(pattern, text)
    assert match, text
    return match[0]


def apply_ticket(url):
    """Wait for the ticket by which approved terms are written back."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        rows = httpx.get(url, trust_env=False).json()
        for row in rows:
            if row["summary"].startswith("Apply an approved concession"):
                return row
        time.sleep(0.1)
    raise AssertionError(url)


def test_a_person_decides_the_waiting_request_and_it_is_written_back(folder, ports):
    with serving(folder, ports) as guide, Visitor(folder / "tls/authority.pem") as ben:
        link = found(r"https://\S+/api/approvals/rnwl1_\S+", guide)
        asked = ben.open(link)
        page = ben.sign_in(asked, "ben@msp.example")
        done = ben.send(page, DECIDE, verdict="approve", reason="It keeps them.")
        assert "Your decision is recorded" in done.text
        ticket = apply_ticket(found(r"http://\S+/sandbox/tickets", guide))
        again = ben.open(link)
    after = run("demo", folder, *ports)
    result = json.loads((folder / "result.json").read_text())

    customer = found(r"(?<=\n  ).+?(?= · )", guide.split("One request waits")[1])
    assert (asked.status, page.status, done.status) == (401, 200, 200)
    assert customer not in asked.text
    assert customer in page.text
    assert not [form for form in again.forms if form[0].endswith(DECIDE)]
    fields = {field["name"]: field["value"] for field in ticket["customfields"]}
    assert fields["CFConcessionApprovedBy"] == "Ben Okafor"
    assert after.returncode == 0, after.stdout + after.stderr
    assert result["requests"]["settled"]["status"] == "applied"
    assert result["requests"]["settled"]["by"] == ["Ben Okafor"]
    assert "is applied by Ben Okafor" in " ".join(after.stdout.split())


def test_who_the_link_was_not_made_for_sees_nothing(folder, ports):
    with serving(folder, ports) as guide, Visitor(folder / "tls/authority.pem") as eve:
        asked = eve.open(found(r"https://\S+/api/approvals/rnwl1_\S+", guide))
        page = eve.sign_in(asked, "eve@msp.example")

    assert page.status == 403
    assert not [form for form in page.forms if form[0].endswith(DECIDE)]
    assert "made for somebody else" in page.text


def test_a_folder_without_a_demo_is_not_served(tmp_path, ports):
    done = run("serve", tmp_path, *ports)

    assert done.returncode == 1
    assert f"no demo came to its end in {tmp_path}: run `make demo`" in done.stdout
