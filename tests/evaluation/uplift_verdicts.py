"""python -m tests.evaluation.uplift_verdicts SEED ...: what is found of the planted.

Prints one line of JSON a customer: its case, the detector that must find it, and those
that did.
"""

import json
import sys
from collections import defaultdict
from datetime import UTC, datetime

from sandbox.portfolio.uplift import plant
from sandbox.portfolio.uplift.cases import DECOYS, PLANTED
from shared.domain.opportunity import Kind
from shared.services.uplift import pursue
from tests.evaluation.engine import Evaluation

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
RETENTION, THEME = "retention_risk", "recurring_theme"
EACH = 3  # customers of each case
CASES = len(PLANTED) + len(DECOYS)


def looked(seed, each=EACH):
    """Plant a portfolio and look for uplift in it; give the engine and verdicts."""
    portfolio = plant(seed, each * CASES, NOW.date())
    engine = Evaluation(portfolio, NOW, history_months=11)
    engine.sync()
    engine.look()
    customers = portfolio.truth["customers"]
    found = defaultdict(set)
    for one in (pursuit.opportunity for pursuit in pursue.listed(engine.app)):
        name = RETENTION if one.kind is Kind.RETENTION_RISK else one.detector.value
        if name != THEME or about(engine, one, customers[one.customer_id]["topic"]):
            found[one.customer_id].add(name)
    verdicts = [
        {
            "seed": seed,
            "customer": key,
            "case": truth["case"],
            "planted": truth["detector"],
            "found": sorted(found[key]),
        }
        for key, truth in customers.items()
    ]
    return engine, verdicts


def about(engine, one, topic):
    """Tell whether a theme's examples are of the topic that was planted."""
    if not topic:
        return True  # found where none may be: it counts against the detector
    entries = engine.app.stores.index.known("tickets", one.examples).values()
    tickets = [engine.app.stores.tickets.at(entry) for entry in entries]
    return any(ticket.category == topic for ticket in tickets)


def main(seeds):
    for seed in map(int, seeds):
        _, verdicts = looked(seed)
        for one in verdicts:
            sys.stdout.write(json.dumps(one) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
