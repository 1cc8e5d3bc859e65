"""Takes out of ticket text what differs between tickets of one theme."""

import re
import unicodedata
from functools import lru_cache

from shared.uplift.themes.jargon import expanded

_MOST_READ = 2_000  # characters; bounds the work that a hostile text can cause
_REMEMBERED = 32_768

_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]"
)
_REPLY = re.compile(r"^(?:\s*(?:re|fw|fwd|aw|wg|sv|tr)\s*:)+", re.IGNORECASE)
_LABEL = re.compile(r"[\[(]\s*ext(?:ern(?:al)?)?\s*[\])]", re.IGNORECASE)
_TOP = "com|org|local|lan|internal|corp|intra|io|uk|eu|de|nl|fr|be|ie|us|au|nz"
_PRIVATE = re.compile(
    rf"""
    <[^<>]{{0,200}}>                               # markup
    | \b(?:https?|ftp|file|javascript|data):\S+    # links
    | \bwww\.\S+
    | \\\\\S+                                      # shares
    | \S+@\S+                                      # addresses
    | \b\d{{1,3}}(?:\.\d{{1,3}}){{3}}\S*           # IP addresses
    | \b[\w-]+(?:\.[\w-]+)*\.(?:{_TOP})\b          # hosts
    | \b[\w-]+\.[\w-]+\.net\b
    | \b(?=\w*[^\W\d])[\w-]*\d[\w-]*\d[\w-]*       # DC01, INC0012345, SRV-APP-03
    | [\#№]?(?<![\w.])(?!365\b)\d[\d.,:/%-]*(?!\w) # numbers, dates, times
    """,
    re.VERBOSE | re.IGNORECASE,
)
_GAPS = re.compile(r"\s+")
_EMPTY = re.compile(r"[(\[{<]\s*[-:,;]?\s*[)\]}>]")
_EDGES = " \t-–—:;,.|=*@<>()[]{}\"'~_/\\#&%!"  # noqa: RUF001  # dashes as typed

_QUOTED = re.compile(
    r"^\s*(?:>|On .{1,200} wrote:|From:|-{2,}\s*Original)", re.MULTILINE
)
_FAREWELL = re.compile(
    r"^\s*(?:(?:kind|best|warm|many)\s+(?:regards|wishes|thanks)|regards|cheers|thanks"
    r"|thank you|sincerely|mit freundlichen|sent from my|--\s*$)",
    re.MULTILINE | re.IGNORECASE,
)
_GREETING = re.compile(
    r"^\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|day))\b[^\n,.!]{0,40}[\n,.!]",
    re.IGNORECASE,
)


@lru_cache(_REMEMBERED)
def cleaned(text: str) -> str:
    """Give the text without numbers, hosts, addresses, links, markup and shouting.

    >>> cleaned("FW: [EXTERNAL] Pwd reset for j.doe@acme.com, INC0012345")
    'password reset for'
    """
    text = _UNSEEN.sub(" ", unicodedata.normalize("NFKC", text[:_MOST_READ]))
    text = _LABEL.sub(" ", _REPLY.sub(" ", text))
    text = _PRIVATE.sub(" ", expanded(text))
    text = _GAPS.sub(" ", _EMPTY.sub(" ", text)).strip(_EDGES)
    return text.lower() if text.isupper() and " " in text else text


def plain_body(text: str) -> str:
    r"""Cut greeting, signature and quoted mail off a body.

    >>> plain_body("Hi team,\nThe scanner jams.\nKind regards\nJo, Acme")
    'The scanner jams.'
    """
    text = _GREETING.sub("", text[:_MOST_READ])
    ends = [
        found.start() for cut in (_QUOTED, _FAREWELL) if (found := cut.search(text))
    ]
    return text[: min(ends, default=len(text))].strip()
