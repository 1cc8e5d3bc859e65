import pytest

from shared.domain.errors import OutcomeUnknown, SourceRejected, SourceUnavailable
from shared.sources.halopsa.errors import (
    RouteMissing,
    Throttled,
    lost,
    refusal,
    retry_after,
)
from shared.sources.web.reply import Reply
from shared.sources.web.wire import Lost

from .vendor import NOW

CALL = "GET /ClientContract/57"
LIMIT = b"Rate Limit Reached - 300 Requests per rolling 5 minute window"
EXCEPTION = (
    b'{"ClassName":"System.Exception","Message":"Invalid Data Type","Data":null}'
)


def refused(status, body=b"", *, write=False, **headers):
    return refusal(CALL, Reply(status, headers, body), write=write, now=NOW)


@pytest.mark.parametrize(
    ("status", "write", "kind"),
    [
        (302, False, SourceUnavailable),
        (302, True, OutcomeUnknown),
        (400, False, SourceRejected),
        (400, True, SourceRejected),
        (401, False, SourceRejected),
        (403, True, SourceRejected),
        (404, False, RouteMissing),
        (408, False, SourceUnavailable),
        (415, True, SourceRejected),
        (429, False, Throttled),
        (429, True, Throttled),
        (500, False, SourceUnavailable),
        (500, True, OutcomeUnknown),
        (503, False, SourceUnavailable),
        (504, True, OutcomeUnknown),
    ],
)
def test_a_status_is_what_the_caller_can_do_about_it(status, write, kind):
    assert type(refused(status, write=write)) is kind


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"id":["The value \'probe\' is not valid."]}', "id: The value 'probe' is"),
        (b'{"a":["x","y"],"b":["z"]}', "a: x, y; b: z"),
        (EXCEPTION, "Invalid Data Type"),
        (b'"Invalid Resource"', "Invalid Resource"),
        (b'{"error":"invalid_client"}', "invalid_client"),
        (LIMIT, LIMIT.decode()),
    ],
)
def test_the_sentence_in_a_body_is_found_in_each_shape(body, said):
    assert str(refused(400, body)).startswith(f"halopsa {CALL}: 400 {said}")


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"5"], ids=repr)
def test_a_body_that_says_nothing_leaves_the_status(body):
    assert str(refused(500, body)) == f"halopsa {CALL}: 500"


def test_a_page_of_html_is_not_quoted():
    error = refused(504, b"<html>secret</html>", **{"content-type": "text/html"})

    assert str(error) == f"halopsa {CALL}: 504 an HTML page"


def test_a_long_text_is_cut():
    assert len(str(refused(400, b"x" * 10_000))) < 300


def test_the_vendors_request_id_is_told():
    error = refused(500, **{"x-request-id": "abc-1"})

    assert error.request_id == "abc-1"
    assert str(error) == f"halopsa {CALL}: 500 (request abc-1)"


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_after_a_fresh_token_is_a_missing_permission(status):
    expected = f"halopsa permission missing: {CALL}: {status}"

    assert str(refused(status)) == expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30", 30),
        ("0", 0),
        ("1.5", 1),
        ("86400", 86400),
        ("Mon, 05 Oct 2026 09:02:00 GMT", 120),
        ("Mon, 05 Oct 2026 09:02:00 -0000", 120),
        ("Mon, 05 Oct 2026 08:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text, seconds):
    assert retry_after(Reply(429, {"retry-after": text}), NOW) == seconds


@pytest.mark.parametrize(
    ("sent", "write", "kind"),
    [
        (False, True, SourceUnavailable),
        (False, False, SourceUnavailable),
        (True, False, SourceUnavailable),
        (True, True, OutcomeUnknown),
    ],
)
def test_only_a_write_that_left_has_an_unknown_outcome(sent, write, kind):
    assert type(lost(CALL, Lost("gone", sent=sent), write=write)) is kind
