"""The command line over an engine in memory: what it says, does and refuses."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from shared import bootstrap
from shared.cli.__main__ import main
from shared.domain.contract import AutomationMode
from shared.services import record_events, settle_effects
from tests.shared.services import upstream
from tests.shared.services.engine import Engine, one_contract
from tests.shared.services.mail.post_room import CHIEF, LEAD, PostRoom
from tests.shared.services.test_settle_effects import in_doubt
from tests.shared.test_settings import GOOD


@pytest.fixture
def engine(monkeypatch):
    """Give an engine that has synced, as the one of the command line."""
    found = Engine(
        one_contract(contracts=[upstream.contract(n, 12) for n in (301, 302)])
    )
    found.sync()
    monkeypatch.setattr(bootstrap, "app", lambda: found.app)
    return found


def state(engine, contract="301"):
    return record_events.load(engine.app, "12", contract)


def test_a_mode_is_set(engine, capsys):
    code = main(["mode", "301", "pilot", "--by", "ada", "--reason", "ready"])

    assert (code, capsys.readouterr().out) == (0, "contract 301: pilot\n")
    assert state(engine).mode is AutomationMode.PILOT


def test_what_is_forbidden_is_one_line(engine, capsys):
    code = main(["mode", "301", "live", "--by", "ada", "--reason", "ready"])

    told = capsys.readouterr()
    assert (code, told.out) == (1, "")
    assert told.err == ("error: contract 301: live needs a signed baseline snapshot\n")
    assert state(engine).mode is None


@pytest.mark.usefixtures("engine")
def test_an_unknown_contract_is_one_line(capsys):
    code = main(["mode", "999", "pilot", "--by", "ada", "--reason", "ready"])

    assert code == 1
    assert capsys.readouterr().err == "error: contract 999 is not known\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["mode", "301", "loud", "--by", "ada", "--reason", "x"],
        ["mode", "301", "pilot", "--by", "ada"],
        ["mode", "301", "pilot", "--reason", "x"],
        ["notice", "301", "soon", "--by", "ada", "--reason", "x"],
        ["effects", "pause", "--by", "ada", "--reason", "x"],
        ["baseline"],
        ["intake", "export"],
        ["timeline"],
    ],
)
@pytest.mark.usefixtures("engine")
def test_a_command_that_makes_no_sense_is_explained(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert "usage: python -m shared.cli" in capsys.readouterr().err


def test_a_notice_is_recorded(engine, capsys):
    code = main(["notice", "301", "2027-01-05", "--by", "ada", "--reason", "leaving"])

    assert code == 0
    assert capsys.readouterr().out == "contract 301: notice of 2027-01-05 recorded\n"
    assert state(engine).notice_date == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("action", "stopped", "said"),
    [("stop", True, "effects are stopped"), ("allow", False, "effects are allowed")],
)
def test_the_kill_switch_is_turned(engine, capsys, action, stopped, said):
    code = main(["effects", action, "--by", "ada", "--reason", "audit"])

    assert (code, capsys.readouterr().out) == (0, f"{said}\n")
    assert engine.stores.settings.effects_stopped() is stopped


def test_the_baseline_is_signed(engine, capsys):
    code = main(["baseline", "--by", "owner"])

    assert code == 0
    assert capsys.readouterr().out == "baseline signed: 100000 minor units of MRR\n"
    assert engine.stores.timeline.load("-", "-")[0].actor == "owner"


def a_file(tmp_path, text, *, name="intake.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_text(text, encoding=encoding)
    return str(path)


GOOD_ROWS = "contract_id,owner\n301,Agent 7\n302,8\n"
BAD_ROWS = "contract_id,owner\n301,Zoe\n302,8\n"


def test_an_intake_file_is_imported(engine, capsys, tmp_path):
    code = main(["intake", "import", a_file(tmp_path, GOOD_ROWS), "--by", "ada"])

    assert code == 0
    assert capsys.readouterr().out == "2 recorded, 0 unchanged, 0 bad\n"
    assert engine.stores.intake.get("12", "301").recorded_by == "ada"


def test_an_intake_file_from_excel_is_imported(engine, tmp_path):
    path = a_file(tmp_path, GOOD_ROWS.replace("\n", "\r\n"), encoding="utf-8-sig")

    assert main(["intake", "import", path]) == 0
    assert engine.stores.intake.get("12", "302").owner == "8"


def test_a_dry_run_stores_nothing(engine, capsys, tmp_path):
    code = main(["intake", "import", a_file(tmp_path, BAD_ROWS), "--dry-run"])

    assert code == 1
    assert capsys.readouterr().out == (
        "row 2, contract 301: owner 'Zoe' is not an active agent\n"
        "dry run: 1 rows good, 1 bad, nothing stored\n"
    )
    assert engine.stores.intake.get("12", "302") is None


def test_good_rows_are_stored_beside_bad_ones(engine, capsys, tmp_path):
    code = main(["intake", "import", a_file(tmp_path, BAD_ROWS)])

    assert code == 1
    assert capsys.readouterr().out.endswith("1 recorded, 0 unchanged, 1 bad\n")
    assert engine.stores.intake.get("12", "302").owner == "8"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00bad", b"price\n1\n", b""])
@pytest.mark.usefixtures("engine")
def test_a_file_that_is_no_intake_is_one_line(capsys, tmp_path, content):
    path = tmp_path / "intake.csv"
    path.write_bytes(content)

    code = main(["intake", "import", str(path)])

    assert code == 1
    assert capsys.readouterr().err.startswith("error: ")


@pytest.mark.parametrize(
    "command", [["intake", "import"], ["playbook", "import"]], ids=" ".join
)
@pytest.mark.usefixtures("engine")
def test_a_file_that_is_not_there_is_one_line(capsys, tmp_path, command):
    code = main([*command, str(tmp_path / "none")])

    assert code == 1
    assert "No such file" in capsys.readouterr().err


SHIPPED = Path(bootstrap.__file__).parents[1] / "policies" / "default_playbook.toml"


def shipped_but(old, new):
    """Give the shipped playbook's file with one line replaced."""
    content = SHIPPED.read_text()
    assert old in content
    return content.replace(old, new)


