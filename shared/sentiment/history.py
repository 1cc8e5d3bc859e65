"""Quoted history in a mail: what somebody wrote before, and not this writer."""

import re
from collections.abc import Iterator, Sequence

_LOOKS_AHEAD = 4  # lines in which a header goes on
_QUOTED = re.compile(r" ?(?:>|\| )")
_FROM = re.compile(r"\W{0,8}(?:from|von|de|da|van) ?: ?\W{0,4}\w", re.IGNORECASE)
_HEADER = re.compile(
    r"\W{0,8}(?:sent|date|to|cc|subject|gesendet|datum|an|betreff|envoyé|objet) ?:",
    re.IGNORECASE,
)
_RULED_OFF = re.compile(
    r"""\W{0,8}(?:
    -{2,}\ ?(?:original|forwarded|reply|ursprüngliche)[ ]?(?:message|e-?mail|appointment
      |nachricht)
    | -{2,}\ please\ reply\ above | \#{2,}-?\ please\ (?:reply|type)
    | begin\ forwarded\ message | _{10,}\W{0,4}$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_ON = re.compile(r"\W{0,4}(?:on|am|le|el|il|op)\s.{3,300}$", re.IGNORECASE)
_WROTE = re.compile(
    r"(?:\b(?:wrote|schrieb|écrit|escribió|scritto|schreef)\b.{0,60}|<\S{3,200}>):?$",
    re.IGNORECASE,
)
_ADDRESS_WROTE = re.compile(
    r"<[^<>\s]{3,200}>.{0,60}(?:wrote|schrieb) ?:$|^\d{4}-\d\d-\d\d \d\d?:.{3,120}>:$"
)


def own_lines(lines: Sequence[str]) -> Iterator[str]:
    """Leave quotes out; stop where history begins below something that was said.

    Who answers below the quote has said nothing above it, and is read on.
    """
    said = False
    place = 0
    while place < len(lines):
        line = lines[place]
        header = _history_header(lines, place)
        if header and (said or not _is_quoted(lines, place + header)):
            return
        if header:
            place += header
            continue
        place += 1
        if not _QUOTED.match(line):
            said = said or len(line.split()) > 2  # noqa: PLR2004 - more than "Hi Sam,"
            yield line


def _history_header(lines: Sequence[str], place: int) -> int:
    """Count the lines of a header of quoted history that begins here; 0 for none."""
    line = lines[place]
    if _RULED_OFF.match(line) or _ADDRESS_WROTE.search(line):
        return 1
    following = lines[place + 1 : place + 1 + _LOOKS_AHEAD]
    if _FROM.match(line):
        return 1 if any(_HEADER.match(later) for later in following) else 0
    if _ON.match(line):
        for count, part in enumerate((line, *following[:2]), start=1):
            if count > 1 and (not part or _ON.match(part)):
                return 0
            if _WROTE.search(part) and part.endswith(":"):
                return count
    return 0


def _is_quoted(lines: Sequence[str], place: int) -> bool:
    """Tell whether the next line that says something is marked as a quote."""
    for line in lines[place:]:
        if line.strip():
            return bool(_QUOTED.match(line))
    return False
