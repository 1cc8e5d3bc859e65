"""The words a mail's writer wrote: without quotes, signature, disclaimer, greeting."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

LONGEST = 20_000  # characters looked at: feelings are said long before
_LONGEST_LINE = 2_000
_GREETING_WORDS = 6
_CLOSING_LINES = 12  # a closing and what stands below it: name, role, telephone

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_TAGS = re.compile(
    r"<(?:/?[a-z][a-z0-9]{0,10}(?:\s[^<>]{0,300})?/?|!--[^<>]{0,300}--)>"
)
_QUOTED = re.compile(r"^\s{0,8}(?:>|\|\s)")
_HISTORY = re.compile(
    r"""^\W{0,8}(?:
    -{2,}\s*(?:original|forwarded)\s(?:message|e-?mail|appointment)
    | begin\sforwarded\smessage
    | _{10,}\W*$
    | (?:from|von|de|da|van)\s?:\W*\S.{0,200}$
    | (?:on|am|le|el|il|op)\s.{3,200}(?:wrote|schrieb|écrit|escribió|scritto|schreef)
      .{0,40}:\W*$
    | .{3,120}<[^<>\s]{3,100}@[^<>\s]{3,100}>.{0,60}(?:wrote|schrieb)\s?:\W*$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_OPENS_HISTORY = re.compile(r"^\W{0,4}on\s.{3,200}$", re.IGNORECASE)
_ENDS_HISTORY = re.compile(r"^.{0,200}\bwrote\s?:\W*$", re.IGNORECASE)
_HEADER = re.compile(
    r"^\W{0,4}(?:sent|date|to|cc|subject|gesendet|datum|an|betreff)\s?:", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"""^\s*(?:
    --\s*$ | —\s*$ | _{3,9}\s*$
    | sent\sfrom\s(?:my|the)\s | sent\svia\s | get\soutlook\sfor\s
    | \[cid: | virus-?free\.
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_DISCLAIMER = re.compile(
    r"""(?:\b(?:this|the|any)\s(?:information\s(?:contained\s)?in\sthis\s)?
      (?:e-?mail|message|communication|transmission)\b.{0,200}
      \b(?:confidential|privileged|intended\s(?:solely|only|for)|addressee)
    | \bif\syou\s(?:are|were)\snot\sthe\s(?:intended|named)\s
    | \bif\syou\s(?:have\s)?received?\sthis\s.{0,40}\b(?:in|by)\s(?:error|mistake)
    | ^\W*(?:confidentiality|legal|privacy)\s(?:notice|disclaimer)\b
    | ^\W*disclaimer\b | ^\W*(?:caution|warning|external)\b\W.{0,80}\bexternal\b
    | \bplease\sconsider\sthe\senvironment\b
    | \bregistered\s(?:office|in\sengland)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_GREETING = re.compile(
    r"""^\W*(?:hi|hello|hey|dear|hiya|greetings|good\s(?:morning|afternoon|evening|day)
    |morning|afternoon)\b(?P<name>[^.!?;:]{0,60}?)(?P<end>[,:!;.\-–—]+|$)\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_NAMES = re.compile(r"^(?:\s*[^\W\d_][\w'’.-]*\s*(?:,|&|/)?){0,5}$")
_CLOSING = re.compile(
    r"""^\W*(?:(?:(?:many\s|with\s)?(?:kind(?:est)?|best|warm(?:est)?|warmly)\b
      (?:\s(?:personal\s)?(?:regards|wishes))?
    | (?:with\s)?(?:many\s|best\s|warm\s|kind\s)?regards | cordially | rgds | br | kr
    | (?:yours\s)?(?:sincerely|faithfully|truly) | yours | cheers | respectfully
    | thanks(?:\s(?:again|all|a\slot|very\smuch|so\smuch))? | many\sthanks | thx | ta
    | thank\syou(?:\s(?:again|very\smuch|so\smuch|all))?
    | (?:thanks|thank\syou)\sin\sadvance(?:\sfor\syour\s\w+(?:\s\w+)?)?
    | (?:thanks|thank\syou)\s(?:and|&)\s(?:kind\s|best\s|warm\s)?regards
    | all\sthe\sbest | take\scare | best\sof\sluck
    | have\sa\s(?:\w+\s)?(?:day|evening|weekend|week)
    )(?:[\s,]+(?:and|&)?\s*)?){1,3}""",
    re.IGNORECASE | re.VERBOSE,
)
_REST_OF_CLOSING = re.compile(r"^[\s,.!\-–—]*(?:[A-Z][\w'’.-]*[\s,.]*){0,4}$")
_CONTACT = re.compile(
    r"""(?:^\W*(?:t|tel|phone|mobile|mob|m|direct|fax|e-?mail|e|w|web)\s?[:.]\s?\S
    | ^\W*\+?[\d\s().\-/]{8,}\W*$ | ^\W*(?:https?://|www\.)\S+\W*$
    | ^\W*[^\s@]{1,64}@[^\s@]{1,190}\W*$)""",
    re.IGNORECASE | re.VERBOSE,
)


def clean(text: str) -> str:
    """Give what the writer of this mail said, one line a line; empty if nothing.

    At most the first 20,000 characters are looked at. Dropped: invisible characters,
    markup, quoted history and all that follows a forwarded header, signatures,
    disclaimers, greetings and closings.
    """
    # Cut by the visible text: padding with invisible characters hides nothing.
    plain = _INVISIBLE.sub("", text[: 4 * LONGEST])[:LONGEST]
    plain = unicodedata.normalize("NFKC", plain).replace("’", "'")[:LONGEST]
    plain = _TAGS.sub(" ", plain)
    lines = [line[:_LONGEST_LINE].rstrip() for line in plain.splitlines()]
    kept = [line for line in _own(lines) if not _DISCLAIMER.search(line)]
    return "\n".join(_without_greeting(_without_closing(kept))).strip()


def _own(lines: list[str]) -> Iterator[str]:
    """Leave quoted lines out, and stop where the history or the signature begins."""
    said = False
    for place, line in enumerate(lines):
        if _QUOTED.match(line):
            continue
        if _HISTORY.match(line) and _begins_history(line, lines[place + 1 : place + 4]):
            return
        if _OPENS_HISTORY.match(line) and any(
            _ENDS_HISTORY.match(later) for later in lines[place + 1 : place + 3]
        ):
            return
        if said and _SIGNATURE.match(line):
            return
        said = said or bool(line.strip())
        yield line


def _begins_history(line: str, following: list[str]) -> bool:
    """Tell a forwarded header from a sentence that happens to begin with "From:"."""
    if ":" in line[:12] and re.match(
        r"\W{0,8}(?:from|von|de|da|van)\s?:", line, re.IGNORECASE
    ):
        return any(_HEADER.match(later) for later in following)
    return True


def _without_closing(lines: list[str]) -> list[str]:
    lines = _trimmed(lines)
    filled = 0
    for place in range(len(lines) - 1, -1, -1):
        if not lines[place].strip():
            continue
        filled += 1
        if filled > _CLOSING_LINES:
            break
        closing = _CLOSING.match(lines[place])
        if closing and _REST_OF_CLOSING.match(lines[place][closing.end() :]):
            # A mail that is nothing but thanks is thanks, and not a closing.
            return _trimmed(lines[:place]) or lines[: place + 1]
    while len(lines) > 1 and _CONTACT.search(lines[-1]):
        lines = _trimmed(lines[:-1])
    return lines


def _without_greeting(lines: list[str]) -> Iterable[str]:
    for place, line in enumerate(lines):
        if not line.strip():
            continue
        greeting = _GREETING.match(line)
        if greeting and _NAMES.match(greeting["name"]):
            return [line[greeting.end() :], *lines[place + 1 :]]
        return lines[place:]
    return []


def _trimmed(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]
