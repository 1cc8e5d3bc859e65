"""python -m bench.theme_table TEXT LABEL FILE.csv ...: each method on one labelled set.

Prints one line of JSON a method; TEXT and LABEL name the columns. Seconds are those
of the processor, so that a busy machine does not matter.
"""

import csv
import json
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sklearn.metrics import (  # type: ignore[import-untyped]  # ships no types
    adjusted_rand_score,
    v_measure_score,
)

from bench.theme_methods import FOUND, METHODS, Method, themes, to_tickets
from shared.uplift.themes.assigning import assign
from shared.uplift.themes.fitting import fit
from shared.uplift.themes.sentence_encoder import SentenceEncoder

_NEW = 0.05
_SEED = 1


def main(arguments: Sequence[str]) -> None:
    """Measure each method with the labels' number of groups, ours without it too."""
    text, label, *files = arguments
    rows = [row for name in files for row in _read(Path(name))]
    random.Random(_SEED).shuffle(rows)
    texts, labels = [row[text] for row in rows], [row[label] for row in rows]
    for name, method in METHODS.items():
        count = None if name == FOUND else len(set(labels))
        told = _measured(method, count, texts, labels)
        kept = {"kept": _kept(texts, count)} if method is themes else {}
        print(json.dumps({"method": name} | told | kept), flush=True)


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _measured(
    method: Method, count: int | None, texts: Sequence[str], labels: Sequence[str]
) -> dict[str, float]:
    """Judge one run; stability is its ARI with a run that lacks 5 % of the texts."""
    began = time.process_time()
    found = method(texts, count)
    seconds = time.process_time() - began
    fewer = method(texts[: _most(texts)], count)
    return {
        "groups": len(set(found) - {str(None)}),
        "rest": found.count(str(None)) / len(found),
        "v_measure": float(v_measure_score(labels, found)),
        "ari": float(adjusted_rand_score(labels, found)),
        "stability": float(adjusted_rand_score(found[: len(fewer)], fewer)),
        "seconds_per_10k": seconds / len(texts) * 10_000,
    }


def _kept(texts: Sequence[str], count: int | None) -> float:
    """Give the share of tickets that keep their theme after 5 % new ones."""
    encode, tickets = SentenceEncoder(), to_tickets(texts)
    known = tickets[: _most(texts)]
    before = fit(known, encode, themes=count)
    after = fit(tickets, encode, previous=before, themes=count)
    pairs = zip(
        assign(before, known, encode), assign(after, known, encode), strict=True
    )
    return sum(old == new for old, new in pairs) / len(known)


def _most(texts: Sequence[str]) -> int:
    return round(len(texts) / (1 + _NEW))


if __name__ == "__main__":
    main(sys.argv[1:])
