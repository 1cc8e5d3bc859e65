"""The text of a message, whatever its parts, charset and markup."""

import base64

import pytest

from shared.sources.gmail.bodies import LONGEST_TEXT, plain, text_of
from shared.sources.gmail.raw import RawPart


def leaf(kind, text, *, charset="utf-8", declared=None, **over):
    data = base64.urlsafe_b64encode(text.encode(charset)).decode().rstrip("=")
    header = {
        "name": "content-type",
        "value": f'{kind}; charset="{declared or charset}"',
    }
    return {
        "mimeType": kind,
        "headers": [header],
        "body": {"data": data},
        **over,
    }


def tree(*parts, kind="multipart/mixed"):
    return {"mimeType": kind, "parts": list(parts)}


def disposed(value):
    return [{"name": "Content-Disposition", "value": value}]


FORWARDED = tree(leaf("text/plain", "theirs"), kind="message/rfc822")


def text(part):
    return text_of(RawPart.model_validate(part))


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (leaf("text/plain", "Hello"), "Hello"),
        (leaf("TEXT/PLAIN", "Hello"), "Hello"),
        (leaf("text/html", "<p>Hello<br>you</p>"), "Hello\nyou"),
        (tree(leaf("text/html", "<b>H</b>"), leaf("text/plain", "P")), "P"),
        (tree(tree(leaf("text/plain", "deep"))), "deep"),
        (tree(leaf("text/plain", "log", filename="log.txt")), ""),
        (tree(leaf("image/png", "x")), ""),
        (leaf("text/plain", "Ça va?", charset="latin-1"), "Ça va?"),
        (leaf("text/plain", "plain", declared="x-nobody-knows"), "plain"),
        (leaf("text/plain", "plain", declared="idna"), "plain"),
        (leaf("text/plain", "plain", declared="undefined"), "plain"),
        (leaf("text/plain", "plain", declared="x\0y"), "plain"),
        (leaf("text/plain", "plain", declared="hex"), "plain"),
        (tree(leaf("text/html", "<p>own</p>"), FORWARDED), "own"),
        (tree(FORWARDED), "theirs"),
        (tree({**FORWARDED, "filename": "old.eml"}), ""),
        (tree(leaf("text/plain", "log", headers=disposed("Attachment; x=1"))), ""),
        (tree(leaf("text/plain", "seen", headers=disposed("inline"))), "seen"),
        (tree(leaf("text/plain", "\r\n "), leaf("text/html", "<p>seen")), "seen"),
        ({"mimeType": "text/plain", "body": {"data": "A"}}, ""),
        ({"mimeType": "text/plain", "body": {}}, ""),
    ],
)
def test_the_first_plain_text_counts_and_else_the_html(part, expected):
    assert text(part) == expected


def test_a_long_text_is_cut():
    assert len(text(leaf("text/plain", "x" * 50_000))) == LONGEST_TEXT


def test_parts_without_end_are_not_followed():
    part = leaf("text/plain", "bottom")
    for _ in range(60):
        part = tree(part)

    assert text(part) == ""


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<style>p{}</style><p>Seen</p><script>x</script>", "Seen"),
        ("A &amp; B&nbsp;C", "A & B C"),
        ('<div>New</div><div class="gmail_quote"><br>Old</div>', "New\n> Old"),
        ("<p>Top</p><blockquote><p>Old</p></blockquote><p>End</p>", "Top\n> Old\nEnd"),
        ("<html><head><title>T</title><body>no end of head", "no end of head"),
        (
            '<div>New</div><div class="gmail_quote gmail_quote_container">Old</div>',
            "New\n> Old",
        ),
        ('<p>New</p><div id="divRplyFwdMsg">From: Old</div>', "New\n> From: Old"),
        ("<![odd[ markup ]]><p>Seen</p>", "Seen"),
        ("<p>unclosed <b>tags", "unclosed tags"),
    ],
)
def test_html_is_read_as_its_reader_sees_it(html, expected):
    assert plain(html) == expected
