"""Themes beside the baselines on labelled texts, on one core, and at scale."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from bench.figures import Figure, ratio

TICKETS = 500_000
MOST_SECONDS, MOST_SECONDS_A_MONTH, MOST_MEGABYTES = 300, 30, 500
SECONDS_PER_10K = 10
KEPT = 0.95

_ROOT = Path(__file__).parents[1]
_DATA = _ROOT.parent / "shared/data"
_ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_HEAD = "V-measure   ARI  groups   rest  stability   kept  s/10k"

Told = dict[str, Any]


class Set(NamedTuple):
    """A labelled set: its files, its columns, and what must be reached on it."""

    name: str
    files: tuple[str, ...]
    label: str
    v_measure: float
    ari: float


SETS = (
    Set("stackoverflow20", ("titles.csv",), "label", 0.70, 0.50),
    Set("banking77", ("train.csv", "test.csv"), "category", 0.62, 0.30),
)


def run(tickets: int = TICKETS) -> list[Figure]:
    """Print the table of each public set that is there, then time a whole book."""
    figures: list[Figure] = []
    for known in SETS:
        files = [_DATA / f"tickets_{known.name}" / name for name in known.files]
        if all(file.exists() for file in files):
            rows = _child("bench.theme_table", "text", known.label, *map(str, files))
            print(table(known.name, rows))
            figures += judged(known, rows)
    [told] = _child("bench.theme_scale", str(tickets))
    return [*figures, *scaled(told, tickets)]


def table(name: str, rows: list[Told]) -> str:
    """Lay the methods of one set out, one a line."""
    lines = [f"  {name:<24} {_HEAD}"]
    for row in rows:
        kept = f"{row['kept']:6.3f}" if "kept" in row else f"{'-':>6}"
        lines.append(
            f"  {row['method']:<24} {row['v_measure']:9.3f} {row['ari']:5.3f}"
            f" {row['groups']:7} {row['rest']:6.3f} {row['stability']:10.3f} {kept}"
            f" {row['seconds_per_10k']:6.1f}"
        )
    return "\n".join(lines)


def judged(known: Set, rows: list[Told]) -> list[Figure]:
    """Compare the engine's row, with the labels' number of groups, to what is due."""
    [ours] = [row for row in rows if row["method"] == "themes"]
    return [
        Figure(
            name=f"V-measure due, {known.name}",
            value=ratio(known.v_measure, ours["v_measure"]),
            unit="x what was reached",
            limit=1,
        ),
        Figure(
            name=f"ARI due, {known.name}",
            value=ratio(known.ari, ours["ari"]),
            unit="x what was reached",
            limit=1,
        ),
        Figure(
            name=f"kept due, {known.name}",
            value=ratio(KEPT, ours["kept"]),
            unit="x the share of tickets that kept their theme",
            limit=1,
        ),
        Figure(
            name=f"time, {known.name}",
            value=ours["seconds_per_10k"],
            unit="s of one core for 10,000 texts",
            limit=SECONDS_PER_10K,
        ),
    ]


def scaled(told: Told, tickets: int) -> list[Figure]:
    """Compare a whole book's time and memory with what a function has."""
    return [
        Figure(
            name="themes of a whole book",
            value=told["full_seconds"],
            unit=f"s of one core to fit and assign {tickets:,} tickets",
            limit=MOST_SECONDS,
            detail=f"{told['fit_seconds']:.1f} s of them to fit {told['themes']} "
            f"themes; {told['wordings']:,} wordings; {told['rest']:.1%} in no theme",
        ),
        Figure(
            name="themes of a new month",
            value=told["month_seconds"],
            unit="s of one core to assign one month's tickets",
            limit=MOST_SECONDS_A_MONTH,
        ),
        Figure(
            name="memory of the themes",
            value=told["megabytes"],
            unit="MB at most, the tickets included",
            limit=MOST_MEGABYTES,
        ),
    ]


def _child(module: str, *arguments: str) -> list[Told]:
    """Run a measurement in a process of its own, on one core."""
    done = subprocess.run(  # noqa: S603  # our own fixed modules
        [sys.executable, "-m", module, *arguments],
        cwd=_ROOT,
        env=os.environ | _ONE_CORE,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]
