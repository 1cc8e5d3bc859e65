"""Texts that others wrote, made fit to be shown anywhere: one line, short, visible."""

import re
from typing import Annotated

from pydantic import BeforeValidator

SHORT = 250

# Controls and line ends become a blank; marks that nobody sees, among them those that
# reorder what a reader sees, vanish.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_UNSEEN = re.compile(
    r"[\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BLANKS = re.compile(r"\s+")


def one_line(value: object, limit: int = SHORT) -> str:
    """Make one line of at most `limit` characters; lone surrogates are replaced."""
    text = "" if value is None else str(value)
    # A title is short; what lies beyond is not worth cleaning.
    sound = (
        text[: 4 * limit].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
    line = _BLANKS.sub(" ", _UNSEEN.sub("", _CONTROLS.sub(" ", sound))).strip()
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


Line = Annotated[str, BeforeValidator(one_line)]
