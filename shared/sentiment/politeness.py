"""Takes politeness out of a text: what everybody writes says nothing of a mood.

"Could you reset my password? Thank you for your help" asks and praises nobody. Thanks
count where something is said to be done or good, or where nothing else is said.
"""

import re

_SENTENCE = re.compile(r"[^.!?\n]{1,2000}[.!?\n]{0,20}|[.!?\n]{1,20}")
_LONGEST_FORMULA = 160  # characters: a longer sentence says something

_DAYS = (
    r"(?:monday|tuesday|wednesday|thursday|friday|day|week|weekend|evening|afternoon"
    r"|morning|one|time|break|holidays?|christmas|new\ year|easter|summer)"
)
_NICE = r"(?:good|great|nice|lovely|wonderful|fantastic|pleasant|productive|safe|happy)"
_HELP = r"(?:help|assistance|support|advice|guidance|thoughts|input|time|cooperation)"
_MAIL = (
    r"(?:e-?mails?|mails?|messages?|call|note|enquiry|repl(?:y|ies)|responses?|update"
    r"|info|information|feedback|patience|understanding|attention|request"
    r"|confirmation)"
)
_FORMULA = re.compile(
    rf"""\W{{0,4}}(?:(?:and|also|but|so)\ )?(?:
    (?:(?:i|we)\ )?(?:just\ |do\ |really\ )?(?:hop(?:e|ing)|trust)
      \ (?:you|your|this|all|everything|that|it)\b.{{0,50}}
      \b(?:well|{_NICE}|fine|ok|okay|helps?|sense|useful)\b.{{0,20}}
    | (?:i\ |we\ )?(?:hope|wish(?:ing)?)\ (?:you\ )?(?:all\ )?an?\ {_NICE}\b.{{0,30}}
    | (?:have|enjoy)\ (?:an?|your|the)
      \ (?:(?:very\ )?{_NICE}\ |rest\ of\ (?:your\ |the\ ))?
      (?:\w+\ )?{_DAYS}\b.{{0,20}}
    | (?:happy|merry)\ {_DAYS}\b.{{0,20}}
    | (?:it\ was\ )?(?:good|great|nice|lovely)
      \ (?:to\ (?:speak|talk|hear|see|meet|chat|catch)|speaking|talking|meeting
      |seeing|chatting|hearing)\b.{{0,40}}
    | (?:(?:i|we)(?:'m|'re|\ am|\ are)?\ )?(?:very\ much\ )?look(?:ing)?\ forward\ to
      \ (?:hear|your|speak|see|meet|talk|receiv|catch)\w*\b.{{0,60}}
    | (?:please\ )?(?:do\ not|don't)\ hesitate\b.{{0,80}}
    | (?:please\ )?feel\ free\b.{{0,80}}
    | (?:please\ |just\ )?let\ (?:me|us)\ know\b.{{0,100}}
    | (?:if\ (?:you|there)|should\ you|any)\ .{{0,30}}
      \b(?:questions|queries|problems|issues|need\ any\w*)\b.{{0,80}}
    | (?:my\ |our\ )?(?:many\ )?(?:sorry|apologies|apologise)\ (?:to|for)
      \ (?:the\ |any\ |my\ )?(?:bother|chas|troubl|delay|late|slow|inconvenience
      |confusion|spam)\w*.{{0,50}}
    | no\ (?:rush|hurry|urgency)\b.{{0,40}}
    | (?:any|your|some|all)\ {_HELP}\b.{{0,40}}\bappreciated\b.{{0,10}}
    | (?:much|greatly|very\ much|really)\ appreciated\b
    | (?:(?:i|we)(?:'d|\ would|\ do)?\ )?(?:really\ |greatly\ |very\ much\ )?appreciate
      \ (?:your|any|the|all)\ (?:\w+\ )?{_HELP}\b.{{0,40}}
    )\W{{0,4}}$""",
    re.IGNORECASE | re.VERBOSE,
)
_THANKS = re.compile(
    rf"""\W{{0,4}}(?:(?:ok|okay|and|great|perfect|hi|hello)\W{{1,2}})?(?:many\ )?
    (?:thanks|thank\ you|thx|cheers|thank\ u|tia)
    (?:\ (?:again|all|guys|everyone|team|a\ lot|a\ million|a\ bunch|(?:so|very)\ much
      |kindly|both|in\ advance|folks|and)){{0,3}}
    (?:\ for\ (?:(?:your|the|any|all|all\ your|all\ the)\ )?(?:
      (?:\w+\ )?(?:{_HELP}|{_MAIL})
      |(?:calling|getting\ (?:back|in)|letting|reaching\ out|contacting|looking|checking
        |coming\ back|sending|confirming|taking|considering|reading|any)\b
      )(?:\ [\w']+){{0,6}})?
    (?:,?\ [^\W\d_]{{1,20}}){{0,2}}\W{{0,4}}$""",
    re.IGNORECASE | re.VERBOSE,
)
_GOOD_NEWS = re.compile(
    r"""\b(?<!not\ )(?<!n't\ )(?:works|worked|working|fixed|sorted|solved|resolved
      |helped
    |helpful|answer(?:ed)?|perfect(?:ly)?|great|excellent|brilliant|amazing|awesome|love
    |loved|fantastic|happy|pleased|impressed|quickly|smooth(?:ly)?|did\ the\ trick
    |exactly|understand\ now|got\ it|makes\ sense|nice|cool|good)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_REQUEST = re.compile(
    r"""\?|\b(?:please|pls|kindly|(?:can|could|would|will)\ (?:you|we|i|someone)|need
    |(?:we|i)(?:'d|\ would)\ like|looking\ for|attached|as\ discussed|fyi
      |wondering)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Within a sentence that says more.
_POLITE = re.compile(
    rf"""\b(?:
    (?:many\ )?(?:thanks|thank\ you)(?:\ (?:very|so)\ much)?\ in\ advance
    | (?:kind(?:est)?|best|warm(?:est)?)\ (?:regards|wishes)
    | (?:would|will|'d)\ be\ (?:\w+\ )?
      (?:appreciated|grateful|great|good|lovely|helpful|nice|perfect|ideal|wonderful
      |fantastic|happy|glad|useful|so\ kind)(?:\ (?:if|to))?
    | (?:i|we)(?:'d|\ would)\ (?:\w+\ )?(?:appreciate|like|love)(?:\ it)?(?:\ if|\ to)?
    | (?:would|could|can|will)\ you
      \ (?:please|kindly|be\ so\ (?:kind|good)\ (?:as\ )?(?:to)?)
    | (?:would|could)\ (?:really\ |greatly\ )?appreciate
    | {_HELP}\ (?:is|would\ be)\ (?:\w+\ )?appreciated
    | works?\ (?:best\ |well\ |better\ )?for\ (?:me|you|us|him|her|them|everyone)
    | free\ (?:moment|minute|slot) | good\ (?:time|morning|afternoon|evening|day)
    | (?:happy|glad)
      \ to\ (?:help|discuss|jump|assist|talk|chat|explain|provide|send)
    | at\ your\ (?:earliest\ )?convenience | as\ good\ as
    | best\ (?:way|time|practice|person)
    | please | kindly | pls | plz
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def without_politeness(text: str) -> str:
    """Replace formulas of politeness, and thanks that praise nothing, by stops."""
    said: list[str] = []
    thanked: set[int] = set()
    for sentence in _SENTENCE.findall(text):
        if len(sentence) <= _LONGEST_FORMULA:
            if _FORMULA.match(sentence):
                said.append(" . ")
                continue
            if _THANKS.match(sentence):
                thanked.add(len(said))
        said.append(sentence)
    rest = [sentence for place, sentence in enumerate(said) if place not in thanked]
    if rest and not _is_good_news("".join(rest)):
        for place in thanked:
            said[place] = " . "
    return _POLITE.sub(" , ", "".join(said))


def _is_good_news(text: str) -> bool:
    return not _REQUEST.search(text) and bool(
        _GOOD_NEWS.search(_POLITE.sub(" , ", text))
    )