def test_the_playbook_is_shown_with_its_version(engine, capsys):
    code = main(["playbook", "show"])

    told = capsys.readouterr().out
    assert code == 0
    assert f"version {engine.shipped.version}" in told
    assert '"default_mode":"pilot"' in told


def test_a_playbook_is_put_in_force(engine, capsys, tmp_path):
    text = shipped_but("grace_days = 30", "grace_days = 45")

    code = main(["playbook", "import", a_file(tmp_path, text, name="book.toml")])

    book = engine.stores.settings.playbook()
    assert (code, book.grace_days) == (0, 45)
    assert capsys.readouterr().out == (
        f"playbook default is in force, version {book.version}\n"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("grace_days = ", "Invalid value"),
        (
            shipped_but("days_before = 60", "days_before = 95"),
            "playbook: Value error, stages: t90, t60 and t30 must come in that order",
        ),
        (
            shipped_but("grace_days = 30", "grace_days = -1"),
            "grace_days: Input should be greater than or equal to 0",
        ),
    ],
)
def test_a_playbook_that_makes_no_sense_is_named(
    engine, capsys, tmp_path, text, reason
):
    code = main(["playbook", "import", a_file(tmp_path, text, name="book.toml")])

    told = capsys.readouterr()
    assert code == 1
    assert told.err.startswith(f"error: playbook {tmp_path / 'book.toml'}: ")
    assert reason in told.err
    assert told.err.count("\n") == 1
    assert engine.stores.settings.playbook() == engine.shipped


def test_an_intact_timeline_is_verified(engine, capsys):
    engine.renew()

    assert main(["timeline", "verify"]) == 0
    assert capsys.readouterr().out == "the chain is intact\n"


def test_a_tampered_timeline_is_told_event_by_event(engine, capsys):
    engine.renew()
    row = next(engine.tables.query("timeline", pk="12|301"))
    forged = {**row.values, "actor": "nobody"}
    engine.tables.put("timeline", [replace(row, values=forged)])

    code = main(["timeline", "verify"])

    assert code == 1
    assert capsys.readouterr().out == (
        "customer 12, contract 301, event 1: it was edited: its hash does not match "
        "its content\n1 faults\n"
    )


def test_projections_are_rebuilt(engine, capsys):
    engine.renew()
    before = engine.stores.projections.heads("12")
    engine.stores.projections.clear()

    code = main(["timeline", "rebuild"])

    assert code == 0
    assert capsys.readouterr().out == "projections of 2 timelines rebuilt\n"
    assert engine.stores.projections.heads("12") == before


