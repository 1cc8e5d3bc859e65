"""Words of a text in order, each with whether a negation reaches it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

STOP = "."  # between clauses: no phrase and no negation crosses it
NOT = "not"  # stands for every word of negation
MOST = 1_500  # tokens of a text that are looked at
_REACH = 4  # words a negation reaches

_CODE = re.compile(r"`{1,3}[^`]{1,2000}`{1,3}")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S{1,500}|\b[\w.+-]{1,64}@\S{1,190}|(?:[\\/][\w.$-]{1,80}){2,20}",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"""\b(?:
    (?:many\ )?(?:thanks|thank\ you)(?:\ very\ much)?\ in\ advance
    | (?:thanks|thank\ you)(?:\ again)?\ for\ (?:contacting|reaching\ out|getting\ in
      |your\ (?:e-?mail|message|call|mail|note|enquiry|reply|response|request|patience
      |time|attention|understanding))
    | (?:kind(?:est)?|best|warm(?:est)?)\ (?:regards|wishes)
    | (?:do\ not|don't)\ hesitate(?:\ to\ \w+(?:\ me|\ us)?)? | feel\ free(?:\ to)?
    | (?:any|your|some)\ (?:help|assistance|advice|support|thoughts|guidance)
      \ (?:\w+\ ){0,5}?(?:(?:is|would\ be|will\ be)\ (?:\w+\ )?)?appreciated
    | (?:would|will)\ be\ (?:\w+\ )?(?:appreciated|grateful|great|good|lovely|helpful
      |nice|perfect|ideal|wonderful|fantastic)(?:\ if)?
    | (?:i|we)(?:'d|\ would)\ (?:\w+\ )?(?:appreciate|like|love|be\ (?:\w+\ )?grateful
      |be\ happy)(?:\ it)?(?:\ if|\ to)?
    | (?:(?:i|we)\ )?(?:just\ )?hop(?:e|ing)\ (?:you(?:'re|\ are)?
      |(?:all|this|everything)(?:\ (?:e-?mail|is))?)
      \ (?:(?:is|are|all|both|doing|keeping|finds|had|have)\ ){0,2}(?:you\ )?
      (?:very\ )?(?:well|a\ (?:good|great|nice|lovely)\ \w+)
    | (?:i'm\ |i\ am\ )?sorry
      \ (?:to\ (?:bother|chase|trouble)(?:\ you)?|for\ (?:the\ |any\ )?
      (?:delay|delayed|late|slow|inconvenience|trouble)(?:\ (?:reply|response))?)
    | have\ a\ (?:good|great|nice|lovely|wonderful|fantastic)\ \w+
    | (?:would|could|can|will)\ you\ (?:please|kindly|be\ so\ (?:kind|good))
    | (?:look(?:ing)?)\ forward\ to\ (?:hearing|your|speaking|seeing|meeting)
    | good\ (?:morning|afternoon|evening|day) | at\ your\ (?:earliest\ )?convenience
    | please | kindly | pls | plz
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ENOUGH = re.compile(  # "can't thank you enough" says it twice and doesn't deny it
    r"\bcan(?:not|'t| not) (thank|praise|recommend)((?: \w+){0,2}) enough\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\?|\b(?:please|pls|kindly|(?:can|could|would|will) (?:you|we|i|someone)|need"
    r"|(?:we|i)(?:'d| would) like|let me know|looking for|attached|as discussed|fyi)\b",
    re.IGNORECASE,
)
_LAST_THANKS = re.compile(
    r"(?i:(?:^|[.,!?\n)]) ?(?:many |thank you and )?(?:thanks?|thank you|thx|cheers)"
    r"(?: (?:again|all|guys|everyone|you|a lot|very much|so much))?"
    r"(?: for (?:your|the|any|all) (?:\w+ )?(?:help|assistance|support|time|effort))?)"
    r"(?:,? (?:[A-Z]\w{0,20}\b[ .]?){1,2})?[ .,!]{0,4}$"
)
_WORD = re.compile(
    r"[:;=]-?[)(DPp/|]|<3|[^\W\d_]\w*(?:['-][^\W\d_]\w*)*|[!?]+|[.,;:\n()\"]"
)
_NEGATORS = frozenset(
    {
        *("no", "not", "never", "none", "nothing", "nobody", "neither", "nor"),
        *("without", "cannot", "cant", "dont", "doesnt", "didnt", "isnt", "wasnt"),
        *("wont", "wouldnt", "couldnt", "shouldnt", "arent", "havent", "hasnt"),
        *("hardly", "barely", "rarely", "lack", "lacks", "lacking"),
    }
)
_TURNS = frozenset({"but", "however", "although", "though", "except", "yet", "because"})


class Token(NamedTuple):
    """A word in lower case, or a mark; `negated` when a negation turns it round."""

    word: str
    negated: bool = False


def tokens(text: str) -> list[Token]:
    """List at most 1,500 tokens; code, addresses and mere politeness are stops."""
    text = _ADDRESS.sub(" . ", _CODE.sub(" . ", text))
    text = _ENOUGH.sub(r"really \1\2", text)
    if _REQUEST.search(text):  # "Could you look? Thanks." asks, and praises nobody
        text = _LAST_THANKS.sub(" . ", text)
    return list(_marked(_words(_POLITE.sub(" , ", text))))


def is_word(token: Token) -> bool:
    """Tell words from marks."""
    return token.word[0].isalpha()


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
            yield Token(NOT)
        elif word in {STOP, "!", "!!", "?"} or word in _TURNS:
            reach = 0
            yield Token(word)
        else:
            yield Token(word, negated and reach > 0)
            reach = max(reach - 1, 0)
