"""The public texts with human judgements that the reader of moods is made from."""

import csv
import gzip
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[2] / "shared/data"
SENTI4SD = FOLDER / "sent_senti4sd_stackoverflow"
EMOBANK = FOLDER / "sent_emobank/emobank.csv.gz"
LETTERS = "letters"  # the genre that is kept for the evaluation


class Labelled(NamedTuple):
    """A text and its label: negative, neutral or positive."""

    text: str
    label: str


class Graded(NamedTuple):
    """A sentence, its valence from 1 to 5 and its genre."""

    text: str
    valence: float
    genre: str


def present() -> bool:
    """Tell whether the data lies beside the checkout."""
    return SENTI4SD.exists() and EMOBANK.exists()


def labelled(part: str) -> list[Labelled]:
    """Read senti4sd's posts; `part` is train or test."""
    with (SENTI4SD / f"{part}.csv").open(newline="", encoding="utf-8") as lines:
        return [Labelled(row["text"], row["label"]) for row in csv.DictReader(lines)]


def graded(*, letters: bool) -> list[Graded]:
    """Read EmoBank's sentences: of letters only, or of all other genres."""
    with gzip.open(EMOBANK, "rt", newline="", encoding="utf-8") as lines:
        rows = [
            Graded(row["text"], float(row["V"]), row["category"])
            for row in csv.DictReader(lines)
        ]
    return [row for row in rows if (row.genre == LETTERS) is letters]
