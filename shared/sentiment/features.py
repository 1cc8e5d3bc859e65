"""What the model sees of a text: words, pairs, and what the lexicon says of them."""

from collections.abc import Iterator, Sequence
from math import sqrt

from shared.sentiment.lexicon import LONGEST_PHRASE, Lexicon
from shared.sentiment.tokens import NOT, STOP, Token

Features = dict[str, float]

_TURNED = -0.5  # "not good" is less bad than "bad" is (Hutto and Gilbert 2014: -0.74)
_STRONGER = 1.3
_WEAKER = 0.75
_BOOSTERS = frozenset(
    {
        *("very", "really", "extremely", "so", "too", "absolutely", "completely"),
        *("totally", "utterly", "incredibly", "highly", "hugely", "particularly"),
        *("deeply", "seriously", "terribly", "awfully", "super"),
    }
)
_DAMPERS = frozenset(
    {
        *("slightly", "somewhat", "bit", "little", "fairly", "quite", "kinda"),
        *("rather", "partly", "mostly"),
    }
)


def features(text: Sequence[Token], known: Lexicon) -> Features:
    """Give the features by name; every value lies between -1 and 1.

    Words and pairs share a length of 1, so that a long mail is not a strong one. The
    valence sums are squashed by x / sqrt(x^2 + 15), as in VADER.
    """
    names = list(dict.fromkeys(_names(text)))
    found = dict.fromkeys(names, 1 / sqrt(len(names) or 1))
    felt = valences(text, known)
    good = sum(v for v in felt if v > 0)
    bad = -sum(v for v in felt if v < 0)
    found["#good"] = _squash(good)
    found["#bad"] = _squash(bad)
    found["#sum"] = _squash(good - bad)
    found["#best"] = max([0.0, *felt]) / 5
    found["#worst"] = min([0.0, *felt]) / 5
    found["#any"] = 1.0 if felt else 0.0
    return found


def valences(text: Sequence[Token], known: Lexicon) -> list[float]:
    """List what the words and phrases of a text that carry feeling say."""
    words = [token.word for token in text]
    lexicon = known.of(words)
    found = []
    place = 0
    while place < len(text):
        longest = LONGEST_PHRASE if words[place] in known.begins else 1
        for length in range(longest, 0, -1):
            valence = lexicon.get(" ".join(words[place : place + length]))
            if valence is not None:
                found.append(_turned(valence, text, place))
                place += length - 1
                break
        place += 1
    return found


def _turned(valence: float, text: Sequence[Token], place: int) -> float:
    before = text[place - 1].word if place else ""
    if before in _BOOSTERS:
        valence *= _STRONGER
    elif before in _DAMPERS:
        valence *= _WEAKER
    return valence * _TURNED if text[place].negated else valence


def _names(text: Sequence[Token]) -> Iterator[str]:
    before = ""
    for word, negated in text:
        if word == STOP:
            before = ""
            continue
        yield f"{NOT} {word}" if negated else word
        if before and not negated:
            yield f"{before}_{word}"
        before = word


def _squash(x: float) -> float:
    return x / sqrt(x * x + 15)
