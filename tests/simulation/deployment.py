"""The real engine in a simulated world, with the HaloPSA stand-in as its source."""

import itertools
from dataclasses import replace
from datetime import timedelta
from functools import cache

from sandbox.halopsa import HaloPsa, Options
from sandbox.portfolio import Quirks, generate
from shared import bootstrap
from shared.domain.contract import AutomationMode
from shared.domain.sync import SyncKind
from shared.ports import App
from shared.services import (
    ask_effects,
    deliver_effects,
    receive_webhook,
    renew_contracts,
    score_contracts,
    watch_jobs,
)
from shared.services.concessions import chase, from_tickets
from shared.services.sync import run as sync
from shared.sources.halopsa.client import HaloClient
from shared.sources.halopsa.config import HaloConfig
from shared.storage.request_budget import RequestBudget
from shared.storage.stores import open_stores
from tests.simulation import office
from tests.simulation.clock import START, VirtualClock
from tests.simulation.plans import no_faults
from tests.simulation.world import Engine, Surroundings, World

TENANT = "acme"
# Our fields by the stand-in's names of them.
FIELDS = {
    "notice_period_days": "CFnoticePeriodDays",
    "renewal_mode": "CFrenewalMode",
    "owner": "CFrenewalOwner",
    "entitled_hours": "CFentitledHours",
    "seats": "CFseats",
    "currency": "CFcurrency",
}
MODES = {
    "Does not renew": "none",
    "Renews on signature": "manual",
    "Auto-renews": "auto",
    "Evergreen": "evergreen",
}
# Rarer than in Azure, so that a simulated day is not all idle syncs; decisions are
# more frequent, so that half a day sees everything from the first sync to a task.
EVERY = {
    "sync_halopsa": timedelta(hours=6),
    "open_renewals": timedelta(hours=4),
    "relay_effects": timedelta(hours=2),
}
SIZE = (4, 200)  # contracts, and tickets in two years
HISTORY_MONTHS = 2
FIRST_DAY = "2026-10-01"


class Deployment(World):
    """A world that runs the engine; `halo` is the stand-in, without its faults."""

    def __init__(self, surroundings, halo, workers):
        self.halo = halo
        self.told = []
        self._ids = itertools.count(1)
        super().__init__(surroundings, self._process, workers=workers)

    def app(self, *, faulty=True):
        """Wire the engine, as bootstrap does; without faults for set-up."""
        outside, clock = self.surroundings, self.surroundings.clock
        tables = outside.tables if faulty else outside.kept_tables
        budget = RequestBudget(
            tables, source="halopsa", limit=500, clock=clock.now, sleep=clock.sleep
        )
        client = HaloClient(
            config(),
            clock=clock.now,
            sleep=clock.sleep,
            http=outside.transport,
            budget=budget,
        )
        stores = open_stores(
            tables,
            outside.blobs if faulty else outside.kept_blobs,
            tenant_id=TENANT,
            shipped=bootstrap.shipped_playbook(),
        )
        return App(
            tenant_id=TENANT,
            currency="GBP",
            stores=stores,
            messages=outside.queues if faulty else outside.kept_queues,
            halo=client,
            now=clock.now,
            today=clock.today,
            new_id=lambda: f"id{next(self._ids):06d}",
            history_months=HISTORY_MONTHS,
        )

    def _process(self):
        app = self.app()
        return Engine(
            timers={
                "sync_halopsa": lambda: sync.plan(app),
                "score_contracts": lambda: score_contracts.plan(app),
                "open_renewals": lambda: renew_contracts.plan(app),
                "relay_effects": lambda: ask_effects.relay(app),
                "chase_approvals": lambda: chase.chase_all(app),
                "watch_jobs": lambda: watch_jobs.check(app),
            },
            handlers={
                sync.QUEUE: lambda body: sync.work(app, body),
                receive_webhook.QUEUE: lambda body: receive_webhook.work(app, body),
                score_contracts.QUEUE: lambda body: score_contracts.work(app, body),
                renew_contracts.QUEUE: lambda body: renew_contracts.work(app, body),
                ask_effects.QUEUE: lambda body: deliver_effects.work(app, body),
                from_tickets.QUEUE: lambda body: from_tickets.work(app, body),
                office.QUEUE: office.acting(self, app),
            },
            every=EVERY,
        )

    def reconcile(self):
        """Plan a reconciliation, which finds what is gone upstream."""
        sync.plan(self.app(faulty=False), SyncKind.RECONCILE)


def config():
    return HaloConfig(
        base_url="https://acme.halopsa.com/api",
        client_id="sandbox-client",
        client_secret="sandbox-secret",
        tenant="sandbox",
        field_map=FIELDS,
        value_tables={"renewal_mode": MODES},
        currency="GBP",
    )


@cache
def portfolio(contracts, tickets):
    """Generate a small MSP once a process; every world copies its tables.

    Of two years only the last weeks are kept: each further month is more calls of the
    same kind, and a run is repeated at every one of them.
    """
    whole = generate(1, contracts, tickets, START.date(), Quirks())
    return replace(whole, tables=dict(_recent(whole.tables)))


def _recent(tables):
    dates = {"Tickets": "dateoccurred", "TimesheetEvent": "start_date"}
    dates |= {"Feedback": "date", "Invoice": "invoice_date"}
    for name, rows in tables.items():
        date = dates.get(name)
        yield name, [r for r in rows if date is None or str(r.get(date)) >= FIRST_DAY]


def deployment(*, plan=no_faults, seed=0, workers=1, make=Deployment):
    """Make a fresh world of a small MSP whose contracts all run in pilot."""
    clock = VirtualClock()
    halo = HaloPsa(portfolio(*SIZE), Options(clock=clock.now), sleep=clock.sleep)
    surroundings = Surroundings(seed=seed, plan=plan, halo=halo.handle, clock=clock)
    world = make(surroundings, halo, workers)
    settings = world.app(faulty=False).stores.settings
    changes = {"default_mode": AutomationMode.PILOT, "approvals": office.POLICY}
    settings.save_playbook(settings.playbook().model_copy(update=changes))
    office.fill(surroundings.kept_queues)
    return world
