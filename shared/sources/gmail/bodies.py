"""The text of a message: plain where there is some, else HTML without its tags."""

import base64
import binascii
from collections.abc import Iterator
from email.message import Message
from html.parser import HTMLParser

from shared.sources.gmail.raw import RawPart

LONGEST_TEXT = 20_000  # characters: what is beyond tells nothing more of a mood
_DEEPEST = 20
_SILENT = {"script", "style", "head", "title"}
_BREAKS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote"}


def text_of(payload: RawPart) -> str:
    """Give the text; empty where there is none that is no attachment."""
    parts = [part for part in _leaves(payload, 0) if not part.filename]
    for kind, read in (("text/plain", str), ("text/html", plain)):
        for part in parts:
            if part.mimeType.lower() == kind and part.body.data:
                return read(_content(part))[:LONGEST_TEXT]
    return ""


def plain(html: str) -> str:
    """Take the tags out of HTML and quote what a reply quotes.

    >>> plain("<p>It works.</p><blockquote>Does it?</blockquote>").splitlines()
    ['It works.', '> Does it?']
    """
    reader = _Plain()
    reader.feed(html)
    reader.close()
    return reader.text()


def _leaves(part: RawPart, depth: int) -> Iterator[RawPart]:
    if not part.parts:
        yield part
    elif depth < _DEEPEST:
        for child in part.parts:
            yield from _leaves(child, depth + 1)


def _content(part: RawPart) -> str:
    padded = part.body.data + "=" * (-len(part.body.data) % 4)
    try:
        data = base64.urlsafe_b64decode(padded)
    except (binascii.Error, ValueError):
        return ""
    try:
        return data.decode(_charset(part), "replace")
    except LookupError:  # a charset that nobody knows
        return data.decode("utf-8", "replace")


def _charset(part: RawPart) -> str:
    message = Message()
    for header in part.headers:
        if header.name.lower() == "content-type":
            message["Content-Type"] = header.value
    return message.get_content_charset("utf-8")


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
    return ("class", "gmail_quote") in attrs
