"""python -m bench.uplift_quality [SEED ...]: detectors on planted uplift and decoys.

Each seed is an MSP of its own. Precision and recall have 95 % Wilson intervals.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bench.figures import Figure, ratio
from shared.kpis.rate import wilson

SEEDS = range(101, 111)
PRECISION, RECALL = 0.9, 0.8
DETECTORS = ("service_overrun", "under_scoped", "entitled_price", "recurring_theme")
RETENTION = "retention_risk"
_ROOT = Path(__file__).parents[1]


class Verdict(BaseModel):
    """One customer: its case, who must find it (empty for nobody), and who did."""

    model_config = ConfigDict(frozen=True)

    seed: int
    customer: str
    case: str
    planted: str
    found: tuple[str, ...]


class Score:
    """How one detector did."""

    def __init__(self, name: str, verdicts: Sequence[Verdict]) -> None:
        self.name = name
        planted = [one for one in verdicts if one.planted == name]
        found = [one for one in verdicts if name in one.found]
        self.hits = sum(name in one.found for one in planted)
        self.planted, self.found = len(planted), len(found)
        self.wrong = Counter(one.case for one in found if one.planted != name)
        self.missed = Counter(one.case for one in planted if name not in one.found)

    @property
    def precision(self) -> float:
        """The share of what was found that had been planted; 1 where nothing was."""
        return self.hits / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what was planted that was found; 1 where nothing was."""
        return self.hits / self.planted if self.planted else 1.0


def run(seeds: Collection[int] = SEEDS) -> list[Figure]:
    """Print the table of all seeds, and compare each detector with what is due."""
    verdicts = measured(seeds)
    scores = [Score(name, verdicts) for name in (*DETECTORS, RETENTION)]
    print(f"  {len(seeds)} portfolios, {len(verdicts):,} customers")
    print("\n".join([*table(scores), *decoys(verdicts)]))
    return [figure for score in scores for figure in _due(score)]


def measured(seeds: Collection[int]) -> list[Verdict]:
    """Run the engine over each portfolio, in a process of its own."""
    module = "tests.evaluation.uplift_verdicts"
    done = subprocess.run(  # noqa: S603  # our own fixed module
        [sys.executable, "-m", module, *map(str, seeds)],
        cwd=_ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = done.stdout.splitlines()
    return [Verdict.model_validate(json.loads(line)) for line in lines]


def table(scores: Sequence[Score]) -> list[str]:
    """Lay out each detector's rates, and the cases in which it was wrong."""
    lines = []
    for one in scores:
        precision = _rate("precision", one.hits, one.found)
        lines.append(
            f"  {one.name:16} {precision}  {_rate('recall', one.hits, one.planted)}"
        )
        for told, cases in (("not planted", one.wrong), ("not found", one.missed)):
            if cases:
                lines.append(f"      {told}: {_listed(cases)}")
    return lines


def decoys(verdicts: Sequence[Verdict]) -> list[str]:
    """List each decoy with how many of its customers were left alone."""
    every = Counter(one.case for one in verdicts if not one.planted)
    quiet = Counter(one.case for one in verdicts if not one.planted and not one.found)
    return [
        "  decoys left alone:",
        *(f"      {case}: {quiet[case]}/{count}" for case, count in every.items()),
    ]


def _rate(name: str, part: int, whole: int) -> str:
    if not whole:
        return f"{name} none"
    found = wilson(part, whole)
    share = part / whole
    return f"{name} {share:.3f} [{found.low:.3f}, {found.high:.3f}] ({part}/{whole})"


def _listed(cases: Counter[str]) -> str:
    return ", ".join(f"{count} x {case}" for case, count in cases.most_common())


def _due(score: Score) -> list[Figure]:
    told = ((PRECISION, score.precision, "precision"), (RECALL, score.recall, "recall"))
    return [
        Figure(
            name=f"{name} due, {score.name}",
            value=ratio(due, reached) if reached else float("inf"),
            unit="x what was reached",
            limit=1,
        )
        for due, reached, name in told
    ]


if __name__ == "__main__":
    for figure in run([int(seed) for seed in sys.argv[1:]] or SEEDS):
        print(figure)