def test_exceptions_are_listed_by_what_is_at_stake(engine, capsys):
    engine.rows["ClientContract"].change(301, {"customfields": []})
    engine.rows["ClientContract"].change(301, {"last_modified": "2026-12-01T06:01:00"})
    engine.later(minutes=15).sync()
    engine.renew()
    capsys.readouterr()

    code = main(["exceptions"])

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    # 301 is worth 12,000 a year; 302 isn't billed at all
    assert [" ".join(line.split()) for line in lines[:2]] == [
        "2026-12-08 5 12/301 12000.00 GBP contract 301 has no renewal mode",
        "2026-12-08 5 12/302 - contract 302 has no value",
    ]
    assert lines[-1] == "2 open"


@pytest.fixture
def environment(monkeypatch):
    """Put settings into the environment, and none else that we know."""

    def put(settings):
        for name in GOOD:
            monkeypatch.delenv(name, raising=False)
        for name, text in settings.items():
            monkeypatch.setenv(name, text)

    return put


def test_settings_alone_are_checked_offline(environment, capsys):
    environment(GOOD)

    code = main(["check", "--offline"])

    assert (code, capsys.readouterr().out) == (
        0,
        "settings: ok (tenant acme, production)\n",
    )


def test_bad_settings_are_one_line_that_names_them(environment, capsys):
    environment({})

    code = main(["check"])

    told = capsys.readouterr().err
    assert code == 1
    assert told.count("\n") == 1
    assert "TENANT_ID is missing" in told
    assert "HALOPSA_CLIENT_SECRET is missing" in told


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ({}, 0, "halopsa: ok (granted: "),
        ({"granted_scopes": "read:tickets"}, 1, "halopsa: missing scopes: "),
    ],
)
def test_storage_and_access_are_checked(  # noqa: PLR0913, PLR0917 - fixtures and a table
    monkeypatch, environment, capsys, options, code, said
):
    environment(GOOD)
    monkeypatch.setattr(bootstrap, "app", lambda: Engine(**options).app)

    assert main(["check"]) == code

    told = capsys.readouterr().out
    assert "storage: ok (last sync run never)" in told
    assert said in told


def test_the_model_in_force_is_shown(engine, capsys):
    assert main(["model", "show"]) == 0
    assert "none signed" in capsys.readouterr().out
    assert engine.stores.settings.model() is None


def test_a_model_is_fitted_without_changing_anything(engine, capsys):
    assert main(["model", "fit"]) == 0
    assert "fitted to 0 closed renewals" in capsys.readouterr().out
    assert engine.stores.settings.model() is None


def test_a_held_letter_is_listed_shown_and_released(monkeypatch, capsys):
    room = PostRoom(mail={"high_value_minor": 1}).morning().decide().deliver()
    monkeypatch.setattr(bootstrap, "app", lambda: room.app)
    letter = room.letter.id

    assert main(["letters", "list"]) == 0
    assert letter in capsys.readouterr().out
    assert main(["letters", "show", letter]) == 0
    shown = capsys.readouterr().out
    assert "Dear Dana" in shown
    digest = shown.split()[-1]
    release = ["letters", "release", letter, "--hash", digest, "--by"]
    assert main([*release, LEAD]) == 1
    assert "only the incident commander" in capsys.readouterr().err
    assert main([*release, CHIEF]) == 0
    assert "Dear Dana" in room.deliver().drafts()[0]


def test_what_is_in_doubt_is_listed_and_settled(monkeypatch, capsys):
    room = in_doubt()
    monkeypatch.setattr(bootstrap, "app", lambda: room.app)
    (doubted,) = settle_effects.unknown(room.app)
    by = ["--by", "ada", "--reason", "I looked"]

    codes = [
        main(["effects", "unknown"]),
        main(["effects", "settle", doubted.id, "--done", "m7", *by]),
        main(["effects", "unknown"]),
        main(["effects", "settle", doubted.id, "--again", *by]),
    ]

    told = capsys.readouterr()
    assert codes == [0, 0, 0, 1]
    assert told.out.splitlines() == [
        f"{doubted.id}  look for {doubted.marker}: a digest",
        f"{doubted.id}: is done",
    ]
    assert told.err == f"error: effect {doubted.id}: its outcome is not in doubt\n"
