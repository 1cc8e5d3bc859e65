"""What words say by themselves: VADER's list, corrected for texts about service.

Source: Hutto and Gilbert 2014; the list comes with the package vaderSentiment (MIT).
The corrections stand in `words.toml`.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

LONGEST_PHRASE = 4  # words
_OWN = Path(__file__).with_name("words.toml")


class Lexicon(NamedTuple):
    """Valences from -4 to 4 by word or phrase.

    In texts that name one of the `things` of IT, ambiguous words say nothing:
    `at_work` lacks them. `begins` are the first words of phrases.
    """

    elsewhere: dict[str, float]
    at_work: dict[str, float]
    things: frozenset[str]
    begins: frozenset[str]

    def of(self, words: Iterable[str]) -> dict[str, float]:
        """Choose the valences for a text with these words."""
        return self.elsewhere if self.things.isdisjoint(words) else self.at_work


@cache
def lexicon() -> Lexicon:
    """Read the lexicon, once a process."""
    import tomllib  # noqa: PLC0415 - of no use to a process that reads no mail

    own = tomllib.loads(_OWN.read_text("utf-8"))
    known = _vader()
    for word in (own["technical"] + own["courtesy"]).split():
        known.pop(word, None)
    for valence, phrases in own["valences"].items():
        known |= dict.fromkeys(_phrases(phrases), float(valence))
    ambiguous = {*own["ambiguous"].split(), *_phrases(own["ambiguous_phrases"])}
    return Lexicon(
        known,
        {word: valence for word, valence in known.items() if word not in ambiguous},
        frozenset(own["things"].split()),
        frozenset(phrase.partition(" ")[0] for phrase in known if " " in phrase),
    )


def _vader() -> dict[str, float]:
    from importlib.resources import files  # noqa: PLC0415 - as above

    path = files("vaderSentiment") / "vader_lexicon.txt"
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if line)
    return {row[0].lower(): float(row[1]) for row in rows}


def _phrases(text: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in text.split("|")]
