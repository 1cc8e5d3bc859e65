"""people, and check where mail is read, on the command line."""

import pytest

from sandbox.gmail import Fault
from shared import bootstrap, settings
from shared.cli.__main__ import main
from tests.shared.services.mail.office import ALEX, DANA, Office
from tests.shared.test_settings import GOOD


@pytest.fixture
def office(monkeypatch):
    found = Office().opened()
    monkeypatch.setattr(bootstrap, "app", lambda: found.app)
    monkeypatch.setattr(bootstrap, "environment", lambda: GOOD)
    assert settings.load(GOOD)
    return found


def test_a_person_is_erased(office, capsys):
    office.post(1).read()

    code = main(["people", "erase", DANA, "--by", "ann", "--reason", "letter 12"])

    told = capsys.readouterr().out
    assert (code, told) == (0, "erased: 1 people, 1 mails, 0 people of the CRM\n")
    assert office.facts() == []


def test_a_reason_with_a_name_is_an_error_of_one_line(office, capsys):
    code = main(["people", "erase", DANA, "--by", "ann", "--reason", "for Dana"])

    assert code == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert DANA in {one.email for one in office.stores.people.all()}


def test_notifications_of_other_mailboxes_are_told(office, capsys):
    for _ in range(3):
        office.stores.pushes.count_unknown(office.clock.today())

    main(["check"])

    assert "3 notifications today of mailboxes not" in capsys.readouterr().out


def test_every_mailbox_is_checked(office, capsys):
    assert main(["check"]) == 0
    assert "gmail: 2 mailboxes can be read" in capsys.readouterr().out

    office.gmail.faults.append(
        Fault("refuse", path=f"/{ALEX}/", status=403, reason="domainPolicy")
    )
    assert main(["check"]) == 1
    told = capsys.readouterr().out
    assert f"{ALEX} can't be read: gmail profile: 403 domainPolicy" in told
    assert "gmail: 1 mailboxes can be read" in told
