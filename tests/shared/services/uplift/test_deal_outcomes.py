"""A deal that people closed in HubSpot ends its opportunity: once, and truly."""

import pytest

from shared.domain.errors import TransitionNotAllowed
from shared.domain.opportunity import CUSTOMER_LINE, Stage
from shared.domain.sync import SyncKind
from shared.services.uplift import pursue
from shared.workflow.uplift_brief import ending
from tests.shared.services.uplift.crm_office import Office
from tests.shared.services.uplift.offices import look

PIPELINE = {"pipeline": "rnwl_renewals", "dealname": "By hand", "dealstage": "rnwl_t30"}


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def found(office):
    found = office.accept()
    office.heard()
    return found


def types(events):
    return [event.type for event in events]


@pytest.mark.parametrize(
    ("amount", "place"), [("5700", "within"), ("4800", "below"), ("7200", "above")]
)
def test_a_won_deal_wins_it_at_a_twelfth_of_its_amount(office, found, amount, place):
    events = office.close(found, amount=amount)

    won = office.pursuit(found)
    assert (won.stage, won.won_minor) == (Stage.WON, int(amount) * 100 // 12)
    assert types(events)[:2] == ["OpportunityWon", "TaskSuperseded"]
    assert f"{place} the estimate of 475.00 GBP a month" in events[0].summary
    assert place in ending(won)


def test_a_lost_deal_loses_it(office, found):
    (event, *_) = office.close(found, won=False)

    assert event.type == "OpportunityLost"
    assert "lost in the CRM" in event.summary
    assert office.pursuit(found).stage is Stage.LOST


def test_what_the_deal_told_is_not_told_again_nor_written_back(office, found):
    office.close(found, amount="5000")

    assert office.heard() == []
    assert office.heard(SyncKind.RECONCILE) == []
    assert office.write() == []
    assert office.deal_of(found).properties["amount"] == "5000"


@pytest.mark.parametrize(
    ("stage", "options"),
    [
        (Stage.OFFERED, {}),
        (Stage.LOST, {"reason": "no budget"}),
        (Stage.REJECTED, {"reason": "a project"}),
        (Stage.WON, {"won_minor": 41_255}),
    ],
)
def test_our_own_writes_come_back_and_say_nothing(office, found, stage, options):
    pursue.move(office.app, found.id, stage, actor="ann", **options)
    office.work()
    assert office.heard() == []  # not written yet
    office.write()

    assert office.heard() == []
    assert office.troubles() == set()


def test_an_amount_that_is_changed_afterwards_is_corrected_once(office, found):
    office.close(found, amount="5700")
    deal = office.deal_of(found)
    office.edit("deals", deal.id, amount="6000")

    (event,) = office.heard()

    assert event.type == "OpportunityCorrected"
    assert "500.00 GBP a month" in event.summary
    assert office.pursuit(found).won_minor == 50_000
    assert office.heard() == []


def test_a_reopened_deal_is_asked_about_until_it_is_closed_again(office, found):
    office.close(found, amount="5700")
    office.edit("deals", office.deal_of(found).id, dealstage="rnwl_t30")

    office.heard()
    assert office.troubles() == {"uplift_deal_reopened"}
    assert office.pursuit(found).stage is Stage.WON
    assert office.heard() == []

    events = office.close(found, won=False)
    assert types(events) == ["OpportunityCorrected", "ExceptionClosed"]
    assert office.pursuit(found).stage is Stage.LOST
    assert office.pursuit(found).won_minor is None
    assert office.troubles() == set()


def test_an_archived_deal_is_asked_about_and_not_made_again(office, found):
    ident = office.deal_of(found).id
    office.hub.mutate({"op": "archive", "kind": "deals", "id": ident})

    office.heard(SyncKind.RECONCILE)
    assert office.troubles() == {"uplift_deal_gone"}
    assert office.pursuit(found).open

    pursue.move(office.app, found.id, Stage.WON, actor="ann", won_minor=100)
    office.write()
    office.heard()
    assert office.uplifts() == []
    assert office.troubles() == set()


def test_a_deal_that_was_restored_is_no_longer_asked_about(office, found):
    ident = office.deal_of(found).id
    office.hub.mutate({"op": "archive", "kind": "deals", "id": ident})
    office.heard(SyncKind.RECONCILE)
    office.hub.mutate({"op": "restore", "kind": "deals", "id": ident})

    office.heard(SyncKind.RECONCILE)

    assert office.troubles() == set()
    office.close(found, amount="5700")
    assert office.pursuit(found).stage is Stage.WON


def test_what_somebody_is_asked_about_does_not_expire(office, found):
    ident = office.deal_of(found).id
    office.hub.mutate({"op": "archive", "kind": "deals", "id": ident})
    office.heard(SyncKind.RECONCILE)

    office.later(days=100).sync()
    look(office)

    assert office.pursuit(found).open


@pytest.mark.parametrize("new_id", [False, True])
def test_a_deal_merged_into_a_persons_own_is_followed_there(office, found, new_id):
    ours = office.deal_of(found).id
    theirs = office.hub.mutate({"op": "add", "kind": "deals", "properties": PIPELINE})
    merge = {"op": "merge", "kind": "deals", "winner": theirs[0]["id"], "loser": ours}
    (survivor,) = office.hub.mutate({**merge, "new_id": new_id})
    office.edit("deals", survivor["id"], dealstage="rnwl_won", amount="4800")

    office.heard()
    office.heard(SyncKind.RECONCILE)

    won = office.pursuit(found)
    assert (won.stage, won.won_minor) == (Stage.WON, 40_000)
    assert won.deal_id == survivor["id"]


def test_a_deal_merged_into_another_of_ours_is_asked_about(office, found):
    office.later(days=30).sync()
    office.renew()
    office.write()
    renewal = office.deals()["12:301:1:renewal"]
    ours = office.deal_of(found).id
    office.hub.mutate(
        {"op": "merge", "kind": "deals", "winner": renewal.id, "loser": ours}
    )
    office.edit("deals", renewal.id, dealstage="rnwl_won")

    office.heard(SyncKind.RECONCILE)

    assert office.troubles() == {"uplift_deal_merged"}
    assert office.pursuit(found).open


def test_what_had_expired_is_corrected_when_its_deal_is_won_after_all(office, found):
    office.later(days=100).sync()
    look(office)
    office.write()
    assert office.pursuit(found).stage is Stage.EXPIRED

    events = office.close(found, amount="5700")

    assert types(events) == ["OpportunityCorrected"]
    assert office.pursuit(found).stage is Stage.WON


def test_a_win_of_what_was_rejected_is_disputed_until_somebody_says_so(office, found):
    pursue.move(office.app, found.id, Stage.REJECTED, actor="ann", reason="a project")
    office.write()
    office.close(found, amount="5700")
    assert office.troubles() == {"uplift_deal_disputed"}
    assert office.pursuit(found).stage is Stage.REJECTED

    pursue.move(office.app, found.id, Stage.WON, actor="bea", won_minor=47_500)
    office.write()
    office.heard()

    assert office.troubles() == set()
    assert office.pursuit(found).stage is Stage.WON


def test_a_deal_won_in_another_currency_is_kept_in_that_currency(office, found):
    (event, *_) = office.close(found, amount="6000", deal_currency_code="EUR")

    won = office.pursuit(found)
    assert (won.won_minor, won.realised_currency) == (50_000, "EUR")
    assert "another currency than the estimate" in event.summary


def test_a_deal_won_without_an_amount_is_asked_about_until_it_has_one(office, found):
    office.close(found, amount="")
    assert office.troubles() == {"uplift_deal_amount"}
    assert office.pursuit(found).open

    office.close(found, amount="6000")

    assert office.troubles() == set()
    assert office.pursuit(found).won_minor == 50_000


def test_a_write_decided_before_does_not_open_the_deal_again(office, found):
    pursue.move(office.app, found.id, Stage.OFFERED, actor="ann")
    office.close(found, amount="5700")

    office.write()

    assert office.deal_of(found).properties["dealstage"] == "rnwl_won"


def test_what_was_won_before_the_nightly_look_does_not_expire_in_it(office, found):
    office.later(days=100)
    ident = office.deal_of(found).id
    office.edit("deals", ident, dealstage="rnwl_won", amount="5700")
    office.heard()
    office.sync()
    look(office)

    assert office.pursuit(found).stage is Stage.WON


def test_what_people_changed_on_the_deal_stays_theirs(office, found):
    ident = office.deal_of(found).id
    office.edit("deals", ident, dealname="Ann's own", amount="9000")
    office.heard()

    pursue.move(office.app, found.id, Stage.OFFERED, actor="ann")
    office.write()

    told = office.deal_of(found).properties
    assert (told["dealname"], told["amount"]) == ("Ann's own", "9000")
    assert told["dealstage"] == "rnwl_t30"


def test_an_identified_one_is_not_won_without_having_been_taken_up(office):
    first = office.first
    pursue.move(office.app, first.id, Stage.REJECTED, actor="ann", reason="a project")

    with pytest.raises(TransitionNotAllowed):
        pursue.move(office.app, first.id, Stage.WON, actor="ann", won_minor=1)


def test_an_outcome_stands_once_on_the_timeline_however_often_it_is_read(office, found):
    office.close(found, amount="5700")
    for kind in (None, SyncKind.RECONCILE, None):
        office.heard(kind)

    told = types(office.events_of(12, CUSTOMER_LINE))
    assert told.count("OpportunityWon") == 1
