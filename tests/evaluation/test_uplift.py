"""Detectors judged on planted opportunities and decoys, through the whole engine."""

import sys
from collections import defaultdict
from datetime import UTC, datetime

import pytest

from sandbox.portfolio.uplift import plant
from shared.domain.opportunity import Kind
from shared.kpis.rate import wilson
from shared.services.uplift import explain, pursue
from tests.evaluation.engine import Evaluation

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
SEEDS = (51, 52, 53)
CUSTOMERS = 81  # three of each case
DETECTORS = ("service_overrun", "under_scoped", "entitled_price", "recurring_theme")
RETENTION = "retention_risk"


class Judged:
    """What was planted and what was found, by detector, over several portfolios."""

    def __init__(self):
        self.planted = defaultdict(set)
        self.found = defaultdict(set)
        self.cases = {}
        self.engines = []

    def add(self, seed):
        portfolio = plant(seed, CUSTOMERS, NOW.date())
        engine = Evaluation(portfolio, NOW, history_months=11)
        engine.sync()
        engine.look()
        self.engines.append(engine)
        for key, truth in portfolio.truth["customers"].items():
            self.cases[seed, key] = truth["case"]
            if truth["detector"]:
                self.planted[truth["detector"]].add((seed, key))
        topics = {key: t["topic"] for key, t in portfolio.truth["customers"].items()}
        for one in (pursuit.opportunity for pursuit in pursue.listed(engine.app)):
            name = RETENTION if one.kind is Kind.RETENTION_RISK else one.detector.value
            if name != "recurring_theme" or about(engine, one, topics):
                self.found[name].add((seed, one.customer_id))

    def hits(self, name):
        return len(self.planted[name] & self.found[name])

    def precision(self, name):
        return rate(self.hits(name), len(self.found[name]))

    def recall(self, name):
        return rate(self.hits(name), len(self.planted[name]))

    def wrong(self, name):
        """List what was found and not planted, by its case."""
        return sorted(self.cases[key] for key in self.found[name] - self.planted[name])

    def missed(self, name):
        return sorted(self.cases[key] for key in self.planted[name] - self.found[name])


def about(engine, one, topics):
    """Tell whether a theme's examples are of the topic that was planted."""
    wanted = topics[one.customer_id]
    if not wanted:
        return True  # found where none may be: it counts against the detector
    entries = engine.app.stores.index.known("tickets", one.examples).values()
    tickets = [engine.app.stores.tickets.at(entry) for entry in entries]
    return any(ticket.category == wanted for ticket in tickets)


def rate(part, whole):
    return (part, whole, wilson(part, whole) if whole else None)


def line(name, figures):
    part, whole, interval = figures
    if not whole:
        return f"{name} none"
    share = part / whole
    return (
        f"{name} {share:.3f} [{interval.low:.3f}, {interval.high:.3f}] ({part}/{whole})"
    )


@pytest.fixture(scope="module")
def judged():
    found = Judged()
    for seed in SEEDS:
        found.add(seed)
    return found


@pytest.mark.slow
def test_each_detector_finds_what_is_planted_and_little_else(judged, capsys):
    rows = []
    for name in (*DETECTORS, RETENTION):
        rows.append(
            f"{name:16} {line('precision', judged.precision(name))}  "
            f"{line('recall', judged.recall(name))}"
        )
        if judged.wrong(name):
            rows.append(f"    found, not planted: {', '.join(judged.wrong(name))}")
        if judged.missed(name):
            rows.append(f"    planted, not found: {', '.join(judged.missed(name))}")
    decoys = sorted({case for key, case in judged.cases.items() if quiet(judged, key)})
    rows.append(f"decoys left alone: {', '.join(decoys)}")
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(rows) + "\n")

    for name in DETECTORS:
        part, whole, _ = judged.precision(name)
        assert part >= 0.9 * whole, name
        part, whole, _ = judged.recall(name)
        assert part >= 0.8 * whole, name


def quiet(judged, key):
    planted = any(key in found for found in judged.planted.values())
    return not planted and not any(key in found for found in judged.found.values())


@pytest.mark.slow
def test_every_figure_of_every_opportunity_is_worked_out_again(judged):
    engine = judged.engines[0]

    told = [explain.explained(engine.app, p.id) for p in pursue.listed(engine.app)]

    assert len(told) > len(DETECTORS)
    assert [one.changed for one in told] == [()] * len(told)
