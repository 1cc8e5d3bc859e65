"""What headers say, in a table: who wrote, whether to believe it, and what it is."""

import pytest

from shared.sources.gmail.mapping import to_envelope
from shared.sources.gmail.raw import RawMessage

PASS = "mx.google.com; dkim=pass header.i=@elm.example; dmarc=pass (p=NONE) "


def envelope(*headers, **over):
    rows = [{"name": name, "value": value} for name, value in headers]
    values = {"id": "1", "internalDate": "1790000000000", "payload": {"headers": rows}}
    return to_envelope(RawMessage.model_validate({**values, **over}))


def written_by(sender, results=PASS):
    return envelope(("From", sender), ("Authentication-Results", results))


@pytest.mark.parametrize(
    ("value", "sender"),
    [
        ("Dana <Dana@Elm.example>", "dana@elm.example"),
        ("dana@elm.example", "dana@elm.example"),
        ('"Webb, Dana" <dana@elm.example>', "dana@elm.example"),
        ("dana@elm.example, eve@evil.example", ""),
        ("alice@example.org)bob@elm.example", ""),
        ("undisclosed-recipients:;", ""),
        ("", ""),
    ],
)
def test_a_sender_is_exactly_one_address(value, sender):
    assert written_by(value).sender == sender


@pytest.mark.parametrize(
    ("results", "authentic"),
    [
        ((PASS + "header.from=elm.example",), True),
        (("mx.google.com; dmarc=pass",), True),
        (("mx.google.com; dmarc=fail (p=NONE) header.from=elm.example",), False),
        (("mx.google.com; spf=pass",), False),
        (("mx.google.com; dmarc=pass header.from=evil.example",), False),
        (("mx.evil.example; dmarc=pass header.from=elm.example",), False),
        (("mx.google.com; dmarc=fail", PASS), False),
        (("mx.google.com; x-dmarc=passed",), False),
        ((), False),
    ],
)
def test_only_gmails_own_first_verdict_is_believed(results, authentic):
    headers = [("Authentication-Results", one) for one in results]

    found = envelope(("From", "dana@elm.example"), *headers)

    assert found.authentic is authentic


@pytest.mark.parametrize(
    ("header", "automatic", "bulk"),
    [
        (("Auto-Submitted", "auto-replied"), True, False),
        (("AUTO-SUBMITTED", "auto-generated; type=x"), True, False),
        (("Auto-Submitted", "no"), False, False),
        (("X-Autoreply", "yes"), True, False),
        (("X-Failed-Recipients", "dana@elm.example"), True, False),
        (("X-Auto-Response-Suppress", "All"), False, False),
        (("List-Id", "<news.elm.example>"), False, True),
        (("List-Unsubscribe", "<mailto:x@y>"), False, True),
        (("Precedence", "Bulk"), False, True),
        (("Precedence", "first-class"), False, False),
    ],
)
def test_automatic_and_bulk_mail_is_known_by_its_headers(header, automatic, bulk):
    found = envelope(header)

    assert (found.automatic, found.bulk) == (automatic, bulk)


def test_the_thread_comes_from_references_and_else_from_the_parent():
    both = envelope(("References", "<a@x>\r\n <b@x>"), ("In-Reply-To", "<b@x>"))
    parent = envelope(("In-Reply-To", "<b@x>"))

    assert (both.references, parent.references) == (("a@x", "b@x"), ("b@x",))


def test_recipients_are_each_named_once():
    found = envelope(("To", "a@x.example, B@x.example"), ("Cc", "b@x.example"))

    assert found.recipients == ("a@x.example", "b@x.example")


def test_the_engines_own_mail_is_known():
    assert envelope(("X-Renewal-Key", "RN7F")).engine


def test_a_message_without_headers_or_labels_says_nothing():
    found = envelope()

    assert (found.sender, found.labels, found.message_id) == ("", frozenset(), "")
