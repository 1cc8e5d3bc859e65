import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
pytestmark = [pytest.mark.slow, pytest.mark.azurite, pytest.mark.usefixtures("azurite")]


def demo(folder):
    """Run a tiny demo as a person does and give its result."""
    options = ["--contracts", "8", "--tickets", "300", "--seed", "3"]
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", "demo", "--folder", folder, *options],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((folder / "result.json").read_text()), done.stdout


def test_a_second_demo_on_the_same_data_changes_nothing(tmp_path):
    first, page = demo(tmp_path)

    second, again = demo(tmp_path)

    asked = first["requests"]["waiting"]
    assert asked["approvers"][0]["link"] in page
    assert first["change"]["events"] > 0
    assert first["portrait"]["tasks"], "the first run puts tasks into HaloPSA"
    assert len(first["portrait"]["tasks"]) == first["change"]["posts"]
    assert first["portrait"]["chain_faults"] == 0
    if first["today"] == second["today"]:  # else midnight has come between them
        assert set(second["change"].values()) == {0}
        assert "Nothing changed" in again
    assert second["portrait"]["tasks"] == first["portrait"]["tasks"]
    assert second["requests"]["waiting"]["request_id"] == asked["request_id"]
    assert "One request waits" in again
    assert (tmp_path / "result.txt").read_text().strip() in again
    assert "TRACEBACK" not in page.upper()
