import json

import pytest

from shared.domain.customer import Agent
from shared.domain.errors import RecordRejected
from shared.ports import Rejected
from shared.sources.halopsa.raw import RawAgent
from shared.sources.web.rows import read_row, sift


def to_agent(row):
    raw = RawAgent.model_validate(row)
    return Agent(id=raw.id, name=raw.name) if raw.id != "1" else None


def test_one_bad_row_is_set_aside_and_the_rest_goes_on():
    bad = {"id": "x y", "name": "Anna", "phone": "0123", "ok": True, "n": 2, "g": None}

    sifted = sift("agents", [{"id": 2, "name": "Mia"}, bad, {"id": 1}], to_agent)

    assert sifted.items == (Agent(id="2", name="Mia"),)
    [rejected] = sifted.rejected
    assert rejected.model_dump(exclude={"document"}) == {
        "resource": "agents",
        "source_id": "x y",
        "reason": "id: Value error, 'x y' is not an id",
    }
    assert json.loads(rejected.document) == {
        "id": "text of 3",
        "name": "text of 4",
        "phone": "text of 4",
        "ok": True,
        "n": 2,
    }


def test_names_and_words_do_not_get_into_quarantine():
    row = {
        "id": None,
        "summary": "Anna's laptop",
        "user_email": "anna@example.org",
        "notes": {"a": "secret"},
        "date": "2026-10-05T09:00:00Z",
    }

    [rejected] = sift("tickets", [row], to_agent).rejected

    assert json.loads(rejected.document) == {
        "summary": "text of 13",
        "user_email": "text of 16",
        "notes": "dict of 1",
        "date": "2026-10-05T09:00:00Z",
    }


@pytest.mark.parametrize("row", [None, 5, "x", [1]], ids=repr)
def test_what_is_no_record_is_set_aside(row):
    [rejected] = sift("agents", [row], to_agent).rejected

    kind = type(row).__name__
    reason = f"a record was expected, {kind} came"
    assert rejected == Rejected(resource="agents", source_id="", reason=reason)


def test_a_row_that_comes_twice_counts_once():
    rows = [{"id": 2, "name": "first"}, {"id": 2.0, "name": "second"}]

    assert sift("agents", rows, to_agent).items == (Agent(id="2", name="first"),)


def test_a_bad_record_read_alone_is_an_error_with_its_id():
    with pytest.raises(RecordRejected, match="isdisabled") as caught:
        read_row({"id": 7, "isdisabled": "maybe"}, to_agent)

    assert caught.value.source_id == "7"


def test_arithmetic_that_fails_rejects_the_row():
    def overflow(_row):
        raise OverflowError

    with pytest.raises(RecordRejected, match="OverflowError"):
        read_row({"id": 7}, overflow)
