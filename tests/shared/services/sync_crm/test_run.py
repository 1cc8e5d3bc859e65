"""A portal synced: every record compared with the truth, every request counted."""

from random import Random

import pytest

from sandbox.hubspot.bulk import fill_in_bulk
from sandbox.hubspot.kinds import KINDS
from sandbox.hubspot.links import LABELS
from shared.domain.errors import SourceRejected
from shared.domain.sync import SyncKind
from shared.services.sync_crm import run as sync_crm
from tests.shared.services.engine import Engine

FULL = SyncKind.RECONCILE


class PortalEngine(Engine):
    """An engine whose portal was filled in bulk: `ids` by kind."""

    ids: dict[str, list[str]]


def an_engine(*, companies=0, deals=0, contacts=0, **crm):
    engine = PortalEngine(crm=crm)
    counts = {"companies": companies, "deals": deals, "contacts": contacts}
    engine.ids = fill_in_bulk(engine.hub, **counts) if companies else {}
    return engine


def truth(hub, name):
    """Give the live records as they stand: id → what we keep of them."""
    kind, portal = KINDS[name], hub.portal
    return {
        record.id: (
            record.properties.get("name")
            or record.properties.get("dealname")
            or record.properties.get("firstname"),
            sorted(portal.linked(kind.name, record.id, "companies")),
            record.updated_at,
        )
        for record in portal.records[kind].ordered()
    }


def copy_of(records):
    return {
        r.id: (r.name, sorted(getattr(r, "account_ids", ())), r.modified_at)
        for r in records
        if not r.gone
    }


def differences(engine):
    """List the records that are not in the copy as they are in the portal."""
    crm = engine.stores.crm
    pairs = [
        (truth(engine.hub, "companies"), copy_of(crm.accounts.all())),
        (truth(engine.hub, "deals"), copy_of(crm.deals.all())),
        (truth(engine.hub, "contacts"), copy_of(crm.people.all())),
    ]
    return [
        key
        for there, here in pairs
        for key in there.keys() | here.keys()
        if there.get(key) != here.get(key)
    ]


def asked(engine):
    return engine.hub.ledger.told()["total"]


def test_the_first_sync_reads_everything():
    engine = an_engine(companies=30, deals=40, contacts=150)

    state = engine.sync_crm()

    assert (state.kind, state.active, state.stopped) == (FULL, False, "")
    assert differences(engine) == []
    assert len(list(engine.stores.crm.owners.all())) == 5


def test_an_idle_sync_asks_three_times():
    engine = an_engine(companies=30, deals=40, contacts=50)
    engine.sync_crm()
    engine.later(hours=1).hub.ledger.reset()

    state = engine.sync_crm()

    assert asked(engine) == 3
    assert sum(counts.changed for counts in state.counts.values()) == 0


def test_changes_are_read_with_one_search_and_one_batch_a_kind():
    engine = an_engine(companies=30, deals=40, contacts=50)
    engine.sync_crm()
    engine.later(minutes=30)
    edit(engine, "companies", name="Renamed")
    edit(engine, "deals", dealname="Renamed")
    edit(engine, "contacts", firstname="Renamed")
    engine.later(minutes=5).hub.ledger.reset()

    engine.sync_crm()

    assert (asked(engine), differences(engine)) == (5, [])


def edit(engine, kind, number=0, **properties):
    ident = engine.ids[kind][number]
    engine.hub.mutate(
        {"op": "edit", "kind": kind, "id": ident, "properties": properties}
    )
    return ident


def test_more_changes_than_a_search_may_give_are_all_read():
    engine = an_engine(companies=420, search_cap=200)
    engine.sync_crm()
    engine.later(minutes=30)
    for number in range(420):
        edit(engine, "companies", number, name=f"New {number}")
    engine.later(minutes=5)

    engine.sync_crm()

    assert differences(engine) == []


def test_what_changed_within_the_lag_comes_with_the_next_sync():
    engine = an_engine(companies=5)
    engine.sync_crm()
    engine.later(hours=1)
    changed = edit(engine, "companies", name="Renamed")
    engine.later(seconds=10)

    engine.sync_crm()
    at_once = differences(engine)
    engine.later(minutes=5).sync_crm()

    assert (at_once, differences(engine)) == ([changed], [])


def test_an_older_version_from_the_index_does_not_undo_a_newer_one():
    engine = an_engine(companies=5, search_lag=3600.0)
    engine.sync_crm()
    engine.later(hours=2)
    edit(engine, "companies", name="First")
    engine.later(minutes=30)
    edit(engine, "companies", name="Second")
    engine.sync_crm(FULL)  # the list has no lag
    engine.later(minutes=15)

    engine.sync_crm()

    assert differences(engine) == []


