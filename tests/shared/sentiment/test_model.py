from math import isclose

import pytest

from shared.sentiment.features import features, valences
from shared.sentiment.lexicon import Lexicon, lexicon
from shared.sentiment.model import BIAS, WEIGHTS, Weights, weights
from shared.sentiment.tokens import tokens

WORDS = {"good": 2.0, "bad": -2.0, "kill": -3.0, "not bad": 1.0}
KNOWN = Lexicon(
    WORDS,
    {k: v for k, v in WORDS.items() if k != "kill"},
    frozenset({"pc"}),
    frozenset({"not"}),
)
FITTED = Weights(
    {BIAS: (0.0, 0.0), "#bad": (2.0, 0.0), "#good": (0.0, 2.0)}, (-0.1, 0.1)
)


@pytest.mark.parametrize(
    ("text", "felt"),
    [
        ("good", [2.0]),
        ("very good", [2.6]),
        ("a bit bad", [-1.5]),
        ("never good", [-1.0]),
        ("not bad", [1.0]),
        ("kill it", [-3.0]),
        ("kill it on the pc", []),
        ("a table", []),
    ],
)
def test_valences_are_strengthened_weakened_and_turned(text, felt):
    assert valences(tokens(text), KNOWN) == felt


def test_features_stay_within_one_whatever_the_length():
    found = features(tokens("good bad kill " * 400), KNOWN)

    assert max(map(abs, found.values())) <= 1


def test_a_text_without_known_features_is_as_the_bias_says():
    mood = FITTED.mood({})

    assert isclose(mood.bad, 1 / 3)
    assert isclose(mood.good, 1 / 3)


def test_good_and_bad_words_pull_apart():
    good = FITTED.mood(features(tokens("good"), KNOWN))
    bad = FITTED.mood(features(tokens("bad"), KNOWN))

    assert bad.tone < good.tone
    assert bad.bad > good.bad


def test_the_shipped_weights_are_small_sorted_and_complete():
    names = [line.split("\t")[0] for line in WEIGHTS.read_text("utf-8").splitlines()]

    assert names == sorted(set(names))
    assert WEIGHTS.stat().st_size < 200_000
    assert weights().cuts[0] < weights().cuts[1]


def test_the_lexicon_keeps_feelings_and_drops_the_trade():
    known = lexicon()

    assert known.elsewhere["terrible"] < 0 < known.elsewhere["excellent"]
    assert not {"error", "failed", "please"} & known.elsewhere.keys()
    assert "killed" in known.elsewhere
    assert "killed" not in known.at_work
