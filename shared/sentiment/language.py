"""Whether a text is English, the only language that the model knows."""

from collections.abc import Container, Sequence

_FEW = 4  # words of which no language can be told
_KNOWN_SHARE = 0.5
_LATIN = "\u024f"  # the last letter of the Latin blocks


def is_english(words: Sequence[str], known: Container[str]) -> bool:
    """Tell by the share of words that the model has met; a few words may be anything.

    Words of other alphabets are never English.
    """
    if not words:
        return False
    if sum(word[0] > _LATIN for word in words) * 2 > len(words):
        return False
    met = sum(word in known for word in words)
    return len(words) < _FEW or met / len(words) >= _KNOWN_SHARE
