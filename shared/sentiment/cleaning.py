"""The words a mail's writer wrote: without quotes, signature, disclaimer, greeting."""

import html
import re
import unicodedata

from shared.sentiment.courtesies import without_courtesies
from shared.sentiment.history import own_lines

LONGEST = 20_000  # characters looked at: feelings are said long before
_LONGEST_LINE = 4_000

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_LINE_TAGS = re.compile(
    r"</?(?:br|p|div|tr|li|h[1-6])(?:\s[^<>]{0,300})?/?>", re.IGNORECASE
)
_TAGS = re.compile(
    r"<(?:/?[a-z][a-z0-9]{0,10}(?:\s[^<>]{0,300})?/?|!--[^<>]{0,300}--)>", re.IGNORECASE
)
_QUOTE_BLOCK = re.compile(r"<blockquote\b", re.IGNORECASE)


def clean(text: str) -> str:
    """Give what the writer of this mail said, one line a line; empty if nothing.

    At most the first 20,000 characters are looked at. Dropped: invisible characters,
    markup, quoted history and all that follows a forwarded header, signatures,
    disclaimers, greetings and closings.
    """
    # Cut by the visible text: padding with invisible characters hides nothing.
    plain = _INVISIBLE.sub("", text[: 4 * LONGEST])[:LONGEST]
    plain = unicodedata.normalize("NFKC", plain)[:LONGEST].replace("\u2019", "'")
    lines = [
        " ".join(line.split())[:_LONGEST_LINE]
        for line in _without_markup(plain).splitlines()
    ]
    return "\n".join(without_courtesies(list(own_lines(lines)))).strip()


def _without_markup(text: str) -> str:
    """Drop tags, and a block quote with all that follows it."""
    if quote := _QUOTE_BLOCK.search(text):
        text = text[: quote.start()] or text
    return html.unescape(_TAGS.sub(" ", _LINE_TAGS.sub("\n", text)))
