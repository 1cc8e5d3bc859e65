"""Names themes in the words of their own tickets, and in no one's private words."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import NamedTuple

from shared.uplift.themes.sampling import Use
from shared.uplift.themes.silence import FILLERS, FIRST_NAMES

LEAST_TICKETS = 3
LEAST_CUSTOMERS = 2
LONGEST = 60

_LONGEST_PHRASE = 4
_SHORTEST_WORD, _LONGEST_WORD = 2, 30
_TERMS = 8
_STEM = 5  # letters by which deposit and deposited are one word
_SECOND = 0.4  # of the first phrase's score, what a second must reach

# Letters only, so that a name can be no number, host, address, formula or markup.
_WORD = re.compile(r"(?:365|[^\W\d_]+(?:['’-][^\W\d_]+)*)(?![\w@])")  # noqa: RUF001
_BREAK = re.compile(r"[^\w\s'’-]+")  # noqa: RUF001  # a phrase stops at punctuation


class Name(NamedTuple):
    """What a theme is called, and the terms that tell it from the others."""

    name: str
    terms: tuple[str, ...]


@dataclass
class _Phrase:
    """Where a phrase occurs, and how it is written there."""

    texts: set[int] = field(default_factory=set)
    tickets: int = 0
    customers: set[str] = field(default_factory=set)
    written: Counter[str] = field(default_factory=Counter)

    def public(self) -> bool:
        return self.tickets >= LEAST_TICKETS and len(self.customers) >= LEAST_CUSTOMERS


def named(uses: Sequence[Use], themes: Sequence[Sequence[int]]) -> list[Name]:
    """Name each theme, given as the places of its wordings.

    A phrase scores  share in the theme x log(share in the theme / share in all)  for
    each of its words; it must occur in at least three tickets of two customers.
    """
    phrases = _public(uses)
    by_text: dict[int, list[str]] = defaultdict(list)
    for phrase, found in phrases.items():
        for place in found.texts:
            by_text[place].append(phrase)
    names: list[Name] = []
    for places in themes:
        scores = _scores(places, by_text, phrases, len(uses))
        name = _told(scores, phrases, {one.name for one in names})
        terms = [one for one in scores if " " not in one and scores[one] > 0]
        names.append(Name(name, tuple(terms[:_TERMS])))
    return names


def _public(uses: Sequence[Use]) -> dict[str, _Phrase]:
    found: dict[str, _Phrase] = defaultdict(_Phrase)
    for place, use in enumerate(uses):
        for written in set(_phrases(use.summary)):
            phrase = found[written.lower()]
            phrase.written[written] += use.tickets
            if place not in phrase.texts:
                phrase.texts.add(place)
                phrase.tickets += use.tickets
                phrase.customers |= use.customers
    return {text: phrase for text, phrase in found.items() if phrase.public()}


def _phrases(text: str) -> Iterator[str]:
    for part in _BREAK.split(text):
        words = _WORD.findall(part)
        for start, first in enumerate(words):
            if _is_filler(first):
                continue
            for end in range(start + 1, min(start + _LONGEST_PHRASE, len(words)) + 1):
                if not _is_filler(words[end - 1]):
                    yield " ".join(words[start:end])


def _is_filler(word: str) -> bool:
    """Tell whether a word says nothing; neither letters nor walls of them are words."""
    if not _SHORTEST_WORD <= len(word) <= _LONGEST_WORD:
        return True
    return word.lower() in FILLERS or word.lower() in FIRST_NAMES


def _scores(
    places: Sequence[int],
    by_text: Mapping[int, list[str]],
    phrases: Mapping[str, _Phrase],
    texts: int,
) -> dict[str, float]:
    """Score the phrases of a theme, the best first."""
    inside = Counter(phrase for place in places for phrase in by_text[place])
    scores = {}
    for phrase, count in inside.items():
        share, everywhere = count / len(places), len(phrases[phrase].texts) / texts
        scores[phrase] = share * log(share / everywhere) * len(phrase.split())
    ranked = sorted(scores, key=lambda phrase: (-scores[phrase], phrase))
    return {phrase: scores[phrase] for phrase in ranked}


def _told(
    scores: Mapping[str, float],
    phrases: Mapping[str, _Phrase],
    taken: Collection[str],
) -> str:
    """Join the best phrase with a second, where that is good or tells two apart."""
    name, said, least = "", set[str](), 0.0
    for phrase, score in scores.items():
        stems = {word.rstrip("s")[:_STEM] for word in phrase.split()}
        joined = f"{name}, {_written(phrases[phrase])}" if name else ""
        text = joined or _capitalised(_written(phrases[phrase]))
        if said & stems or score <= 0 or len(text) > LONGEST:
            continue
        if name and (name not in taken) and (score < least or "," in name):
            break
        name, said, least = text, said | stems, least or _SECOND * score
    return name


def _written(phrase: _Phrase) -> str:
    """Give the usual way of writing it."""
    return min(phrase.written, key=lambda way: (-phrase.written[way], way))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
