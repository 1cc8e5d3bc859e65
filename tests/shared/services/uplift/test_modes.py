"""The engine acts for an opportunity as far as it may act for its contract."""

import pytest

from shared.domain.contract import AutomationMode
from shared.services import govern
from shared.services.uplift import pursue
from tests.shared.services.uplift.crm_office import Office

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
