"""The engine acts for an opportunity as far as it may act for its contract."""

import pytest

from shared.domain.contract import AutomationMode
from shared.domain.sync import SyncKind
from shared.services import govern
from shared.services.uplift import pursue
from tests.shared.services.uplift.crm_office import Office
from tests.shared.services.uplift.offices import look

WHO = {"actor": "lea", "reason": "we begin with a few"}


@pytest.fixture
def office():
    return Office(book={"default_mode": "shadow"})


def test_in_shadow_accepting_is_recorded_and_nothing_goes_out(office):
    office.accept()
    office.work()

    assert office.tasks() == []
    assert office.uplifts() == []


def test_a_contracts_own_mode_lets_its_offer_go_out(office):
    govern.set_mode(office.app, "301", AutomationMode.PILOT, **WHO)

    office.accept()
    office.work()

    assert len(office.tasks()) == 1
    assert len(office.uplifts()) == 1


def test_a_contract_put_into_shadow_holds_back_what_was_asked_before(office):
    govern.set_mode(office.app, "301", AutomationMode.PILOT, **WHO)
    pursue.accept(office.app, office.first.id, actor="ann")
    govern.set_mode(office.app, "301", AutomationMode.SHADOW, **WHO)

    office.work()
    office.write()

    assert office.tasks() == []
    assert office.uplifts() == []


def test_what_was_accepted_in_shadow_is_asked_for_once_its_contract_is_out(office):
    office.accept()
    govern.set_mode(office.app, "301", AutomationMode.PILOT, **WHO)

    look(office.later(days=1))
    office.write()

    assert len(office.tasks()) == 1
    assert len(office.uplifts()) == 1
    assert look(office.later(days=1)) == []


def test_a_customer_who_gets_an_account_later_gets_its_deal_then():
    office = Office(accounts=())
    office.accept()
    office.an_account(12)
    office.heard(SyncKind.RECONCILE)

    look(office.later(days=40))
    office.write()

    assert len(office.uplifts()) == 1
