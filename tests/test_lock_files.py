"""What is deployed is what is declared, pinned, and free of this machine's traces."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = [
    *("requirements.txt", "requirements-dev.txt", "requirements-worker.txt"),
    "package-lock.json",
]


def pins(lock):
    """Give the pins, `name==version ; marker`, of a requirements file."""
    lines = (ROOT / lock).read_text().splitlines()
    return {line.removesuffix(" \\") for line in lines if line[:1].isalpha()}


def test_every_declared_package_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {re.split(r"[\[<>=;]", line)[0] for line in project["dependencies"]}

    pinned = {pin.partition("==")[0] for pin in pins("requirements.txt")}

    assert declared - pinned == set()


def test_developers_run_the_versions_that_are_deployed():
    assert pins("requirements.txt") - pins("requirements-dev.txt") == set()


def test_the_platforms_own_worker_is_not_deployed():
    assert "azure-functions-worker" not in (ROOT / "requirements.txt").read_text()


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_file_names_a_registry(lock):
    text = (ROOT / lock).read_text()

    assert re.findall(r'--index-url|--find-links|"resolved"|@ http', text) == []
