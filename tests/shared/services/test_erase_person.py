"""A person is erased: nothing of them is left, and nothing brings them back."""

import json

import pytest

from sandbox.hubspot.kinds import KINDS
from shared.domain.errors import InvalidInput
from shared.domain.sync import SyncKind
from shared.services import erase_person, keep_timeline
from shared.services.mail import people
from shared.storage.timeline import hash_of
from tests.shared.services.mail.office import ALEX, DANA, PAT, Office
from tests.shared.services.test_map_stakeholders import an_engine

CONTACTS = KINDS["contacts"]
WHY = "asked for it by letter 12"


@pytest.fixture
def office():
    office = Office().opened()
    office.post(1).post(2, sender=PAT).post(3, sender=ALEX, to=(DANA,))
    return office.read()


def erase(office, address=DANA, reason=WHY):
    return erase_person.erase(office.app, address, actor="ann", reason=reason)


def test_their_rows_and_their_mail_are_gone(office):
    erased = erase(office)

    assert (erased.people, erased.mails) == (1, 2)
    assert [fact.person_id for fact in office.facts()] == ["902"]
    history = office.stores.mail_summaries.get("12", "mail").history
    assert sum(month.received + month.sent for month in history.months) == 1


def test_neither_name_nor_address_is_left_anywhere(office):
    erase(office, address=DANA.upper())

    kept = json.dumps(office.tables.dump(), default=str).lower()
    assert "dana" not in kept
    assert "pat@elm.example" in kept


def test_no_sync_brings_them_back(office):
    erase(office)

    people.refresh(office.app)

    assert DANA not in {one.email for one in office.stores.people.all()}


@pytest.mark.parametrize("sender", [DANA, "dana+x@elm.example"])
def test_their_mail_is_not_read_any_more(office, sender):
    erase(office)
    asked = office.gmail.requests["GET /gmail/v1/users/ID/messages/ID"]

    office.post(7, sender=sender).post(8, sender=ALEX, to=(sender,)).read()

    assert len(office.facts()) == 1
    assert office.counts()["erased"] == 2
    assert office.gmail.requests["GET /gmail/v1/users/ID/messages/ID"] - asked == 2


def test_mail_to_them_and_others_is_the_others(office):
    erase(office)

    office.post(7, sender=ALEX, to=(DANA, PAT)).read()

    assert [fact.person_id for fact in office.facts()] == ["902", "902"]


def test_the_timeline_tells_that_and_why_but_not_who(office):
    erase(office)

    event = office.timeline()[-1]
    assert (event.type, event.actor) == ("PersonErased", "ann")
    assert event.data == {"reason": WHY, "people": 1, "mails": 2, "crm_people": 0}
    assert list(keep_timeline.verify(office.app, hash_of)) == []


@pytest.mark.parametrize("reason", ["Dana left", f"for {DANA}"])
def test_a_reason_that_names_them_is_refused(office, reason):
    with pytest.raises(InvalidInput, match="must not name"):
        erase(office, reason=reason)

    assert len(office.facts()) == 3


def test_an_erasure_that_died_is_finished_by_the_next_one(office):
    class Dying:
        def __getattr__(self, name):
            return getattr(stores.people, name)

        def remove(self, _):
            raise KeyboardInterrupt

    stores, app = office.stores, office.app
    dying = type(stores)(**{**vars(stores), "people": Dying()})
    office.app = office.process(stores=dying, mail=app.mail)
    with pytest.raises(KeyboardInterrupt):
        erase(office)
    office.app = app

    assert erase(office).people == 1
    assert "dana" not in json.dumps(office.tables.dump(), default=str).lower()


def test_who_was_never_known_is_remembered_all_the_same(office):
    assert erase(office, "new@elm.example").people == 0

    office.post(9, sender="new@elm.example").read()

    assert office.counts()["erased"] == 1


def test_they_leave_the_crm_and_its_maps_and_stay_away():
    engine = an_engine("Decision maker", None)
    address = {"email": "Boss@acme.example"}
    engine.hub.portal.records.change(CONTACTS, engine.people[0], address)
    engine.later(hours=24).sync_crm(SyncKind.RECONCILE)
    (before,) = engine.stores.crm.stakeholders.all()

    erased = erase_person.erase(
        engine.app, "boss@acme.example", actor="ann", reason=WHY
    )
    engine.later(hours=24).sync_crm(SyncKind.RECONCILE)

    (after,) = engine.stores.crm.stakeholders.all()
    assert erased.crm_people == 1
    assert {one.id for one in engine.stores.crm.people.all()} == {engine.people[1]}
    assert len(before.stakeholders) - len(after.stakeholders) == 1
    assert engine.people[0] not in {one.person_id for one in after.stakeholders}