@pytest.mark.parametrize("seed", range(3))
def test_after_the_nightly_pass_the_copy_is_the_truth(seed):
    """Lag, disorder, merges, archives, restores, and edits between the pages."""
    dice = Random(seed)
    engine = an_engine(
        companies=230, deals=250, contacts=220, search_lag=30.0, seed=seed
    )
    engine.app = engine.process(pages_per_window=1)
    engine.sync_crm()
    for _ in range(4):
        for _ in range(12):
            disturb(engine, dice)
        engine.later(seconds=dice.randrange(400))
        sync_crm.plan(engine.app)
        while waiting := engine.waiting():
            engine.handle(*waiting[0])
            disturb(engine, dice)
    engine.later(minutes=1)

    engine.sync_crm(FULL)

    assert differences(engine) == []


def disturb(engine, dice):
    """Do one thing that the portal's people do."""
    name = dice.choice(["companies", "deals", "contacts"])
    shelf = engine.hub.portal.records[name]
    one, other = dice.sample(sorted(shelf.live), 2)
    property_ = {"companies": "name", "deals": "dealname", "contacts": "firstname"}
    told = {property_[name]: f"Name {dice.random()}"}
    operations = [
        {"op": "edit", "kind": name, "id": one, "properties": told},
        {"op": "archive", "kind": name, "id": one},
        {
            "op": "merge",
            "kind": name,
            "winner": one,
            "loser": other,
            "new_id": dice.random() < 0.5,
        },
    ]
    if shelf.archived:
        ident = min(shelf.archived)
        operations.append({"op": "restore", "kind": name, "id": ident})
    engine.hub.mutate(dice.choice(operations))
    engine.later(seconds=dice.randrange(20))


def test_a_merged_record_leads_to_its_survivor():
    engine = an_engine(companies=10, deals=10)
    engine.sync_crm()
    winner, loser = engine.ids["companies"][:2]
    engine.hub.mutate(
        {"op": "merge", "kind": "companies", "winner": winner, "loser": loser}
    )
    engine.later(hours=1).sync_crm(FULL)

    kept = {a.id: a for a in engine.stores.crm.accounts.all()}
    assert (kept[loser].gone, kept[winner].merged_ids) == (True, (loser,))
    deal = {d.id: d for d in engine.stores.crm.deals.all()}[engine.ids["deals"][1]]
    assert deal.account_ids == (winner,)


def test_labels_tell_what_a_person_is_to_an_account():
    engine = an_engine(companies=2, contacts=2)
    company, person = engine.ids["companies"][0], engine.ids["contacts"][0]
    types = [("USER_DEFINED", LABELS["Decision maker"])]
    link = {"kind": "contacts", "other": "companies", "id": person, "to": company}
    engine.hub.mutate({"op": "link", "types": types, **link})

    engine.sync_crm()

    people = {p.id: p for p in engine.stores.crm.people.all()}
    assert people[person].labels == {company: ("Decision maker",)}


def test_a_portal_that_lost_most_records_at_once_stops_the_sync():
    engine = an_engine(companies=20)
    engine.sync_crm()
    for ident in engine.ids["companies"][:10]:
        engine.hub.mutate({"op": "archive", "kind": "companies", "id": ident})

    state = engine.later(hours=1).sync_crm(FULL)

    assert "10 of 20 accounts of the CRM are gone at once" in state.stopped
    assert not any(a.gone for a in engine.stores.crm.accounts.all())


def test_the_key_of_another_portal_reads_nothing():
    engine = an_engine(companies=3)
    engine.app = engine.process(hubspot=engine.hubspot_client(portal_id="1"))

    with pytest.raises(SourceRejected, match="of portal 4242, not of 1"):
        engine.sync_crm()

    assert list(engine.stores.crm.accounts.all()) == []
    assert engine.hub.ledger.told()["counts"] == {
        "GET /account-info/2026-09/details": 1
    }


def test_a_missing_scope_is_an_exception_for_the_operator():
    scopes = ("crm.objects.companies.read", "crm.objects.contacts.read")
    more = ("crm.objects.deals.read", "crm.objects.owners.read")
    engine = an_engine(companies=3, scopes=scopes + more)

    engine.sync_crm()

    message = engine.exceptions()["scope_missing:hubspot"].message
    assert "crm.objects.deals.write" in message


def test_a_spent_day_is_waited_for_until_the_portals_midnight():
    engine = an_engine(companies=3, daily=2, time_zone="Europe/London")

    sync_crm.plan(engine.app)
    engine.work()
    asked_today = asked(engine)
    engine.later(hours=17, minutes=55).work()  # it was 6 in the morning
    still_waiting = asked(engine)
    engine.later(hours=1).work()

    assert asked_today == still_waiting
    assert asked(engine) > asked_today


def test_a_malformed_record_is_set_aside_and_the_rest_goes_on():
    engine = an_engine(companies=40, deals=40)
    edit(engine, "deals", amount="1,000")

    state = engine.sync_crm()

    assert state.counts["crm_deals"].quarantined == 1
    assert len(list(engine.stores.crm.deals.all())) == 39


def test_without_a_crm_nothing_is_planned():
    engine = Engine()

    assert sync_crm.plan(engine.app) == ""
    assert engine.waiting() == []
