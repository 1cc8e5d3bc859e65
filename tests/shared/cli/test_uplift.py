"""`uplift …` over an engine in memory."""

import pytest

from shared import bootstrap
from shared.cli.__main__ import main
from shared.domain.opportunity import Stage
from shared.services.uplift import pursue
from tests.shared.services.uplift.offices import looked, open_ones


@pytest.fixture
def engine(monkeypatch):
    found = looked()
    monkeypatch.setattr(bootstrap, "app", lambda: found.app)
    return found


@pytest.fixture
def key(engine):
    (one,) = open_ones(engine)
    return one.id


def test_the_open_ones_are_listed_with_their_money(key, capsys):
    assert main(["uplift", "list"]) == 0

    told = capsys.readouterr().out
    assert told.startswith(f"{key}  475.00 GBP a month  [identified]\n")
    assert "Customer 12: Contract 301: 5 more hours a month" in told


def test_one_is_explained_down_to_its_records(key, capsys):
    assert main(["uplift", "explain", key]) == 0

    told = capsys.readouterr().out
    assert "usual hours: 15 hours a month  (median of hours 2026-06" in told
    assert "worked 2026-11: 900 minutes  (work/301/2026-11#minutes)" in told
    assert "0 of them differ today" in told


@pytest.mark.parametrize(
    ("arguments", "stage"),
    [
        (["accept"], Stage.QUALIFIED),
        (["reject", "--reason", "a project"], Stage.REJECTED),
    ],
)
def test_one_is_accepted_or_rejected(engine, key, arguments, stage):
    action, *more = arguments

    assert main(["uplift", action, key, "--by", "ada", *more]) == 0
    assert pursue.find(engine.app, key).stage is stage


def test_what_was_won_is_kept_in_minor_units(engine, key):
    main(["uplift", "accept", key, "--by", "ada"])
    main(["uplift", "offered", key, "--by", "ada"])
    main(["uplift", "won", key, "--by", "ada", "--amount", "412.50"])

    assert pursue.find(engine.app, key).won_minor == 41_250


def test_what_ended_is_listed_with_its_money_beside_the_estimate(key, capsys):
    main(["uplift", "accept", key, "--by", "ada"])
    main(["uplift", "won", key, "--by", "ada", "--amount", "412.50"])
    capsys.readouterr()

    assert main(["uplift", "list"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["uplift", "list", "--over"]) == 0
    money = "412.50 GBP a month, below the estimate of 475.00 GBP a month"
    assert money in capsys.readouterr().out
    main(["uplift", "explain", key])
    assert f"how it ended: {money}" in capsys.readouterr().out


@pytest.mark.parametrize("amount", ["much", "-5"])
def test_an_amount_that_is_none_is_refused_in_one_line(key, amount, capsys):
    main(["uplift", "accept", key, "--by", "ada"])
    capsys.readouterr()

    code = main(["uplift", "won", key, "--by", "ada", f"--amount={amount}"])

    assert code == 1
    assert capsys.readouterr().err.startswith("error: ")


@pytest.mark.usefixtures("engine")
def test_an_unknown_one_is_one_line(capsys):
    assert main(["uplift", "explain", "u123"]) == 1
    assert capsys.readouterr().err == "error: opportunity u123 is not known\n"


def test_a_month_is_reviewed_detector_by_detector(engine, key, capsys):
    main(["uplift", "reject", key, "--by", "ada", "--reason", "a\x1b[2J project"])
    capsys.readouterr()

    assert main(["uplift", "review", "--month", f"{engine.app.today():%Y-%m}"]) == 0

    told = capsys.readouterr().out
    assert "service_overrun\n    found 1, decided 1: 0 accepted, 1 rejected\n" in told
    assert "rejected because: a [2J project (1)\n" in told
    assert "conversion so far: none is won, lost or past its window\n" in told


def test_a_review_tells_what_was_won_and_how_much_was_converted(engine, key, capsys):
    main(["uplift", "accept", key, "--by", "ada"])
    main(["uplift", "won", key, "--by", "ada", "--amount", "412.50"])
    capsys.readouterr()

    main(["uplift", "review", "--month", f"{engine.app.today():%Y-%m}"])

    told = capsys.readouterr().out
    assert "conversion so far: 1 of 1, 100.0% (95% between 20.7% and 100.0%)" in told
    assert "won 412.50 GBP a month, estimated at 475.00 GBP\n" in told


def test_a_muted_detector_is_reviewed_and_unmuted(engine, key, capsys):
    mute_from(engine, 1)
    main(["uplift", "reject", key, "--by", "ada", "--reason", "a project"])
    main(["uplift", "review"])
    before = capsys.readouterr().out
    unmute = ["uplift", "unmute", "service_overrun", "--by", "ada", "--reason", "fixed"]

    codes = [main(unmute), main(unmute), main(["uplift", "review"])]

    assert "    muted since 2026-12-01: 1 of 1 decisions of a year" in before
    assert "comes back by itself on 2027-12-02" in before
    assert codes == [0, 0, 0]
    told = capsys.readouterr().out
    assert told.startswith(
        "detector service_overrun is heard again\n"
        "detector service_overrun is not muted\n"
    )
    assert "muted since" not in told


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("month", ["2026", "2026-13", "last"])
def test_a_month_that_is_none_is_refused_in_one_line(month, capsys):
    assert main(["uplift", "review", "--month", month]) == 1
    assert capsys.readouterr().err.startswith("error: ")


def mute_from(engine, decisions):
    settings = engine.stores.settings
    book = settings.playbook()
    uplift = book.uplift.model_copy(update={"mute_from": decisions})
    settings.save_playbook(book.model_copy(update={"uplift": uplift}))
