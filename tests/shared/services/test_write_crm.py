"""Renewal deals and account properties: written once, in batches, never doubled."""

import pytest

from sandbox.hubspot.faults import Fault
from sandbox.hubspot.links import LABELS
from shared.domain.contract import AutomationMode
from shared.domain.renewal import EffectStatus
from shared.domain.sync import SyncKind
from shared.services import govern, match_customers, record_events, write_crm
from tests.shared.services.crm_engine import CrmEngine

UPSERT = "POST /crm/objects/2026-09/0-3/batch/upsert"
TIE = "POST /crm/associations/2026-09/deals/companies/batch/create"
ACCOUNTS = "POST /crm/objects/2026-09/companies/batch/update"


def effects(engine, customer=12):
    state = record_events.load(engine.app, str(customer), str(289 + customer))
    return {effect.kind.value: effect for effect in state.effects.values()}


def test_a_renewal_becomes_a_deal_of_its_account():
    engine = CrmEngine().opened()

    engine.write()

    deal = engine.deal()
    assert deal.properties["dealname"] == (
        "Renewal 2027-01-31: Customer 12 - Contract 301"
    )
    assert deal.properties["amount"] == "12000.00"
    assert deal.properties["deal_currency_code"] == "GBP"
    assert deal.properties["closedate"] == "2027-01-31"
    assert deal.properties["pipeline"] == "renewal_engine"
    assert deal.properties["dealstage"] == "rnwl_t90"
    assert deal.properties["hubspot_owner_id"] == "7005"
    linked = engine.hub.portal.linked("deals", deal.id, "companies")
    assert linked == {engine.accounts[0]: {("HUBSPOT_DEFINED", 5)}}


def test_the_account_shows_the_renewal():
    engine = CrmEngine().opened()

    engine.write()

    account = engine.hub.portal.records["companies"].live[engine.accounts[0]]
    assert account.properties["rnwl_stage"] == "t90"
    assert account.properties["rnwl_decision_date"] == "2027-01-31"
    assert account.properties["name"] == "Account 12"


def test_many_renewals_are_written_in_batches_and_again_not_at_all():
    engine = CrmEngine(customers=150).opened()

    first = engine.write()
    engine.renew()
    second = engine.write()

    assert first == [UPSERT, UPSERT, TIE, ACCOUNTS, ACCOUNTS]
    assert second == []


def test_our_own_writes_that_come_back_cause_no_work():
    engine = CrmEngine(customers=3).opened()
    engine.write()
    engine.later(minutes=30)

    state = engine.sync_crm()
    events = [e for e in engine.renew() if e.type == "CrmWriteRequested"]

    assert sum(counts.changed for counts in state.counts.values()) == 0
    assert (events, engine.write()) == ([], [])


@pytest.mark.parametrize("path", ["upsert", "deals/companies", "companies/batch"])
@pytest.mark.parametrize("action", ["lost_reply", "reset"])
def test_a_lost_answer_doubles_nothing(path, action):
    engine = CrmEngine(customers=3).opened()
    engine.hub.faults.append(Fault(action, path=path, count=4))

    engine.write()
    engine.hub.faults.clear()
    engine.later(minutes=10).write()

    assert len(engine.deals()) == 3
    states = {effects(engine, n)["upsert_deal"].status for n in range(12, 15)}
    assert states == {EffectStatus.DELIVERED}
    for deal in engine.deals().values():
        assert len(engine.hub.portal.linked("deals", deal.id, "companies")) == 1


def test_in_shadow_nothing_is_written():
    engine = CrmEngine(book={"default_mode": "shadow"}).opened()

    assert (engine.write(), engine.deals()) == ([], {})
    assert effects(engine)["upsert_deal"].status is EffectStatus.SHADOW


def test_a_contract_that_leaves_shadow_is_written_then():
    engine = CrmEngine(book={"default_mode": "shadow"}).opened()
    govern.set_mode(engine.app, "301", AutomationMode.PILOT, actor="a", reason="r")

    engine.renew()
    engine.write()

    assert len(engine.deals()) == 1


def test_the_kill_switch_holds_writes_back():
    engine = CrmEngine().opened()
    govern.stop_effects(engine.app, stopped=True, actor="ann", reason="test")

    assert engine.write() == []
    govern.stop_effects(engine.app, stopped=False, actor="ann", reason="test")
    assert UPSERT in engine.write()


def test_nothing_is_written_for_a_customer_that_is_not_settled():
    engine = CrmEngine()
    engine.edit("companies", engine.accounts[0], halopsa_customer_id="")

    engine.opened()

    assert (engine.write(), engine.deals()) == ([], {})


def test_a_deal_moves_along_with_its_renewal():
    engine = CrmEngine().opened()
    engine.write()

    engine.later(days=20)
    engine.day()

    assert engine.deal().properties["dealstage"] == "rnwl_t60"
    assert len(engine.deals()) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dealname", "Our own words"),
        ("amount", "15000"),
        ("closedate", "2027-01-15"),
        ("dealstage", "rnwl_t30"),
        ("hubspot_owner_id", "7007"),
    ],
)
def test_what_a_person_changed_is_left_to_them(name, value):
    engine = CrmEngine().opened()
    engine.write()
    engine.later(hours=1)
    engine.edit("deals", engine.deal().id, **{name: value})

    engine.later(days=20)
    engine.day()
    engine.day()

    assert engine.deal().properties[name] == value
    assert len(effects(engine)["upsert_deal"].theirs) == 1
    others = {"dealname", "amount", "closedate", "hubspot_owner_id"} - {name}
    assert others <= engine.deal().properties.keys()


