"""python -m bench.sentiment_fit: fits the weights of the reader of moods anew.

Only training parts are read: senti4sd's train.csv and EmoBank without its letters.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]  # ships no types
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # ships no types
from sklearn.metrics import f1_score  # type: ignore[import-untyped]  # ships no types

from bench import sentiment_sets
from bench.sentiment_sets import Graded, Labelled
from shared.sentiment.cleaning import clean
from shared.sentiment.features import Features, features
from shared.sentiment.lexicon import lexicon
from shared.sentiment.model import BIAS, CUTS, WEIGHTS, Weights
from shared.sentiment.tokens import tokens

Floats = NDArray[np.float64]

CLASSES = ("negative", "neutral", "positive")
_SHARES = {"negative": (1.0, 0, 0), "neutral": (0, 1.0, 0), "positive": (0, 0, 1.0)}
NEUTRAL_VALENCE = 3.0
_PENALTY = 0.5  # of the squared weights; by cross-validation on the training parts
_WORD_SEEN, _PAIR_SEEN = 3, 8  # times, before a feature gets a weight
_FOLDS = 4
_STEPS = 150  # of the optimiser; more change no figure
_GRID = np.arange(-0.7, 0.6, 0.02)


class Example(NamedTuple):
    """A text's features with the probability of each class as people judged it."""

    found: Features
    shares: tuple[float, float, float]
    label: str = ""


def main() -> int:
    """Write the weights."""
    posts = of_posts(sentiment_sets.labelled("train"))
    sentences = of_sentences(sentiment_sets.graded(letters=False))
    fitted = fit(posts, sentences)
    low, high = cuts(posts, sentences)
    rows = {CUTS: (low, high), **fitted.by_name}
    WEIGHTS.write_text("".join(_lines(rows)), encoding="utf-8")
    print(f"{WEIGHTS.name}: {len(rows):,} rows, {WEIGHTS.stat().st_size:,} bytes")
    return 0


def of_posts(rows: Sequence[Labelled]) -> list[Example]:
    """Prepare texts with labels."""
    return [Example(_seen(text), _SHARES[label], label) for text, label in rows]


def of_sentences(rows: Sequence[Graded]) -> list[Example]:
    """Prepare graded texts: a step from neutral is as sure as it is long, up to 1."""
    examples = []
    for text, valence, _ in rows:
        bad = min(1.0, max(0.0, NEUTRAL_VALENCE - valence))
        good = min(1.0, max(0.0, valence - NEUTRAL_VALENCE))
        examples.append(Example(_seen(text), (bad, 1 - bad - good, good)))
    return examples


def _seen(text: str) -> Features:
    return features(tokens(clean(text)), lexicon())


def fit(posts: Sequence[Example], sentences: Sequence[Example]) -> Weights:
    """Fit one multinomial logit to both sets, each with a base rate of its own.

    That of the posts is kept, for they are people at work; without posts it is that of
    the sentences.
    """
    examples = [*posts, *sentences]
    place = {name: n for n, name in enumerate(sorted(_frequent(examples)))}
    is_post = np.arange(len(examples)) < len(posts)
    found = _fitted(
        _matrix(examples, place),
        np.column_stack([is_post, ~is_post]).astype(float),
        np.array([example.shares for example in examples]),
    )
    by_name = {
        name: (float(found[n, 0]), float(found[n, 1])) for name, n in place.items()
    }
    bias = found[len(place) if posts else len(place) + 1]
    by_name[BIAS] = (float(bias[0]), float(bias[1]))
    return Weights(by_name, (0.0, 0.0))


def _matrix(examples: Sequence[Example], place: Mapping[str, int]) -> csr_matrix:
    cells = [
        (row, place[name], value)
        for row, example in enumerate(examples)
        for name, value in example.found.items()
        if name in place
    ]
    rows, columns, values = zip(*cells, strict=True)
    return csr_matrix((values, (rows, columns)), (len(examples), len(place)))


def _fitted(features_: csr_matrix, sets: Floats, shares: Floats) -> Floats:
    """Minimise the cross-entropy; only weights of features are penalised, no base."""
    width = features_.shape[1]
    across = features_.T.tocsr()

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(-1, 2)
        logits = features_ @ weights[:width] + sets @ weights[width:]
        log_total = np.log1p(np.exp(logits).sum(1))
        wrong = np.exp(logits - log_total[:, None]) - shares[:, [0, 2]]
        penalised = weights.copy()
        penalised[width:] = 0
        value = log_total.sum() - (shares[:, [0, 2]] * logits).sum()
        slope = np.vstack([across @ wrong, sets.T @ wrong]) + _PENALTY * penalised
        return value + _PENALTY / 2 * (penalised**2).sum(), slope.ravel()

    start = np.zeros((width + sets.shape[1]) * 2)
    best = minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}
    )
    found: Floats = best.x.reshape(-1, 2)
    return found


def _frequent(examples: Sequence[Example]) -> set[str]:
    counts = Counter(name for example in examples for name in example.found)
    return {
        name
        for name, n in counts.items()
        if n >= (_PAIR_SEEN if "_" in name else _WORD_SEEN)
    }


def cuts(posts: Sequence[Example], sentences: Sequence[Example]) -> tuple[float, float]:
    """Choose the cuts with the best macro F1 on posts that were left out of the fit."""
    tones: dict[str, list[float]] = {label: [] for label in CLASSES}
    for fold in range(_FOLDS):
        inside = [one for n, one in enumerate(posts) if n % _FOLDS != fold]
        fitted = fit(inside, sentences)
        for one in posts[fold::_FOLDS]:
            tones[one.label].append(fitted.mood(one.found).tone)
    truth = np.repeat(range(3), [len(tones[label]) for label in CLASSES])
    tone = np.concatenate([tones[label] for label in CLASSES])
    scored = [
        (f1(truth, tone, (low, high)), float(low), float(high))
        for low in _GRID
        for high in _GRID
        if low < high
    ]
    _, low, high = max(scored)
    return low, high


def f1(truth: NDArray[np.int64], tone: Floats, between: tuple[float, float]) -> float:
    """Give the macro F1 of three classes that two cuts on the tone make."""
    low, high = between
    found = (tone >= low).astype(int) + (tone > high)
    return float(f1_score(truth, found, average="macro"))


def _lines(rows: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    for name, pair in sorted(rows.items()):
        bad, good = (round(value * 100) for value in pair)
        if bad or good or name == BIAS:
            yield f"{name}\t{bad}\t{good}\n"


if __name__ == "__main__":
    sys.exit(main())
