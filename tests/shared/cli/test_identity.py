"""identity and hubspot on the command line."""

import pytest

from shared import bootstrap
from shared.cli.__main__ import main
from tests.shared.services.crm_engine import CrmEngine


@pytest.fixture
def engine(monkeypatch):
    found = CrmEngine(customers=2)
    found.edit("companies", found.accounts[1], halopsa_customer_id="", name="Customer")
    found.sync()
    found.sync_crm()
    monkeypatch.setattr(bootstrap, "app", lambda: found.app)
    return found


def test_what_is_open_is_listed_with_its_candidates(engine, capsys):
    code = main(["identity", "list"])

    lines = capsys.readouterr().out.splitlines()
    assert (code, lines[-1]) == (0, "1 matches")
    assert lines[0].startswith("customer 13: no account (open")
    assert lines[1].strip().startswith(f"{engine.accounts[1]}  Customer: ")


def test_all_are_listed_when_asked_for(engine, capsys):
    main(["identity", "list", "--all"])

    told = capsys.readouterr().out
    assert f"customer 12: {engine.accounts[0]} (matched 100%" in told


def test_a_match_is_confirmed_and_rejected(engine, capsys):
    account = engine.accounts[1]

    assert main(["identity", "confirm", "13", account, "--by", "ann"]) == 0
    assert f"customer 13: {account} (confirmed 100% confirmed by ann" in (
        capsys.readouterr().out
    )
    engine.opened().write()
    assert main(["identity", "reject", "13", account, "--by", "bob"]) == 0
    told = capsys.readouterr().out
    assert "customer 13: no account (open" in told
    assert "written to it: upsert_deal" in told


@pytest.mark.usefixtures("engine")
def test_an_unknown_customer_is_one_line(capsys):
    code = main(["identity", "confirm", "99", "1", "--by", "ann"])

    assert (code, capsys.readouterr().err[:27]) == (1, "error: customer 99 is not k")


def test_the_portal_is_set_up_once(engine, monkeypatch, capsys):
    key = engine.hub.portal.options.setup_token
    client = engine.hubspot_client(access_token=key)
    monkeypatch.setattr(bootstrap, "settings", lambda: None)
    monkeypatch.setattr(bootstrap, "hubspot_setup_client", lambda _: client)
    engine.hub.portal.pipelines.pop("renewal_engine")

    assert main(["hubspot", "setup"]) == 0
    assert main(["hubspot", "setup"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines == ["made deals: pipeline Renewals", "1 things made", "0 things made"]
