from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sources.web.texts import as_html, one_line

SURROGATES = st.characters(categories=["Cs", "Cc", "Lu", "Zl"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\tc", "a b c"),
        ("\x1b[31mred\x00", "[31mred"),
        ("left\u202eright\u2066", "left right"),
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
    assert not {category(character) for character in line} & {"Cc", "Cs", "Zl"}


def test_plain_text_becomes_paragraphs_with_everything_escaped():
    text = 'Ring <Acme> & "Sons"\nsoon\r\n\r\n  \n\nDue: 1 May'

    assert as_html(text) == (
        "<p>Ring &lt;Acme&gt; &amp; &quot;Sons&quot;<br>soon</p><p>Due: 1 May</p>"
    )
