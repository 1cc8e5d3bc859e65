"""What a mail says that matters for a renewal, by phrases, sentence by sentence.

A theme is raised by what people say of the relationship ("we won't renew"), not by the
same word about the work ("cancel the backup job"). The phrases, which are English,
stand in `themes.toml`.
"""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

_PHRASES = Path(__file__).with_name("themes.toml")
_NAMES = "names"
_SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)|\n")
_LONGEST_SENTENCE = 400  # characters
_MOST_SENTENCES = 200


class Theme(StrEnum):
    """Codes of themes, as they are stored."""

    RENEWAL = "renewal"
    PRICE = "price"
    CANCEL = "cancel"
    COMPETITOR = "competitor"
    ESCALATION = "escalation"
    PRAISE = "praise"
    NEW_DECISION_MAKER = "new_decision_maker"


class _Rule(NamedTuple):
    said: re.Pattern[str]
    unless: re.Pattern[str]


def themes_of(text: str) -> tuple[Theme, ...]:
    """List the themes of a cleaned text, each once, in the order of `Theme`."""
    sentences = [
        " ".join(sentence.lower().split())[:_LONGEST_SENTENCE]
        for sentence in _SENTENCE_END.split(text)[:_MOST_SENTENCES]
        if sentence
    ]
    return tuple(
        theme
        for theme, rule in _rules().items()
        if any(rule.said.search(s) and not rule.unless.search(s) for s in sentences)
    )


@cache
def _rules() -> dict[Theme, _Rule]:
    """Read and compile the phrases, once a process."""
    import tomllib  # noqa: PLC0415 - of no use to a process that reads no mail

    phrases = tomllib.loads(_PHRASES.read_text("utf-8"))
    names: dict[str, str] = phrases[_NAMES]
    return {
        theme: _Rule(
            _any(phrases[theme]["said"], names), _any(phrases[theme]["unless"], names)
        )
        for theme in Theme
    }


def _any(phrases: list[str], names: dict[str, str]) -> re.Pattern[str]:
    """Join phrases to one; a name in braces stands for its words."""
    joined = "|".join(phrases)
    for name, words in names.items():
        joined = joined.replace(f"{{{name}}}", words)
    return re.compile(joined)
