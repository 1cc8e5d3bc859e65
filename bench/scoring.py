"""Scores per second, and storage transactions per contract, over 1,000 contracts."""

import time
from dataclasses import dataclass, field, replace

from bench.book import fill
from bench.engine import metered_app
from bench.figures import Figure, ratio
from shared.ports import App, Messages
from shared.scoring.score import score
from shared.services import score_contracts
from shared.storage.meter import Meter

CONTRACTS = 1_000
# What nobody can do without, whatever the layout: read what a contract is scored by,
# and write the score that is kept.
FLOOR_PER_CONTRACT = 2
_SAMPLE = 100


def run(contracts: int = CONTRACTS) -> list[Figure]:
    """Score a book twice over real storage: once anew, once with nothing new."""
    with metered_app() as (app, meter):
        fill(app, contracts)
        first, seconds = _scored(app, meter)
        counts = meter.counts()
        again, _ = _scored(app, meter)
        repeated = meter.total()
        pure = _pure_seconds(app)
    if (first, again) != (contracts, 0):
        message = f"{first} scores and then {again} instead of {contracts} and 0"
        raise ValueError(message)
    taken = sum(counts.values())
    told = ", ".join(f"{name} {n:,}" for name, n in counts.items())
    return [
        Figure(
            name="transactions per contract",
            value=taken / contracts,
            unit="for a new score of each",
            detail=told,
        ),
        Figure(
            name="transactions over the floor",
            value=ratio(taken, FLOOR_PER_CONTRACT * contracts),
            unit="x one read and one write a contract",
        ),
        Figure(
            name="transactions with nothing new",
            value=ratio(repeated, contracts),
            unit="x one read a contract",
        ),
        Figure(
            name="time over pure computation",
            value=ratio(seconds / contracts, pure),
            unit="x scoring from memory",
            detail=f"{first / seconds:,.0f} scores a second in one process with "
            f"storage, {1 / pure:,.0f} without",
        ),
    ]


@dataclass
class _Outbox:
    """Sends for real, and keeps the bodies so that they can be worked at once."""

    real: Messages
    bodies: list[str] = field(default_factory=list)

    def send(self, queue: str, body: str, *, delay_seconds: int = 0) -> None:
        self.real.send(queue, body, delay_seconds=delay_seconds)
        self.bodies.append(body)


def _scored(app: App, meter: Meter) -> tuple[int, float]:
    """Plan and work all batches; give the new scores and the seconds it took."""
    outbox = _Outbox(app.messages)
    app = replace(app, messages=outbox)
    meter.reset()
    began = time.perf_counter()
    score_contracts.plan(app)
    count = sum(score_contracts.work(app, body) for body in outbox.bodies)
    return count, time.perf_counter() - began


def _pure_seconds(app: App) -> float:
    """Give the seconds that one score takes from inputs that are in memory."""
    book = app.stores.settings.playbook()
    owners = [customer.id for customer in app.stores.customers.all()][:_SAMPLE]
    latest = [app.stores.scores.latest(key).values() for key in owners]
    inputs = [
        app.stores.scores.inputs(one.customer_id, one.contract_id, one.key)
        for scores in latest
        for one in scores
    ]
    began = time.perf_counter()
    for known in inputs:
        score(known, book.scoring, playbook_version=book.version)
    return (time.perf_counter() - began) / len(inputs)
