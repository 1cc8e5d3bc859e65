"""Reads the mood and the themes of a mail; nothing of its text is kept.

Importing this reads no file: the lexicon and the weights are read at the first mail.
"""

from collections.abc import Container
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from shared.sentiment.cleaning import clean
from shared.sentiment.features import features, valences
from shared.sentiment.language import is_english
from shared.sentiment.lexicon import lexicon
from shared.sentiment.model import Mood, weights
from shared.sentiment.themes import Theme, themes_of
from shared.sentiment.tokens import tokens, words_of

# Scores beyond these are moods, between them a text is neutral: VADER's convention.
NEGATIVE = Decimal("-0.05")
POSITIVE = Decimal("0.05")
_ENOUGH_WORDS = 3  # fewer are judged only if one of them carries feeling
_SURE_FROM = 4  # words: with so few a reading is half as sure as with very many
_SCORE_PLACES = Decimal("0.0001")
_CONFIDENCE_PLACES = Decimal("0.01")


class Reading(NamedTuple):
    """What was read: a score from -1 to 1, None where it is unknown.

    `confidence` runs from 0 to 1 and is 0 without a score; `words` counts those the
    writer wrote.
    """

    score: Decimal | None
    confidence: Decimal
    themes: tuple[Theme, ...]
    words: int


def read(text: str) -> Reading:
    """Read a mail as it came, with quotes and signature."""
    own = clean(text)
    words = words_of(own)
    known = lexicon()
    if not is_english(words, _vocabulary()):
        return Reading(None, Decimal(0), (), len(words))
    themes = themes_of(own)
    found = tokens(own)
    if len(words) < _ENOUGH_WORDS and not valences(found, known):
        return Reading(None, Decimal(0), themes, len(words))
    mood = weights().mood(features(found, known))
    return Reading(
        score=_score(mood, *weights().cuts),
        confidence=_confidence(mood, len(words)),
        themes=themes,
        words=len(words),
    )


@cache
def _vocabulary() -> Container[str]:
    return weights().by_name.keys() | lexicon().elsewhere.keys()


def _score(mood: Mood, low: float, high: float) -> Decimal:
    """Stretch the tone so that its cuts come to lie at NEGATIVE and POSITIVE."""
    marks = ((-1.0, -1.0), (low, float(NEGATIVE)), (high, float(POSITIVE)), (0.7, 1.0))
    tone = mood.tone
    for (left, lowest), (right, highest) in pairwise(marks):
        if tone <= right:
            share = (tone - left) / (right - left)
            score = lowest + share * (highest - lowest)
            return Decimal(score).quantize(_SCORE_PLACES)
    return Decimal(1)


def _confidence(mood: Mood, words: int) -> Decimal:
    """Give the probability of the likeliest mood, less where there are few words."""
    likeliest = max(mood.bad, mood.good, 1 - mood.bad - mood.good)
    return Decimal(likeliest * words / (words + _SURE_FROM)).quantize(
        _CONFIDENCE_PLACES
    )
