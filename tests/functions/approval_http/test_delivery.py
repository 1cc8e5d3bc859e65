"""From the decision to HaloPSA: the link at delivery, the terms checked once more."""

import pytest

from shared.services import ask_effects
from tests.shared.services import upstream
from tests.shared.services.engine import one_contract

from .counter import ASKER, REQUESTER, Counter

FIELDS = {"concession_hash": "CFhash", "concession_depth": "CFdepth"}


@pytest.fixture
def counter(monkeypatch):
    made = Counter(
        monkeypatch, portfolio=one_contract(), config={"task_fields": FIELDS}
    )
    for number, name in enumerate(FIELDS.values(), 900):
        made.engine.rows["FieldInfo"].put(
            {"id": number, "name": name, "label": name, "type": 0}
        )
    made.ask()
    return made


def approved(counter):
    lead, page = counter.opened()
    assert lead.decide(page).status == 303


def dearer(counter):
    """Raise the contract's price in HaloPSA and sync it, before anything goes out."""
    bill = upstream.bill(301, 12, price=1200.0, last_modified="2026-12-01T05:59:00")
    counter.engine.replace("RecurringInvoice", [bill])
    counter.engine.lose(ask_effects.QUEUE)
    counter.engine.sync()
    ask_effects.relay(counter.app)
    counter.engine.work()


def applying(counter):
    tasks = counter.engine.tasks()
    return [task for task in tasks if task["summary"].startswith("Apply an approved")]


def test_a_link_is_made_at_delivery_and_stored_nowhere(counter):
    token = counter.mailed()[-1].rpartition("/")[2]

    tables, blobs = counter.writes()

    assert token not in str(tables)
    assert token not in str(blobs)
    assert "rnwl1_" not in str(tables)


def test_approved_terms_stand_in_halopsa_with_their_fields(counter):
    approved(counter)
    counter.engine.work()

    (task,) = applying(counter)
    request = counter.request()
    assert request.status == "applied"
    written = {field["name"]: field["value"] for field in task["customfields"]}
    assert written == {"CFhash": request.chash, "CFdepth": "0.050000"}
    assert "5 percent off the entitled price" in task["details"]


def test_ap07_terms_that_changed_before_the_write_back_are_void(counter):
    approved(counter)

    dearer(counter)

    assert applying(counter) == []
    request = counter.request()
    assert (request.revision, request.status, request.approvals) == (2, "pending", ())
    assert [e.type for e in counter.engine.timeline()].count("ConcessionVoided") == 1
    assert any("terms_changed" in key for key in counter.engine.exceptions())


def test_ap07_what_was_voided_is_asked_anew_on_todays_terms(counter):
    approved(counter)
    dearer(counter)
    counter.engine.work()

    lead, page = counter.opened()

    assert lead.decide(page).status == 303
    assert counter.request().terms.entitled_mrr_minor == 120_000


def test_ap07_a_withdrawn_approval_is_not_written_back(counter):
    approved(counter)
    asker = counter.sign_in(ASKER, REQUESTER)
    path = f"/api/concessions/{counter.request().id}"
    asker.submit(asker.get(path), f"{path}/withdraw", reason="They agreed without.")

    counter.engine.work()

    assert applying(counter) == []


def test_without_signing_keys_the_task_says_why_it_has_no_link(monkeypatch):
    counter = Counter(monkeypatch)
    counter.app = counter.engine.app = counter.engine.process(
        entra_tenant_id=counter.app.entra_tenant_id
    )
    counter.change(app=counter.app)
    counter.ask()

    (task,) = counter.engine.tasks()
    assert "LINK_SIGNING_KEYS is not set" in task["details"]


def test_while_effects_are_stopped_nobody_is_sent_a_link(monkeypatch):
    counter = Counter(monkeypatch)
    counter.engine.sync()
    counter.app.stores.settings.stop_effects(stopped=True)

    counter.ask()

    assert counter.engine.tasks() == []
