"""The text of a message: plain where there is some, else HTML without its tags."""

import base64
import re
from collections.abc import Iterator
from email.message import Message
from html import unescape
from html.parser import HTMLParser

from shared.sources.gmail.raw import RawPart

LONGEST_TEXT = 20_000  # characters: what is beyond tells nothing more of a mood
_DEEPEST = 20
_MESSAGE = "message/rfc822"
_SILENT = {"script", "style", "title"}  # not head: its end need not be written
_BREAKS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote"}

_QUOTES = {"gmail_quote", "yahoo_quoted", "divrplyfwdmsg", "appendonsend"}
_TAGS = re.compile(r"<[^<>]{0,1000}>")


def text_of(payload: RawPart) -> str:
    """Give the text; empty where there is none that is no attachment.

    The words of a message inside the message come only where it has none of its own.
    """
    parts = list(_leaves(payload, 0, within=False))
    found = (
        read(_content(part))
        for within in (False, True)
        for kind, read in (("text/plain", str), ("text/html", plain))
        for part, nested in parts
        if nested is within and part.mimeType.lower() == kind
    )
    # Some programs send an empty plain part beside the HTML.
    return next((text[:LONGEST_TEXT] for text in found if text.strip()), "")


def plain(html: str) -> str:
    """Take the tags out of HTML and quote what a reply quotes.

    >>> plain("<p>It works.</p><blockquote>Does it?</blockquote>").splitlines()
    ['It works.', '> Does it?']
    """
    reader = _Plain()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):  # what the library says of odd markup
        return unescape(_TAGS.sub(" ", html)).strip()
    return reader.text()


def _leaves(
    part: RawPart, depth: int, *, within: bool
) -> Iterator[tuple[RawPart, bool]]:
    """List the parts that hold text, and whether each is of a message inside."""
    if part.filename or _header(part, "content-disposition").startswith("attachment"):
        return
    within = within or (depth > 0 and part.mimeType.lower() == _MESSAGE)
    if part.parts and depth < _DEEPEST:
        for child in part.parts:
            yield from _leaves(child, depth + 1, within=within)
    elif part.body.data:
        yield part, within


def _content(part: RawPart) -> str:
    padded = part.body.data + "=" * (-len(part.body.data) % 4)
    try:
        data = base64.urlsafe_b64decode(padded)
    except ValueError:
        return ""
    try:
        return data.decode(_charset(part), "replace")
    except (LookupError, ValueError):  # a charset that nobody knows, or that is none
        return data.decode("utf-8", "replace")


def _charset(part: RawPart) -> str:
    message = Message()
    message["Content-Type"] = _header(part, "content-type")
    return message.get_content_charset("utf-8")


def _header(part: RawPart, name: str) -> str:
    found = (one.value for one in part.headers if one.name.lower() == name)
    return next(found, "").strip().lower()


class _Plain(HTMLParser):
    """Gathers lines of text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._silent = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self._quoted += tag == "blockquote" or _quotes(attrs)
        if tag in _BREAKS:
            self._lines.append("> " if self._quoted else "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        self._quoted -= tag == "blockquote" and self._quoted > 0
        if tag in _BREAKS:
            self._lines.append("> " if self._quoted else "")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._lines[-1] += " ".join(data.split()) + " "

    def text(self) -> str:
        lines = (line.strip() for line in self._lines)
        return "\n".join(line for line in lines if line.strip("> "))


def _quotes(attrs: list[tuple[str, str | None]]) -> bool:
    named = (value or "" for name, value in attrs if name in {"class", "id"})
    return any(_QUOTES.intersection(value.lower().split()) for value in named)
