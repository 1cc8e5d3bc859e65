"""Texts from outside: one line, no control characters, short."""

import re
from html import escape

SHORT = 250

# Controls, line ends and the marks that reorder what a reader sees.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_BLANKS = re.compile(r"\s+")


def one_line(value: object, limit: int = SHORT) -> str:
    """Make one line of at most `limit` characters; lone surrogates are replaced."""
    text = "" if value is None else str(value)
    # A title is short; what lies beyond is not worth cleaning.
    sound = (
        text[: 4 * limit].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
    line = _BLANKS.sub(" ", _UNSEEN.sub(" ", sound)).strip()
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def as_html(text: str) -> str:
    """Write plain text as paragraphs of HTML, everything in it escaped."""
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return "".join(
        f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part
    )
