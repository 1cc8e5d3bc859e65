"""Words of a text in order, each with whether a negation reaches it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from shared.sentiment.politeness import without_politeness

STOP = "."  # between clauses: no phrase and no negation crosses it
NOT = "not"  # stands for every word of negation
MOST = 1_500  # tokens of a text that are looked at
_REACH = 4  # words a negation reaches

_CODE = re.compile(r"`{1,3}[^`]{1,2000}`{1,3}")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S{1,500}|\b[\w.+-]{1,64}@\S{1,190}|(?:[\\/][\w.$-]{1,80}){2,20}",
    re.IGNORECASE,
)
_ENOUGH = re.compile(  # "can't thank you enough" says it twice and doesn't deny it
    r"\bcan(?:not|'t| not) (thank|praise|recommend)((?: \w+){0,2}) enough\b",
    re.IGNORECASE,
)
_WORD = re.compile(
    r"[:;=]-?[)(DPp/|]|<3|[^\W\d_]\w*(?:['-][^\W\d_]\w*)*|[!?]+|[.,;:\n()\"]"
)
_NEGATORS = frozenset(
    {
        *("no", "not", "never", "none", "nothing", "nobody", "neither", "nor"),
        *("without", "cannot", "cant", "dont", "doesnt", "didnt", "isnt", "wasnt"),
        *("wont", "wouldnt", "couldnt", "shouldnt", "arent", "havent", "hasnt"),
        *("hardly", "barely", "rarely", "lack", "lacks", "lacking"),
    }
)
_TURNS = frozenset({"but", "however", "although", "though", "except", "yet", "because"})


class Token(NamedTuple):
    """A word in lower case, or a mark; `negated` when a negation turns it round."""

    word: str
    negated: bool = False


def tokens(text: str) -> list[Token]:
    """List at most 1,500 tokens; code, addresses and mere politeness are stops."""
    text = _ENOUGH.sub(r"really \1\2", _prose(text))
    return list(_marked(_words(without_politeness(text))))


def words_of(text: str) -> list[str]:
    """List the words of a text in lower case, those of politeness too."""
    return [word for word in _words(_prose(text)) if word[0].isalpha()]


def _prose(text: str) -> str:
    return _ADDRESS.sub(" . ", _CODE.sub(" . ", text))


def _words(text: str) -> Iterator[str]:
    for count, found in enumerate(_WORD.finditer(text)):
        if count >= MOST:
            return
        word = found[0].lower()
        if word[0] in "!?":
            yield "?" if "?" in word else "!!" if len(word) > 1 else "!"
        else:
            yield STOP if word in '.,;:\n()"' else word


def _marked(words: Iterator[str]) -> Iterator[Token]:
    reach, negated = 0, False
    for word in words:
        if word in _NEGATORS or word.endswith("n't"):
            # Within the reach of another it turns that one round: not without.
            negated = not (negated and reach)
            reach = _REACH
            yield Token(NOT)
        elif word in {STOP, "!", "!!", "?"} or word in _TURNS:
            reach = 0
            yield Token(word)
        else:
            yield Token(word, negated and reach > 0)
            reach = max(reach - 1, 0)
