"""Requests that come in as HaloPSA tickets of a configured type."""

import json

import pytest

from shared.services.concessions import from_tickets
from tests.shared.services import upstream
from tests.shared.services.engine import one_contract

from .counter import ASK, ASKER, Counter, text_of

TYPE = 42
THEIRS = {name: f"CFreq{name.replace('_', '')}" for name in ASK}


@pytest.fixture
def counter(monkeypatch):
    made = Counter(
        monkeypatch, portfolio=one_contract(), config={"task_fields": THEIRS}
    )
    made.app = made.engine.app = made.engine.process(
        links=made.links,
        entra_tenant_id=made.app.entra_tenant_id,
        concession_ticket_type=str(TYPE),
    )
    made.change(app=made.app)
    made.engine.sync()
    return made


def put_ticket(counter, number=5001, *, fields=None, contract=301, agent=5):
    values = {**ASK, **(fields or {})}
    custom = [
        {
            "id": 900 + n,
            "name": THEIRS[name],
            "type": 0,
            "value": value,
            "display": value,
        }
        for n, (name, value) in enumerate(values.items())
    ]
    counter.engine.rows["Tickets"].put(
        upstream.opened(
            number,
            12,
            contract_id=contract,
            tickettype_id=TYPE,
            agent_id=agent,
            customfields=custom,
            last_update="2026-12-01T06:10:00",
        )
    )


def taken_in(counter, number=5001):
    return from_tickets.work(counter.app, json.dumps({"ticket_id": str(number)}))


def test_a_ticket_becomes_a_request_that_is_put_to_its_approver(counter):
    put_ticket(counter)

    assert taken_in(counter) == "requested"

    request = counter.request()
    assert request.origin == "ticket 5001"
    assert request.requester.oid == ASKER
    assert request.terms.discount_bps == 500
    counter.engine.work()
    lead, page = counter.opened()
    assert "A rival offers less." in text_of(page)
    assert lead.decide(page).status == 303


def test_a_ticket_that_is_read_twice_is_one_request(counter):
    put_ticket(counter)
    taken_in(counter)

    assert taken_in(counter) == "nothing new"
    assert len([*counter.app.stores.projections.concessions()]) == 1


def test_words_of_a_dropdown_are_understood(counter):
    put_ticket(
        counter,
        fields={
            "kind": "Price freeze",
            "discount_percent": "",
            "reason_code": "Service failure",
        },
    )

    assert taken_in(counter) == "requested"
    assert counter.request().terms.kind == "price_freeze"


def test_a_ticket_with_other_terms_voids_what_was_approved(counter):
    put_ticket(counter)
    taken_in(counter)
    put_ticket(counter, fields={"discount_percent": "6"})

    assert taken_in(counter) == "revised"
    assert counter.request().revision == 2


def test_a_ticket_that_is_settled_changes_nothing(counter):
    put_ticket(counter)
    taken_in(counter)
    counter.engine.work()
    lead, page = counter.opened()
    lead.decide(page, verdict="reject", reason="Too dear.")
    put_ticket(counter, fields={"discount_percent": "6"})

    assert taken_in(counter) == "nothing new"
    assert counter.request().revision == 1


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"fields": {"kind": "Gift"}}, "kind"),
        ({"fields": {"reason": ""}}, "reason"),
        ({"fields": {"expires_on": "2026-11-30"}}, "expires_at"),
        ({"agent": 77}, "none of the playbook's colleagues"),
    ],
)
def test_a_ticket_that_can_not_be_used_is_an_exception_until_it_is_put_right(
    counter, over, told
):
    put_ticket(counter, **over)

    assert taken_in(counter) == "unusable"
    key = "concession_ticket_unusable:5001"
    assert told in counter.engine.exceptions()[key].message

    put_ticket(counter)
    assert taken_in(counter) == "requested"
    assert key not in counter.engine.exceptions()


def test_a_ticket_of_no_contract_is_the_tenants_exception(counter):
    put_ticket(counter, contract=0)

    assert taken_in(counter) == "no contract"
    assert any("5001" in key for key in counter.engine.exceptions())


def test_a_sync_finds_the_tickets_of_that_type(counter):
    put_ticket(counter)
    put_ticket(counter, 5002)
    row = counter.engine.rows["Tickets"].get(5002)
    counter.engine.rows["Tickets"].put({**row, "tickettype_id": 1})
    counter.engine.later(minutes=20)

    counter.engine.sync()

    waiting = [m.body for _, m in counter.engine.waiting(from_tickets.QUEUE)]
    assert [json.loads(body)["ticket_id"] for body in waiting] == ["5001"]
