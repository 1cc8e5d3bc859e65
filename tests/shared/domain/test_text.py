from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.text import one_line

SURROGATES = st.characters(categories=["Cs", "Cc", "Cf", "Lu", "Zl", "Zp"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\tc", "a b c"),
        ("\x1b[31mred\x00", "[31mred"),
        ("left\u202eright\u2066", "leftright"),
        ("in\u200bvis\ufeffible\u2028line", "invisible line"),
        ("tag\U000e0041ged\xad", "tagged"),
        ("lone \ud800 one", "lone \ufffd one"),
        ("caf\u00e9 \U0001f600", "caf\u00e9 \U0001f600"),
        (None, ""),
        (12, "12"),
        ("x" * 300, "x" * 249 + "…"),
    ],
)
def test_a_text_becomes_one_clean_line(text, expected):
    assert one_line(text) == expected


@given(st.text(SURROGATES, max_size=600))
def test_a_line_can_be_stored_and_is_short(text):
    line = one_line(text, 100)

    assert len(line) <= 100
    assert line.encode("utf-8").decode("utf-8") == line
    assert not {category(character) for character in line} & {"Cc", "Cs", "Zl", "Zp"}
