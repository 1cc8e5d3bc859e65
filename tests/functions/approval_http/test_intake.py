"""The intake page: a contract's owner fills in what HaloPSA doesn't say."""

import pytest

from tests.shared.services import upstream
from tests.shared.services.engine import one_contract

from .counter import ASKER, AUDIT, CHIEF, LEAD, REQUESTER, Counter, text_of

PATH = "/api/intake/301"


@pytest.fixture
def counter(monkeypatch):
    contract = upstream.contract(301, 12, end_date=None)
    made = Counter(monkeypatch, portfolio=one_contract(contracts=[contract]))
    made.engine.sync()
    return made


def filled(counter, **fields):
    owner = counter.sign_in(ASKER, REQUESTER)
    return owner.submit(owner.get(PATH), PATH, **fields)


def test_the_owner_sees_what_is_missing(counter):
    page = counter.sign_in(ASKER, REQUESTER).get(PATH)

    assert page.status == 200
    assert "What is missing or wrong" in text_of(page)
    assert "Contract 301" in text_of(page)
    assert "Now: 2024-04-01." in text_of(page)
    assert "Now: Agent 5." in text_of(page)


def test_what_the_owner_fills_in_counts_and_is_an_event(counter):
    done = filled(counter, end_date="2027-03-31")

    assert "Recorded." in text_of(done)
    assert "Nothing is missing." in text_of(done)
    found = counter.engine.events_of("12", "301")
    event = next(e for e in found if e.type == "IntakeRecorded")
    assert event.actor == f"Ann Asker ({ASKER})"
    assert "end_date" in str(event.data)


def test_the_same_again_is_nothing_new(counter):
    filled(counter, end_date="2027-03-31")
    before = counter.engine.timeline()

    done = filled(counter, end_date="2027-03-31")

    assert "Nothing was new." in text_of(done)
    assert counter.engine.timeline() == before


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"start_date": "1/4/2024"}, "start_date"),
        ({"end_date": "soon"}, "end_date"),
        ({"start_date": "2024-01-01", "end_date": "2020-01-01"}, "end_date"),
        ({"renewal_mode": "maybe"}, "renewal_mode"),
        ({"notice_period": "a while"}, "notice_period"),
        ({"owner": "nobody@msp.example"}, "owner"),
        ({"mrr": "NaN"}, "mrr"),
        ({"mrr": "-5"}, "mrr"),
        ({"currency": "POUNDS"}, "currency"),
        ({"entitled_hours": "many"}, "entitled_hours"),
        ({"seats": "ten"}, "seats"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(counter, fields, name):
    before = counter.engine.timeline()

    answer = filled(counter, **fields)

    assert answer.status == 422
    assert f'id="{name}-error"' in text_of(answer)
    assert counter.engine.timeline() == before


@pytest.mark.parametrize(
    ("oid", "over", "status"),
    [
        (ASKER, {}, 200),
        (LEAD, {}, 200),  # leads customer success
        (CHIEF, {}, 403),
        ("9" * 8, {}, 403),
        (ASKER, {"guest": True}, 403),
        (ASKER, {"application": True}, 403),
    ],
)
def test_only_who_answers_for_the_contract_sees_its_terms(counter, oid, over, status):
    page = counter.sign_in(oid, AUDIT, **over).get(PATH)

    assert page.status == status
    assert ("Customer 12" in text_of(page)) == (status == 200)


def test_nobody_can_try_which_contracts_there_are(counter):
    stranger = counter.sign_in(CHIEF, AUDIT)

    here, elsewhere = stranger.get(PATH), stranger.get("/api/intake/999")

    strip = text_of(here).replace("301", ""), text_of(elsewhere).replace("999", "")
    assert here.status == elsewhere.status == 403
    assert _without_tokens(strip[0]) == _without_tokens(strip[1])


def _without_tokens(text):
    return text.partition("<h1>")[2]


def test_a_form_with_fields_of_no_contract_fills_in_nothing_else(counter):
    before = counter.engine.timeline()

    answer = filled(counter, customer_id="13", tenant_id="other")

    assert answer.status in {200, 422}
    assert counter.engine.timeline() == before
