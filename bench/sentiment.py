"""How well the mood of mail is read, on texts that people judged, and what it costs."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from scipy.stats import spearmanr  # type: ignore[import-untyped]  # ships no types
from sklearn.metrics import (  # type: ignore[import-untyped]  # ships no types
    f1_score,
    roc_auc_score,
)
from vaderSentiment.vaderSentiment import (  # type: ignore[import-untyped]  # no types
    SentimentIntensityAnalyzer,
)

from bench import sentiment_sets
from bench.figures import Figure, ratio
from bench.sentiment_fit import fit, of_posts, of_sentences
from bench.sentiment_mails import help_desk_mails, wrapped
from bench.sentiment_sets import Graded, Labelled
from shared.sentiment.reading import NEGATIVE, POSITIVE, read

_ROOT = Path(__file__).parents[1]
_RUNS = 5
_BAD_SENTENCE = 2.6  # valence
_COST = """
import resource, time
from pathlib import Path
began = time.perf_counter()
{statement}
seconds = time.perf_counter() - began
pages = int(Path("/proc/self/statm").read_text().split()[1])
print(seconds, pages * resource.getpagesize() / 1e6)
"""
_READER = "from shared.sentiment.reading import read"
_PEER = (
    "from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer as Peer; "
    "Peer()"
)

Score = Callable[[str], float]


def run() -> list[Figure]:
    """Judge the reader on the parts that it was not fitted on; weigh its cost."""
    if not sentiment_sets.present():
        print("  the public texts are not beside the checkout: costs only")
        return _costs()
    return [*_skill(), *_transfer(), *_costs()]


def score(text: str) -> float:
    """Give our score; texts of which nothing is known count as neutral here."""
    return float(read(text).score or 0)


def auc(rows: Sequence[Labelled], scored: Score) -> float:
    """Give the share of pairs in which the negative text has the lower score."""
    truth = [row.label == "negative" for row in rows]
    return float(roc_auc_score(truth, [-scored(row.text) for row in rows]))


def macro_f1(rows: Sequence[Labelled], scored: Score) -> float:
    """Give the macro F1 of the three classes."""
    found = [label(scored(row.text)) for row in rows]
    return float(f1_score([row.label for row in rows], found, average="macro"))


def rank_correlation(rows: Sequence[Graded], scored: Score) -> float:
    """Give Spearman's correlation of the score with the valence people gave."""
    found = spearmanr([scored(row.text) for row in rows], [row.valence for row in rows])
    return float(found.statistic)


def share_called(texts: Iterable[str], called: str, scored: Score) -> float:
    """Give the share of texts with a label."""
    labels = [label(scored(text)) for text in texts]
    return labels.count(called) / len(labels)


def label(value: float) -> str:
    """Name the mood of a score."""
    if value < float(NEGATIVE):
        return "negative"
    return "positive" if value > float(POSITIVE) else "neutral"


def peer() -> Score:
    """Give VADER's own scorer, what most people would use."""
    analyser = SentimentIntensityAnalyzer()
    return lambda text: float(analyser.polarity_scores(text)["compound"])


def in_mails(rows: Sequence[Labelled]) -> list[Labelled]:
    """Wrap each text as mails are."""
    return [Labelled(wrapped(row.text, n), row.label) for n, row in enumerate(rows)]


def _skill() -> list[Figure]:
    posts, letters = (
        sentiment_sets.labelled("test"),
        sentiment_sets.graded(letters=True),
    )
    mails = in_mails(posts)
    plain = list(help_desk_mails())
    vader = peer()
    measures: tuple[tuple[str, Callable[[Score], float]], ...] = (
        ("AUC negative, posts", lambda by: auc(posts, by)),
        ("AUC negative, wrapped", lambda by: auc(mails, by)),
        ("macro F1, posts", lambda by: macro_f1(posts, by)),
        ("macro F1, wrapped", lambda by: macro_f1(mails, by)),
        ("rank correlation, letters", lambda by: rank_correlation(letters, by)),
        ("plain mails called positive", lambda by: share_called(plain, "positive", by)),
        ("plain mails called negative", lambda by: share_called(plain, "negative", by)),
    )
    return [
        Figure(name=name, value=measure(score), unit=f"(VADER {measure(vader):.2f})")
        for name, measure in measures
    ]


def _transfer() -> list[Figure]:
    """Fit on one set and judge on the other: what to expect of texts never seen."""
    posts = of_posts(sentiment_sets.labelled("train"))
    rows = sentiment_sets.graded(letters=False)
    sentences = of_sentences(rows)
    from_posts, from_sentences = fit(posts, []), fit([], sentences)
    of_sentence = [from_posts.mood(one.found).tone for one in sentences]
    of_post = [-from_sentences.mood(one.found).tone for one in posts]
    truth = [one.label == "negative" for one in posts]
    return [
        Figure(
            name="AUC, fitted on sentences only",
            value=roc_auc_score(truth, of_post),
            unit="on posts",
        ),
        Figure(
            name="correlation, fitted on posts only",
            value=spearmanr(of_sentence, [row.valence for row in rows]).statistic,
            unit="on sentences",
        ),
    ]


def _costs() -> list[Figure]:
    mails = [wrapped(text, n) for n, text in enumerate(help_desk_mails(1_000))]
    vader = peer()
    score(mails[0])
    ours, theirs = _seconds(mails, score), _seconds(mails, vader)
    (import_ours, _), (import_peer, _) = _cost(_READER), _cost(_PEER)
    _, used = _cost(f"{_READER}; read('This is the first mail.')")
    _, empty = _cost("pass")
    megabytes = used - empty
    return [
        Figure(
            name="time of 1,000 mails",
            value=ratio(ours, theirs),
            unit="x VADER's scorer",
            detail=f"{ours * 1_000:,.0f} ms, quotes and signatures taken off",
        ),
        Figure(
            name="import",
            value=ratio(import_ours, import_peer),
            unit="x VADER's scorer",
            detail=f"{import_ours * 1_000:,.0f} ms; {megabytes:,.0f} MB with its model",
        ),
    ]


def _seconds(texts: Sequence[str], scored: Score) -> float:
    began = time.perf_counter()
    for text in texts:
        scored(text)
    return time.perf_counter() - began


def _cost(statement: str) -> tuple[float, float]:
    """Give the least seconds and MB of a statement in a new process."""
    found = []
    for _ in range(_RUNS):
        done = subprocess.run(  # noqa: S603  # our own fixed command
            [sys.executable, "-c", _COST.format(statement=statement)],
            cwd=_ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        seconds, megabytes = done.stdout.split()
        found.append((float(seconds), float(megabytes)))
    return min(found)
