import csv
import json
import random

import pytest

from bench import theme_scale, theme_table
from bench.themes import SETS, judged, scaled, table

TOPICS = {
    "mail": ("Outlook cannot send email", "Email stuck in the outbox"),
    "print": ("Printer has a paper jam", "Paper jam in the printer again"),
    "vpn": ("VPN connection drops", "Remote access over VPN fails"),
}
ROW = {
    "method": "themes",
    "groups": 20,
    "rest": 0.12,
    "v_measure": 0.78,
    "ari": 0.65,
    "stability": 0.98,
    "kept": 0.99,
    "seconds_per_10k": 8.0,
}


@pytest.fixture
def labelled(tmp_path):
    """Write a set of three plain topics."""
    dice = random.Random(1)
    words = ["today", "for me", "on floor two", "at home", "since noon", "twice", "now"]
    with (tmp_path / "set.csv").open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["words", "topic"])
        for topic, texts in TOPICS.items():
            for _ in range(60):
                some = " ".join(dice.sample(words, k=3))
                writer.writerow([f"{dice.choice(texts)} {some}", topic])
    return tmp_path / "set.csv"


@pytest.mark.slow
def test_every_method_is_judged_on_a_set_by_its_two_columns(labelled, capsys):
    theme_table.main(["words", "topic", str(labelled)])

    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 5
    [ours] = [row for row in rows if row["method"] == "themes"]
    assert ours["v_measure"] > 0.9
    assert ours["kept"] > 0.9


def test_the_table_has_a_line_for_each_method():
    baseline = {key: value for key, value in ROW.items() if key != "kept"}

    lines = table("set", [baseline | {"method": "NMF"}, ROW]).splitlines()

    assert lines[1].split() == [
        "NMF",
        "0.780",
        "0.650",
        "20",
        "0.120",
        "0.980",
        "-",
        "8.0",
    ]
    assert lines[2].split()[-2:] == ["0.990", "8.0"]


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        ({}, []),
        ({"v_measure": 0.69}, ["V-measure due, stackoverflow20"]),
        ({"ari": 0.49}, ["ARI due, stackoverflow20"]),
        ({"kept": 0.94}, ["kept due, stackoverflow20"]),
        ({"seconds_per_10k": 10.1}, ["time, stackoverflow20"]),
    ],
)
def test_what_is_due_is_compared_with_what_was_reached(change, missed):
    figures = judged(SETS[0], [ROW | change])

    assert [figure.name for figure in figures if not figure.met] == missed


def test_a_book_is_timed_and_weighed(capsys):
    theme_scale.main(500)

    told = json.loads(capsys.readouterr().out)
    assert told["themes"] > 5
    assert all(figure.value > 0 for figure in scaled(told, 500))
