"""The floors that the Gmail benchmark compares with, and a small run of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.gmail_requests import least_lists, least_units

ROOT = Path(__file__).parents[2]
SMALL = """
from bench.gmail_requests import run
print(*(figure.name for figure in run(8, 8) if not figure.met))
"""


@pytest.mark.parametrize(
    ("copies", "texts", "looks", "least"),
    [(0, 0, 20, 40), (3, 1, 0, 80), (286, 150, 2_120, 12_960)],
)
def test_reading_is_compared_with_headers_a_copy_and_text_a_mail(
    copies, texts, looks, least
):
    assert least_units(copies=copies, texts=texts, looks=looks) == least


def test_a_first_sync_is_compared_with_lists_of_a_hundred():
    assert least_lists([0, 100, 101]) == 3 + 5 * (1 + 1 + 2)


@pytest.mark.azurite
@pytest.mark.slow
def test_a_small_workspace_meets_its_limits():
    """It runs in a process of its own, which takes its connections with it."""
    done = subprocess.run(
        [sys.executable, "-c", SMALL], cwd=ROOT, check=True, capture_output=True
    )

    assert done.stdout.decode().split() == []
