"""Themes judged on public labelled texts, the rest counted as one more group."""

import csv
import sys
from pathlib import Path

import pytest
from sklearn.metrics import (  # type: ignore[import-untyped]  # ships no types
    adjusted_rand_score,
    v_measure_score,
)

from shared.uplift.themes.assigning import assign
from shared.uplift.themes.fitting import fit
from shared.uplift.themes.sampling import sample
from shared.uplift.themes.sentence_encoder import SentenceEncoder
from shared.uplift.themes.ticket import ThemeTicket

FOLDER = Path(__file__).parents[3] / "shared/data"
SETS = {
    "tickets_stackoverflow20": (("titles.csv",), "label", 0.70, 0.50),
    "tickets_banking77": (("train.csv", "test.csv"), "category", 0.62, 0.30),
}
FEW = 1_500  # texts, for a run of seconds

pytestmark = pytest.mark.skipif(
    not all((FOLDER / name).exists() for name in SETS),
    reason="the public labelled texts are not beside the checkout",
)


@pytest.fixture(scope="module")
def encode():
    return SentenceEncoder()


def labelled(name, most=None):
    """Give tickets and their labels, drawn as the engine draws its sample."""
    files, label, *_ = SETS[name]
    rows = []
    for file in files:
        with (FOLDER / name / file).open(newline="") as lines:
            rows += list(csv.DictReader(lines))
    tickets = [
        ThemeTicket(str(number), str(number % 40), row["text"])
        for number, row in enumerate(rows)
    ]
    labels = {str(number): row[label] for number, row in enumerate(rows)}
    if most:
        chosen = {use.example for use in sample(tickets, most=most).values()}
        tickets = [ticket for ticket in tickets if ticket.id in chosen]
    return tickets, [labels[ticket.id] for ticket in tickets]


def agreement(name, encode, most=None):
    tickets, labels = labelled(name, most)
    model = fit(tickets, encode, themes=len(set(labels)))
    found = [str(one) for one in assign(model, tickets, encode)]
    rest = found.count("None") / len(found)
    v_measure = v_measure_score(labels, found)
    ari = adjusted_rand_score(labels, found)
    told = f"V {v_measure:.3f}, ARI {ari:.3f}, {rest:.1%} in no theme"
    sys.stdout.write(f"\n{name}, {len(tickets):,} texts: {told}\n")
    return v_measure, ari


@pytest.mark.parametrize("name", SETS)
def test_themes_of_a_part_agree_with_the_labels(name, encode, capsys):
    with capsys.disabled():
        v_measure, ari = agreement(name, encode, FEW)

    *_, least_v, least_ari = SETS[name]
    assert v_measure >= least_v
    assert ari >= least_ari


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_themes_of_the_whole_agree_with_the_labels(name, encode, capsys):
    with capsys.disabled():
        v_measure, ari = agreement(name, encode)

    *_, least_v, least_ari = SETS[name]
    assert v_measure >= least_v
    assert ari >= least_ari


@pytest.mark.parametrize("themes", [None, 20])
def test_nearly_all_tickets_keep_their_theme_when_some_are_added(themes, encode):
    tickets, _ = labelled("tickets_stackoverflow20", FEW)
    known = [ticket for place, ticket in enumerate(tickets) if place % 21]

    first = fit(known, encode, themes=themes)
    later = fit(tickets, encode, previous=first, themes=themes)

    pairs = list(
        zip(assign(first, known, encode), assign(later, known, encode), strict=True)
    )
    assert sum(old == new for old, new in pairs) >= 0.95 * len(pairs)


def test_a_rerun_gives_the_same_themes(encode):
    tickets, _ = labelled("tickets_banking77", FEW)

    assert fit(tickets, encode) == fit(tickets[::-1], encode)


def test_texts_of_another_world_are_left_to_the_rest(encode):
    tickets, _ = labelled("tickets_banking77", FEW)
    strangers, _ = labelled("tickets_stackoverflow20", FEW)
    model = fit(tickets, encode)

    assert assign(model, strangers, encode).count(None) > 0.9 * len(strangers)
    assert assign(model, tickets, encode).count(None) < 0.2 * len(tickets)
