"""One tenant's whole state, handed to every handler."""

import random
from dataclasses import dataclass, field

from sandbox.halopsa.clock import Clock
from sandbox.halopsa.options import Options
from sandbox.halopsa.store import Store
from sandbox.halopsa.webhooks import Webhooks
from sandbox.portfolio import Portfolio, Quirks, TenantIds


@dataclass
class Instance:
    """Rows, clock and switches of one stand-in."""

    options: Options
    clock: Clock
    store: Store
    ids: TenantIds
    quirks: Quirks
    webhooks: Webhooks
    phases: dict[str, dict[int, dict[str, object]]]
    dice: random.Random
    created_tickets: list[int] = field(default_factory=list)
    inserted_tickets: list[int] = field(default_factory=list)


def instance_of(portfolio: Portfolio, options: Options) -> Instance:
    """Return a fresh instance that shares the portfolio's rows but not its tables."""
    clock = Clock(options.clock)
    return Instance(
        options=options,
        clock=clock,
        store=Store(portfolio.tables),
        ids=portfolio.ids,
        quirks=portfolio.quirks,
        webhooks=Webhooks(clock, options.seed),
        phases=portfolio.phases,
        dice=random.Random(f"{options.seed}:instance"),
    )
