"""An opportunity that was accepted has its deal in HubSpot, which follows its life."""

import pytest

from shared.domain.opportunity import Stage
from shared.services.uplift import pursue
from tests.shared.services.uplift.crm_office import Office
from tests.shared.services.uplift.offices import look


@pytest.fixture
def office():
    return Office()


def test_accepting_makes_a_deal_of_a_years_likely_amount(office):
    found = office.accept()

    (deal,) = office.uplifts()
    amount = 12 * found.opportunity.estimate.likely_minor / 100
    assert float(deal["amount"]) == amount
    assert deal["dealname"].startswith("Uplift: ")
    assert deal["dealstage"] == "rnwl_t90"


def test_a_second_write_changes_nothing(office):
    office.accept()

    assert office.write() == []


@pytest.mark.parametrize(
    ("stage", "options", "expected"),
    [
        (Stage.OFFERED, {}, "rnwl_t30"),
        (Stage.LOST, {"reason": "no budget"}, "rnwl_lost"),
        (Stage.WON, {"won_minor": 5_000}, "rnwl_won"),
    ],
)
def test_the_deal_follows_what_people_say(office, stage, options, expected):
    found = office.accept()

    pursue.move(office.app, found.id, stage, actor="ann", **options)
    office.write()

    (deal,) = office.uplifts()
    assert deal["dealstage"] == expected


def test_a_won_deal_is_worth_what_was_won(office):
    found = office.accept()

    pursue.move(office.app, found.id, Stage.WON, actor="ann", won_minor=5_000)
    office.write()

    assert [float(deal["amount"]) for deal in office.uplifts()] == [600]


def test_what_time_ends_is_lost_there_too(office):
    office.accept()
    office.later(days=100)

    office.sync()
    look(office)
    office.write()

    assert [deal["dealstage"] for deal in office.uplifts()] == ["rnwl_lost"]


def test_what_was_never_accepted_has_no_deal(office):
    pursue.move(
        office.app, office.first.id, Stage.REJECTED, actor="ann", reason="a project"
    )
    office.write()

    assert office.uplifts() == []


def test_a_customer_without_a_settled_account_gets_no_deal():
    office = Office(accounts=())

    office.accept()

    assert office.uplifts() == []
