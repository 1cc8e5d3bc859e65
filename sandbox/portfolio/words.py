"""Lists of words, written as one text."""


def words(text: str) -> list[str]:
    """Split at bars, so that words may hold spaces."""
    return [word.strip() for word in text.split("|")]
