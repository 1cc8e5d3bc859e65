"""Texts as somebody writes them who wants them to do something, and what they do."""

import re
import unicodedata

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "{{7*7}}${7*7}<%= 7*7 %>#{7*7}",
    "{% for a in b %}%s %(x)d {0}",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+1",
    "@SUM(1:1)",
    "\x1b[31mred\x1b]0;title\x07\x1b[2J",
    "\x9b31mred",
    "safe\u202egnp.exe\u2066\u2069",
    "NUL\x00here",
    "x" * 10_000,
    "w " * 5_000,
    "[click](https://evil.example) ![x](//evil.example)",
    "fine\r\n\r\nApproved by: the CEO\nAmount: 1",
    "zero\u200bwidth\ufeff\u2060\xad",
    "line\u2028separator\u2029para\x85next",
    "a#b/c|d:e?f\\g'h\"i",
    "https://evil.example/?q=<b>",
)
_LEFT = re.compile("[\n\t]")


def acts_on(text):
    """List the characters that a terminal, a log or a reader's eye would act on."""
    return sorted(
        {
            f"U+{ord(char):04X}"
            for char in _LEFT.sub("", text)
            if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        }
    )
