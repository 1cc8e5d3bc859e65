import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InvalidInput
from shared.sources.halopsa import Hint, hints

GUID = "5f0c3a52-9a55-4e7b-8f8e-0d4c6b0a1f11"
OTHER = "5f0c3a52-9a55-4e7b-8f8e-0d4c6b0a1f12"


def read(payload):
    return hints(json.dumps(payload).encode())


def test_an_object_gives_the_ticket_and_the_delivery():
    body = {
        "id": GUID,
        "webhook_id": OTHER,
        "event": "Ticket Updated",
        "object_id": 48211,
        "timestamp": "2026-10-05T09:12:44.31",
        "ticket": {"id": 48211.0, "summary": "x", "client_id": 12},
    }

    assert read(body) == (Hint("ticket", "48211", GUID),)


def test_a_batch_gives_each_hint_once():
    first = {"id": GUID, "event": "Ticket Updated", "object_id": 1}
    second = {"id": OTHER, "event": "Invoice paid", "object_id": "2"}

    assert read([first, second, first]) == (
        Hint("ticket", "1", GUID),
        Hint("invoice", "2", OTHER),
    )


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("new ticket logged", "ticket"),
        ("SLA Breached", "ticket"),
        ("Re-assign", "ticket"),
        ("FEEDBACK ADDED", "feedback"),
        ("Contract Expiry Alarm", "contract"),
        ("Pre-Pay Threshold Met", "contract"),
        ("Recurring Invoice Created", "invoice"),
        ("Quote approved", "quote"),
        ("CRM Note added", "note"),
        ("Asset moved", "other"),
        (None, "other"),
    ],
)
def test_an_event_without_its_object_tells_the_kind_in_any_case(event, kind):
    assert read({"ID": GUID, "Event": event, "Object_ID": 5}) == (
        Hint(kind, "5", GUID),
    )


def test_a_ticket_beside_its_feedback_is_what_is_read_again():
    body = {"id": GUID, "event": "Feedback Added", "object_id": 9, "ticket": {"id": 5}}

    assert read(body) == (Hint("ticket", "5", GUID),)


def test_a_delivery_without_an_id_is_known_by_its_content():
    one, again, other = (
        read({"event": "x", "object_id": 5, "timestamp": stamp})
        for stamp in ("09:00", "09:00", "09:01")
    )

    assert one == again
    assert one != other


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"event": "test"},
        {"id": GUID, "object_id": 0},
        {"id": GUID, "object_id": "../x"},
        {"id": GUID, "ticket": {"summary": "x"}},
        {"id": GUID, "ticket": "x"},
    ],
    ids=repr,
)
def test_an_entry_that_names_no_object_is_skipped(entry):
    known = {"id": GUID, "ticket": {"id": 5}}

    assert read([entry, known]) == (Hint("ticket", "5", GUID),)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"\xff", "no JSON"),
        (b'{"object_id": 1, "object_id": 2}', "a key twice"),
        (b'{"object_id": NaN}', "NaN is no number"),
        (b'[{"object_id": -Infinity}]', "Infinity is no number"),
        (b"[" * 50_000, "nested too deeply"),
        (b"5", "no object"),
        (b'["x"]', "no object"),
        (b"null", "no object"),
        (b" " * (256 * 1024 + 1), "over 262144"),
        (b"[" + b"{}," * 500 + b"{}]", "over 500"),
    ],
    ids=range(12),
)
def test_a_body_that_is_no_delivery_is_refused(body, problem):
    with pytest.raises(InvalidInput, match=problem):
        hints(body)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_body_gives_hints_or_is_refused(body):
    try:
        found = hints(body)
    except InvalidInput:
        return
    assert isinstance(found, tuple)
