"""What stands around a message: greeting, closing, signature, disclaimer."""

import re
from collections.abc import Sequence

_GREETING_WORDS = 6
_CLOSING_LINES = 12  # a closing and what stands below it: name, role, telephone
_NAME_WORDS = 4

_SIGNATURE = re.compile(
    r"""(?:-{2,10}|—|_{3,9})\ ?$
    | \W{0,2}(?:sent\ (?:from|via|with)\ (?:my|the|mail|outlook|blackberry)\b
    | sent\ from\ \w+\ for\ | get\ outlook\ for\ | \[cid: | virus-?free\.)""",
    re.IGNORECASE | re.VERBOSE,
)
_DISCLAIMER = re.compile(
    r"""\b(?:this|the|any)\ (?:information\ (?:contained\ )?in\ this\ )?
      (?:e-?mail|message|communication|transmission)\b.{0,200}
      \b(?:confidential|privileged|intended\ (?:solely|only|for)|addressee)
    | \bif\ you\ (?:are|were)\ not\ the\ (?:intended|named)\b
    | \bif\ you\ (?:have\ )?received?\ this\ .{0,40}\b(?:in|by)\ (?:error|mistake)
    | ^\W{0,4}(?:confidentiality|legal|privacy)\ (?:notice|disclaimer)\b
    | ^\W{0,4}disclaimer\b | ^\W{0,4}(?:caution|warning|external)\b.{0,80}\bexternal\b
    | \bplease\ consider\ the\ environment\b
    | \bregistered\ (?:office|in\ england)\b | \ball\ rights\ reserved\b
    | \bunsubscribe\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_GREETING = re.compile(
    r"""\W{0,4}(?:hi|hello|hey|dear|hiya|greetings
    |good\ (?:morning|afternoon|evening|day)|morning|afternoon)\b
    (?P<name>[^.!?;:,\u2013\u2014-]{0,60})(?:[,:!;.\u2013\u2014-]{1,3}\ ?|$)""",
    re.IGNORECASE | re.VERBOSE,
)
# Words of the sentence itself: "Hello I need a hand" has no comma after its greeting.
_NO_NAMES = frozenset(
    {
        *("i", "we", "my", "our", "you", "is", "are", "was", "can", "could", "would"),
        *("do", "does", "please", "just", "the", "a", "an", "not", "it", "this"),
        *("that", "there", "to", "need", "have", "has", "thanks", "thank"),
    }
)
_CLOSING = re.compile(
    r"""\W{0,4}(?:(?:
      (?:(?:many|with|very|my)\ )?(?:kind(?:est)?|best|warm(?:est)?|warmly)\b
      (?:\ (?:personal\ )?(?:regards|wishes))?
    | (?:with\ )?(?:many\ )?regards | cordially | rgds | br | kr
    | (?:yours\ )?(?:sincerely|faithfully|truly) | yours | cheers | respectfully
    | thanks(?:\ (?:again|all|a\ lot|very\ much|so\ much|in\ advance))? | many\ thanks
    | thank\ you(?:\ (?:again|very\ much|so\ much|all|in\ advance))? | thx | ta
    | (?:thanks|thank\ you)\ (?:in\ advance\ )?for\ your\ \w+(?:\ \w+)?
    | mit\ freundlichen\ grüßen | viele\ grüße | cordialement
    | all\ the\ best | take\ care | talk\ soon | speak\ soon
    | have\ a\ (?:\w+\ )?(?:day|evening|weekend|week)
    )\b[ ,.!]{0,3}(?:(?:and|&)\ )?){1,3}""",
    re.IGNORECASE | re.VERBOSE,
)
_CONTACT = re.compile(
    r"""\W{0,4}(?:t|tel|phone|mobile|mob|m|direct|fax|e-?mail|e|w|web)\ ?[:.]\ ?\S
    | \W{0,4}\+?[\d ().\-/]{8,40}\W{0,4}$ | \W{0,4}(?:https?://|www\.)\S{1,500}$
    | \W{0,4}[^\s@]{1,64}@[^\s@]{1,190}$""",
    re.IGNORECASE | re.VERBOSE,
)


def without_courtesies(lines: Sequence[str]) -> list[str]:
    """Leave greeting, closing, signature and disclaimers out.

    A mail that is nothing but thanks is thanks, and no closing.
    """
    kept = [line for line in _before_signature(lines) if not _DISCLAIMER.search(line)]
    return _without_closing(_without_greeting(kept))


def _before_signature(lines: Sequence[str]) -> Sequence[str]:
    said = False
    for place, line in enumerate(lines):
        if said and _SIGNATURE.match(line):
            return lines[:place]
        said = said or bool(line)
    return lines


def _without_closing(lines: list[str]) -> list[str]:
    lines = _trimmed(lines)
    place = _closing(lines)
    while place is not None and (above := _trimmed(lines[:place])):
        lines = above
        place = _closing(lines)
    if place is not None:
        return lines[: place + 1]
    while len(lines) > 1 and _CONTACT.match(lines[-1]):
        lines = _trimmed(lines[:-1])
    return lines


def _closing(lines: list[str]) -> int | None:
    """Find the last line that is only a closing, perhaps with a name."""
    filled = 0
    for place in range(len(lines) - 1, -1, -1):
        if not lines[place]:
            continue
        filled += 1
        if filled > _CLOSING_LINES:
            return None
        found = _CLOSING.match(lines[place])
        if found and _is_name(lines[place][found.end() :]):
            return place
    return None


def _is_name(rest: str) -> bool:
    words = re.split(r"[\s,.!\u2013\u2014-]+", rest.strip(" ,.!\u2013\u2014-"))
    return len(words) <= _NAME_WORDS and all(w[:1].isupper() for w in words if w)


def _without_greeting(lines: list[str]) -> list[str]:
    for place, line in enumerate(lines):
        if not line:
            continue
        found = _GREETING.match(line)
        if not found or not _is_greeted(found["name"].lower().split()):
            return lines[place:]
        if rest := line[found.end() :]:
            return _without_greeting([rest, *lines[place + 1 :]])
    return []


def _is_greeted(words: list[str]) -> bool:
    return len(words) < _GREETING_WORDS and not _NO_NAMES.intersection(words)


def _trimmed(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1]:
        end -= 1
    return lines[:end]
