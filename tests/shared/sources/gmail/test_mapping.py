"""What headers say, in a table: who wrote, whether to believe it, and what it is."""

import pytest

from shared.sources.gmail.mapping import to_envelope
from shared.sources.gmail.raw import RawMessage

ELM = "elm.example"
FORGED = f"dmarc=pass header.from={ELM}"
# What a forwarder says it found stands in a comment of Gmail's verdict on ARC.
FORWARDED = "arc=pass (i=1 spf=pass spfdomain=evil.example dmarc=pass fromdomain=elm)"
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
        ('"dana@elm.example" <eve@evil.example>', "eve@evil.example"),
        ("dana@elm.example <eve@evil.example>", ""),
        ("eve@evil.example (dana@elm.example)", "eve@evil.example"),
        ("=?utf-8?q?dana=40elm=2Eexample?= <eve@evil.example>", "eve@evil.example"),
        ("dana@elm.example@evil.example", ""),
        ("Dana <dana@\u0435lm.example>", ""),  # a Cyrillic letter
        ("Dana <dana@xn--lm-jlc.example>", "dana@xn--lm-jlc.example"),
        ("(" * 5000, ""),
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
        (("mx.google.com 1; dmarc=pass header.from=elm.example",), True),
        (("MX.Google.com; DMARC=Pass header.from=Elm.example.",), True),
        ((f"mx.google.com;\r\n {FORWARDED};\r\n dmarc=pass header.from={ELM}",), True),
        ((f"mx.google.com; {FORWARDED}; dmarc=fail header.from={ELM}",), False),
        ((f"mx.google.com; {FORWARDED}",), False),
        ((f'mx.google.com; spf=pass smtp.mailfrom="; {FORGED}"@evil.example',), False),
        ((f'mx.google.com; spf=pass (of "x) ; {FORGED} ("@e.example)',), False),
        ((f"mx.google.com; spf=pass (of x; (a) {FORGED}) smtp.mailfrom=x",), False),
        ((f"mx.google.com; spf=pass (of x; {FORGED}",), False),
        ((f"mx.google.com; {FORGED}; dmarc=fail header.from={ELM}",), False),
        ((f"mx.google.com; spf=pass {FORGED}",), False),
        ((f"mx.google.com; dmarc=pass header.from={ELM}.evil.example",), False),
        ((f"mx.google.com; dmarc=pass header.from=mail.{ELM}",), False),
        ((f"mx.google.com.evil.example; {FORGED}",), False),
        ((f"evil; mx.google.com; {FORGED}",), False),
        (("",), False),
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
        (("Precedence", "auto_reply"), True, False),
        (("Return-Path", "<>"), True, False),
        (("Return-Path", "<dana@elm.example>"), False, False),
        (("From", "Mail <mailer-daemon@elm.example>"), True, False),
        (("From", "no-reply@elm.example"), True, False),
        (("From", "noreply+7@elm.example"), True, False),
        (("From", "noreplyson@elm.example"), False, False),
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


def test_a_report_of_delivery_is_automatic():
    payload = {"mimeType": "multipart/report", "headers": []}

    assert envelope(payload=payload).automatic


@pytest.mark.parametrize(
    ("value", "ident"),
    [
        ("<a@x>", "a@x"),
        (" <a@x> (added) ", "a@x"),
        ("a@x", "a@x"),
        ("<a b@x>", "<a b@x>"),
        ("a\r\n b", "a b"),
        ("", ""),
    ],
)
def test_an_id_is_the_same_in_every_copy_however_it_is_written(value, ident):
    assert envelope(("Message-ID", value)).message_id == ident


def test_recipients_that_only_our_own_copy_names_count_too():
    found = envelope(("To", "a@x.example"), ("Bcc", "b@x.example"))

    assert found.recipients == ("a@x.example", "b@x.example")