def test_a_field_comes_back_once_it_says_what_we_would_write():
    engine = CrmEngine().opened()
    engine.write()
    engine.later(hours=1)
    engine.edit("deals", engine.deal().id, amount="15000")
    engine.day()
    theirs = effects(engine)["upsert_deal"].theirs
    engine.later(hours=1)
    engine.edit("deals", engine.deal().id, amount="12000.00")

    engine.day()

    assert (theirs, effects(engine)["upsert_deal"].theirs) == (("amount",), ())


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [("rnwl_won", "renewed"), ("rnwl_lost", "non_renewing")],
)
def test_a_deal_that_people_closed_closes_the_renewal(stage, outcome):
    engine = CrmEngine().opened()
    engine.write()
    engine.later(hours=1)
    state = {"hs_is_closed": "true"}
    won = {"hs_is_closed_won": "true" if stage == "rnwl_won" else "false"}
    engine.edit("deals", engine.deal().id, dealstage=stage, **state, **won)

    engine.day()

    [event] = [e for e in engine.events_of(12, 301) if e.type == "RenewalClosed"]
    assert event.data["outcome"] == outcome
    assert f"deal {engine.deal().id}" in event.summary
    assert engine.deal().properties["dealstage"] == stage


def test_a_renewal_that_ends_elsewhere_closes_its_deal():
    engine = CrmEngine().opened()
    engine.write()
    engine.rows["ClientContract"].change(301, {"active": False})

    engine.day()

    assert engine.deal().properties["dealstage"] == "rnwl_lost"
    assert engine.deal().properties["hs_is_closed"] == "true"


def test_a_deal_that_people_archived_is_not_made_again():
    engine = CrmEngine().opened()
    engine.write()
    engine.hub.mutate({"op": "archive", "kind": "deals", "id": engine.deal().id})
    engine.later(hours=24).sync_crm(SyncKind.RECONCILE)

    engine.later(days=20)
    engine.day()

    assert engine.deals() == {}


def test_a_rule_of_the_portal_is_an_exception_that_names_the_property():
    engine = CrmEngine(
        customers=3, crm={"required": (("deals:rnwl_t90", "description"),)}
    ).opened()

    first = engine.write()
    second = engine.write()

    item = next(i for i in engine.exceptions().values() if i.rule == "crm_rule")
    assert item.message.startswith("the CRM wants description")
    assert effects(engine)["upsert_deal"].status is EffectStatus.UNKNOWN
    assert (first.count(UPSERT), second.count(UPSERT)) == (1, 0)


def test_an_exception_of_a_rule_closes_when_the_write_goes_through():
    engine = CrmEngine(crm={"required": (("deals:rnwl_t90", "description"),)}).opened()
    engine.write()
    before = [i.rule for i in engine.exceptions().values()]
    engine.later(days=35)  # its next stage asks for nothing

    engine.day()

    assert "crm_rule" in before
    assert not [i for i in engine.exceptions().values() if i.rule == "crm_rule"]
    assert len(engine.deals()) == 1


def test_people_with_a_role_are_tied_to_the_deal():
    engine = CrmEngine()
    person = {"op": "add", "kind": "contacts", "properties": {"firstname": "Ann"}}
    home = [("companies", engine.accounts[0])]
    [ann] = engine.hub.mutate({**person, "links": home})
    label = [("USER_DEFINED", LABELS["Decision maker"])]
    ends = {"kind": "contacts", "other": "companies", "to": engine.accounts[0]}
    engine.hub.mutate({"op": "link", "id": ann["id"], "types": label, **ends})
    engine.hub.mutate({**person, "links": home})
    engine.opened()

    engine.write()

    linked = engine.hub.portal.linked("deals", engine.deal().id, "contacts")
    assert list(linked) == [ann["id"]]


@pytest.mark.parametrize(("wins", "owner"), [("crm", "7007"), ("psa", "7005")])
def test_the_named_setting_says_whose_a_deal_is(wins, owner):
    engine = CrmEngine(book={"crm": {"deal_owner_from": wins}})
    engine.edit("companies", engine.accounts[0], hubspot_owner_id="7007")

    engine.opened().write()

    assert engine.deal().properties["hubspot_owner_id"] == owner
    message = engine.exceptions()["owner_conflict:12"].message
    assert "belongs to Owner 7 in the CRM and to Owner 5 in the PSA" in message


def test_a_wrong_match_tells_what_was_written_for_it():
    engine = CrmEngine().opened()
    engine.write()

    undone = match_customers.reject(engine.app, "12", engine.accounts[0], actor="ann")

    assert f"upsert_deal {engine.deal().id} of contract 301" in undone.written


def test_a_run_that_took_too_long_leaves_the_rest_to_the_next():
    engine = CrmEngine(customers=120).opened()
    slow = engine.process()
    moments = iter([slow.now()] * 2)
    late = engine.process(
        now=lambda: next(moments, engine.later(minutes=5).clock.now())
    )

    write_crm.write_owed(late)
    before = len(engine.deals())
    engine.write()

    assert (before, len(engine.deals())) == (100, 120)


def test_without_its_pipeline_nothing_is_written_and_the_operator_hears_of_it():
    engine = CrmEngine()
    engine.hub.portal.pipelines.pop("renewal_engine")
    engine.opened()

    assert engine.write() == []
    assert "run `hubspot setup`" in engine.exceptions()["crm_not_set_up"].message
    engine.set_up()
    engine.later(hours=24).sync_crm(SyncKind.RECONCILE)
    engine.write()
    assert len(engine.deals()) == 1
    assert "crm_not_set_up" not in engine.exceptions()


def test_setting_up_twice_makes_nothing_new():
    engine = CrmEngine()

    assert engine.set_up() == []
