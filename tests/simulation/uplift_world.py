"""The engine's uplift in a simulated world, with both stand-ins and a small book.

Everything is synced before faults begin: what strikes is the look for uplift, what
people say, and the writing of tasks and deals.
"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import cache

from sandbox.halopsa import HaloPsa, Options
from sandbox.hubspot import HubSpot
from sandbox.hubspot import Options as PortalOptions
from shared.domain.calendar import add_months
from shared.domain.contract import AutomationMode
from shared.domain.score import Band, Driver, ScoreInputs
from shared.services import (
    ask_effects,
    deliver_effects,
    describe_pipeline,
    renew_contracts,
    write_crm,
)
from shared.services.sync import run as sync
from shared.services.sync_crm import run as sync_crm
from shared.services.uplift import run as uplift
from shared.sources.hubspot.client import HubSpotClient
from shared.sources.hubspot.config import HubSpotConfig
from tests.builders import a_score
from tests.shared.services import upstream
from tests.simulation import salesroom
from tests.simulation.checker import ALWAYS, violations
from tests.simulation.clock import START, VirtualClock
from tests.simulation.deployment import Deployment
from tests.simulation.evidence import gathered
from tests.simulation.faulty import FaultyTransport
from tests.simulation.halo import InProcess
from tests.simulation.plans import no_faults
from tests.simulation.rounds import HALF_DAY
from tests.simulation.world import Engine, Surroundings

EVERY = {
    "find_uplift": timedelta(hours=10),
    "open_renewals": timedelta(hours=12),
    "relay_effects": timedelta(hours=3),
    "write_crm": timedelta(hours=3),
}
WINDOW_AND_MORE = timedelta(days=91)
MONTHS = 6
BUSY, RISKY = 12, 13  # of both the price was not touched for years


class UpliftWorld(Deployment):
    """A world that looks for uplift; `hub` is the portal, without its faults."""

    def __init__(self, surroundings, halo, hub, workers):
        self.hub = hub
        self._wire = FaultyTransport(InProcess(hub.handle), surroundings.injector)
        super().__init__(surroundings, halo, workers)

    def app(self, *, faulty=True):
        http = self._wire if faulty else InProcess(self.hub.handle)
        client = self.client(self.hub.portal.options.access_token, http)
        app = super().app(faulty=faulty)
        return replace(app, hubspot=client, history_months=MONTHS + 1)

    def client(self, token, http):
        clock = self.surroundings.clock
        portal_id = str(self.hub.portal.options.portal_id)
        return HubSpotClient(
            HubSpotConfig(access_token=token, portal_id=portal_id),
            clock=clock.now,
            sleep=clock.sleep,
            http=http,
        )

    def _process(self):
        app = self.app()
        return Engine(
            timers={
                "find_uplift": lambda: uplift.plan(app),
                "open_renewals": lambda: renew_contracts.plan(app),
                "relay_effects": lambda: ask_effects.relay(app),
                "write_crm": lambda: write_crm.write_owed(app),
            },
            handlers={
                uplift.QUEUE: lambda body: uplift.work(app, body),
                renew_contracts.QUEUE: lambda body: renew_contracts.work(app, body),
                ask_effects.QUEUE: lambda body: deliver_effects.work(app, body),
                salesroom.QUEUE: salesroom.acting(self, app),
            },
            every=EVERY,
        )

    def evidence(self):
        return gathered(self.surroundings, self.halo, self.told, self.hub)


class Syncing(UpliftWorld):
    """The same while syncs go on, which mark months to be counted again."""

    def _process(self):
        app, usual = self.app(), super()._process()
        return Engine(
            timers={**usual.timers, "sync_halopsa": lambda: sync.plan(app)},
            handlers={**usual.handlers, sync.QUEUE: lambda body: sync.work(app, body)},
            every={**EVERY, "sync_halopsa": timedelta(hours=4)},
        )


def uplift_world(*, plan=no_faults, seed=0, workers=1, make=UpliftWorld):
    """Make a fresh world in which everything is synced and nothing was looked for."""
    world = _unsynced(plan, seed, workers, make)
    for table, rows in _synced().items():
        world.surroundings.kept_tables.put(table, rows)
    salesroom.fill(world.surroundings.kept_queues)
    return world


def _unsynced(plan, seed, workers, make):
    clock = VirtualClock()
    halo = HaloPsa(portfolio(), Options(clock=clock.now), sleep=clock.sleep)
    hub = HubSpot(PortalOptions(clock=clock.now))
    outside = Surroundings(seed=seed, plan=plan, halo=halo.handle, clock=clock)
    world = make(outside, halo, hub, workers)
    client = world.client(hub.portal.options.setup_token, InProcess(hub.handle))
    client.set_up(describe_pipeline.wanted(world.app(faulty=False)), lambda _: None)
    for number in (BUSY, RISKY):
        account = {"name": f"Account {number}", "halopsa_customer_id": str(number)}
        hub.mutate({"op": "add", "kind": "companies", "properties": account})
    return world


@cache
def _synced():
    """Give the tables as syncs without a fault leave them, once a process."""
    world = _unsynced(no_faults, 0, 1, UpliftWorld)
    app, queues = world.app(faulty=False), world.surroundings.kept_queues
    book = app.stores.settings.playbook()
    pilot = {"default_mode": AutomationMode.PILOT}
    app.stores.settings.save_playbook(book.model_copy(update=pilot))
    for steps in (sync, sync_crm):
        steps.plan(app)
        while waiting := list(queues.visible(steps.QUEUE)):
            taken = queues.take(steps.QUEUE, waiting[0])
            steps.work(app, taken.body)
            queues.done(steps.QUEUE, taken)
    app.stores.scores.put(_at_risk(), _inputs())
    return world.surroundings.kept_tables.rows()


def portfolio():
    """Give two customers whose hours stay above the contract, at a price of old."""
    numbers = (BUSY, RISKY)
    old = {"start_date": "2023-01-01T00:00:00", "end_date": "2028-12-31T00:00:00"}
    return upstream.tenant(
        clients=[upstream.client(n) for n in numbers],
        contracts=[upstream.contract(289 + n, n, **old) for n in numbers],
        bills=[upstream.bill(289 + n, n) for n in numbers],
        tickets=[
            upstream.ticket(4000 + n, n, contract_id=289 + n, opened="2026-10-10")
            for n in numbers
        ],
        TimesheetEvent=[
            upstream.worked(n, contract_id=289 + n, at=f"{day}T{9 + visit:02d}:{n}:00")
            | {"timetaken": 5.0}
            for day in (
                add_months(START.date(), -ago).replace(day=5)
                for ago in range(MONTHS, 0, -1)
            )
            for visit in range(3)
            for n in numbers
        ],
    )


def _at_risk():
    driver = Driver(
        name="hours_utilisation",
        pillar="delivery",
        value=Decimal(2),
        unit="share",
        points=Decimal(0),
        points_possible=Decimal(10),
    )
    return a_score(
        20,
        Band.AT_RISK,
        customer_id=str(RISKY),
        contract_id=str(289 + RISKY),
        as_of_date=START.date(),
        drivers=(driver,),
    )


def _inputs():
    return ScoreInputs(
        customer_id=str(RISKY),
        contract_id=str(289 + RISKY),
        as_of_date=START.date(),
        start_date=None,
        currency="GBP",
        mrr_minor=None,
        entitled_hours=None,
        seats=None,
        months=(),
    )


def uplift_round(world):
    """Run half a day with faults, heal, let the window pass, and check all."""
    found = []
    world.on_crash = lambda: found.extend(violations(world.evidence(), ALWAYS))
    world.run_until_quiet(days=HALF_DAY)
    found += violations(world.evidence(), ALWAYS)
    world.heal()
    for days in (HALF_DAY, HALF_DAY):
        world.run_until_quiet(days=days)
        found += violations(world.evidence())
        world.surroundings.clock.advance(WINDOW_AND_MORE.total_seconds())
    return [f"{world.label} {text}" for text in [*found, *world.unexpected()]]
