"""Matches through a sync: asked for, settled, undone."""

import pytest

from shared.domain.errors import InvalidInput, NotFound
from shared.domain.match import MatchStatus
from shared.services import match_customers
from tests.shared.services import upstream
from tests.shared.services.engine import Engine


def an_engine(*names, domains=(), website=""):
    """Give an engine with one customer whose portal has accounts of these names."""
    portfolio = upstream.tenant(
        clients=[upstream.client(12, name="Acme Clinics", website=website)],
        contracts=[upstream.contract(301, 12)],
        bills=[upstream.bill(301, 12)],
    )
    engine = Engine(portfolio, crm={})
    for number, name in enumerate(names):
        more = {"domain": domains[number]} if number < len(domains) else {}
        engine.hub.mutate(
            {"op": "add", "kind": "companies", "properties": {"name": name, **more}}
        )
    engine.sync()
    engine.sync_crm()
    return engine


def match_of(engine, customer="12"):
    return engine.stores.crm.matches.get(customer, "match")


def accounts(engine):
    return [account.id for account in engine.stores.crm.accounts.all()]


def test_a_customer_is_matched_by_its_own_web_address():
    engine = an_engine(
        "Old Street Surgeries",
        domains=["acme.example"],
        website="https://www.acme.example/",
    )

    match = match_of(engine)

    assert (match.status, match.account_ids) == ("matched", tuple(accounts(engine)))
    assert match.reason.startswith("same domain acme.example")


def test_the_web_address_is_asked_for_once():
    engine = an_engine("Acme Clinics")
    engine.later(hours=1).sync_crm()

    assert len(engine.requests("/api/client/12")) == 1


def test_a_tie_is_a_task_with_the_candidates():
    engine = an_engine("Acme Clinics Ltd", "Acme Clinics Inc")

    item = engine.exceptions()["customer_unmatched:12"]

    assert item.message.startswith("which account of the CRM is customer 12")
    assert all(ident in item.message for ident in accounts(engine))


def test_a_confirmed_match_settles_the_task():
    engine = an_engine("Acme Clinics Ltd", "Acme Clinics Inc")
    second = accounts(engine)[1]

    match_customers.confirm(engine.app, "12", second, actor="ann")
    engine.later(hours=1).sync_crm()

    match = match_of(engine)
    assert (match.status, match.account_id) == (MatchStatus.CONFIRMED, second)
    assert match.reason == "confirmed by ann"
    assert "customer_unmatched:12" not in engine.exceptions()


def test_the_decision_stands_on_the_timeline():
    engine = an_engine("Acme Clinics")

    match_customers.confirm(engine.app, "12", accounts(engine)[0], actor="ann")

    event = engine.events_of("-", "-")[-1]
    assert (event.type, event.actor) == ("MatchDecided", "ann")
    assert event.data["customer_id"] == "12"


def test_a_wrong_match_is_undone_and_stays_undone():
    engine = an_engine("Acme Clinics")
    [account] = accounts(engine)
    match_customers.confirm(engine.app, "12", account, actor="ann")

    undone = match_customers.reject(engine.app, "12", account, actor="bob")
    engine.later(hours=1).sync_crm()

    assert undone.match.status is MatchStatus.OPEN
    assert match_of(engine).status is MatchStatus.ABSENT
    with pytest.raises(InvalidInput, match="rejected before"):
        match_customers.reject(engine.app, "12", account, actor="bob")


def test_an_unknown_account_can_not_be_confirmed():
    engine = an_engine("Acme Clinics")

    with pytest.raises(NotFound, match="account 1 is not in the CRM"):
        match_customers.confirm(engine.app, "12", "1", actor="ann")


def test_an_unknown_customer_can_not_be_settled():
    engine = an_engine("Acme Clinics")

    with pytest.raises(NotFound, match="customer 99"):
        match_customers.confirm(engine.app, "99", accounts(engine)[0], actor="ann")


def test_a_customer_that_left_needs_no_match():
    engine = an_engine("Acme Clinics")
    engine.rows["Client"].change(12, {"inactive": True})
    engine.later(hours=1).sync()

    engine.sync_crm()

    assert match_of(engine) is None
