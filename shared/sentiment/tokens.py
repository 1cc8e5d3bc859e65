"""Words of a text in order, each with whether a negation reaches it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

STOP = "."  # between clauses: no phrase and no negation crosses it
MOST = 1_500  # tokens of a text that are looked at
_REACH = 4  # words a negation reaches

_CODE = re.compile(r"`{1,3}[^`]{0,2000}`{1,3}")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S{1,500}|\S{1,64}@\S{1,190}|(?:[a-z]:)?(?:[\\/][\w.$-]+){2,20}",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"""\b(?:(?:many\s)?(?:thanks|thank\syou)(?:\svery\smuch)?\sin\sadvance
    | (?:thanks|thank\syou)(?:\sagain)?\sfor\s(?:contacting|reaching\sout|getting\sin
      |your\s(?:e-?mail|message|call|mail|note|enquiry|reply|response|request|patience))
    | (?:kind(?:est)?|best|warm(?:est)?)\s(?:regards|wishes)
    | (?:do\snot|don't)\shesitate(?:\sto\s\w+(?:\sme|\sus)?)? | feel\sfree(?:\sto)?
    | (?:any|your)\s(?:help|assistance|advice|support|thoughts)
      \s(?:\w+\s){0,5}?(?:is|would\sbe|will\sbe)\s(?:\w+\s)?appreciated
    | (?:would|will)\sbe\s(?:\w+\s)?(?:appreciated|grateful)(?:\sif)?
    | (?:i|we)(?:'d|\swould)\s(?:\w+\s)?(?:appreciate|like|love|be\s(?:\w+\s)?grateful)
      (?:\sit)?(?:\sif|\sto)?
    | (?:i|we)?\s?hope\s(?:you(?:'re|\sare)?|(?:all|this|everything)(?:\s(?:e-?mail|is))?)
      \s(?:(?:is|are|all|both|doing|keeping|finds|had|have)\s)?(?:you\s)?
      (?:very\s)?(?:well|a\s(?:good|great|nice|lovely)\s\w+)
    | (?:i'm\s|i\sam\s)?sorry\s(?:to\s(?:bother|chase|trouble)(?:\syou)?|for\sthe\s
      (?:delay|delayed|late|slow)(?:\s(?:reply|response))?)
    | have\sa\s(?:good|great|nice|lovely|wonderful)\s\w+
    | (?:would|could|can|will)\syou\s(?:please|kindly|be\sso\skind)
    | (?:look(?:ing)?)\sforward\sto\s(?:hearing|your|speaking|seeing|meeting)
    | good\s(?:morning|afternoon|evening|day) | please | kindly | pls | plz
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_REQUEST = re.compile(
    r"\?|\b(?:please|pls|kindly|(?:can|could|would|will) (?:you|we|i|someone)|need)\b",
    re.IGNORECASE,
)
_LAST_THANKS = re.compile(
    r"[.,!?\n)]\s*(?:many |thank you and )?(?:thanks?|thank you|thx|cheers)"
    r"(?: (?:again|all|guys|everyone|you|a lot|very much|so much))?[\s.,!]*$",
    re.IGNORECASE,
)
_WORD = re.compile(
    r"[:;=]-?[)(DPp/|]|<3|[^\W\d_][\w]*(?:['-][^\W\d_]\w*)*|[!?]+|[.,;:\n()\"]"
)
_NEGATORS = frozenset(
    [
        "no",
        "not",
        "never",
        "none",
        "nothing",
        "nobody",
        "neither",
        "nor",
        "without",
        "cannot",
        "cant",
        "dont",
        "doesnt",
        "didnt",
        "isnt",
        "wasnt",
        "wont",
        "wouldnt",
        "couldnt",
        "shouldnt",
        "arent",
        "havent",
        "hasnt",
        "hardly",
        "barely",
        "rarely",
        "lack",
        "lacks",
        "lacking",
    ]
)
_TURNS = frozenset({"but", "however", "although", "though", "except", "yet", "because"})


class Token(NamedTuple):
    """A word in lower case, or a mark; `negated` when a negation turns it round."""

    word: str
    negated: bool


def tokens(text: str) -> list[Token]:
    """List at most 1,500 tokens; code, addresses and mere politeness are stops."""
    text = _ADDRESS.sub(" . ", _CODE.sub(" . ", text.replace("’", "'")))
    if _REQUEST.search(text):  # "Could you look? Thanks." asks, and praises nobody
        text = _LAST_THANKS.sub(" . ", text)
    return list(_marked(_words(_POLITE.sub(" , ", text))))


def _words(text: str) -> Iterator[str]:
    for count, found in enumerate(_WORD.finditer(text)):
        if count >= MOST:
            return
        word = found[0].lower()
        if word[0] in "!?":
            yield "?" if "?" in word else "!!" if len(word) > 1 else "!"
        else:
            yield STOP if word in '.,;:\n()"' else word


def _marked(words: Iterator[str]) -> Iterator[Token]:
    reach, negated = 0, False
    for word in words:
        if word in _NEGATORS or word.endswith("n't"):
            # Within the reach of another it turns that one round: not without.
            negated = not (negated and reach)
            reach = _REACH
            yield Token("not", negated=False)
        elif word in {STOP, "!", "!!", "?"} or word in _TURNS:
            reach = 0
            yield Token(word, negated=False)
        else:
            yield Token(word, negated=negated and reach > 0)
            reach = max(reach - 1, 0)
