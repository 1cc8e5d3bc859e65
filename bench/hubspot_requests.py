"""HubSpot requests over the least possible: first sync, idle, changes, and writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil

from bench.book import fill
from bench.by_hand import Clock, Outbox
from bench.figures import Figure, ratio
from sandbox.azurite import running_azurite
from sandbox.demo.tenant import settings
from sandbox.hubspot import HubSpot, Options
from sandbox.hubspot.bulk import fill_in_bulk
from sandbox.hubspot.kinds import KINDS
from sandbox.server import Listener
from shared import bootstrap
from shared.domain.contract import AutomationMode
from shared.ports import App, Messages
from shared.services import describe_pipeline, renew_contracts, write_crm
from shared.services.sync_crm import run as sync_crm
from shared.settings import load

COMPANIES, DEALS, CONTACTS = 1_000, 3_000, 5_000
CHANGES = ((0, 0, 0), (50, 80, 120), (450, 900, 1_500))
MOST_FIRST, MOST_IDLE, MOST_CHANGES, MOST_WRITES = 1.10, 5, 1.2, 1.1
_NOWHERE = {"api": "http://127.0.0.1:9/api", "auth": "http://127.0.0.1:9/auth"}
_NAMED = {"companies": "name", "deals": "dealname", "contacts": "firstname"}


def run(
    companies: int = COMPANIES, deals: int = DEALS, contacts: int = CONTACTS
) -> list[Figure]:
    """Sync a portal over HTTP, change parts of it, and write a renewal for each."""
    with _running(companies, deals, contacts) as bench:
        first = bench.synced()
        bench.later(hours=1).synced()  # reads once more what was made just now
        changes = [bench.changed(*counts) for counts in CHANGES]
        wrote, again = bench.written(), bench.written()
    least = least_first(companies, deals, contacts)
    return [
        Figure(
            name="first sync over list + inline",
            value=ratio(first, least),
            unit=f"x {least:,}",
            limit=MOST_FIRST,
            detail=f"{first:,} sent for {companies:,} companies, {deals:,} deals, "
            f"{contacts:,} contacts",
        ),
        Figure(
            name="requests of an idle sync",
            value=changes[0],
            unit="requests",
            limit=MOST_IDLE,
        ),
        *(
            Figure(
                name=f"changes of {sum(counts):,} records",
                value=ratio(sent, least_changes(*counts)),
                unit=f"x {least_changes(*counts):,}",
                limit=MOST_CHANGES,
                detail=f"{sent:,} sent",
            )
            for counts, sent in zip(CHANGES[1:], changes[1:], strict=True)
        ),
        Figure(
            name=f"{companies:,} renewals written",
            value=ratio(wrote, least_writes(companies)),
            unit=f"x {least_writes(companies):,}",
            limit=MOST_WRITES,
            detail=f"{wrote:,} sent: deals, their ties, and their accounts",
        ),
        Figure(
            name="the same renewals again",
            value=again,
            unit="requests",
            limit=0,
        ),
    ]


def least_first(companies: int, deals: int, contacts: int) -> int:
    """Count a full list with inline associations, owners and pipelines."""
    return sum(ceil(count / 100) for count in (companies, deals, contacts)) + 2


def least_changes(companies: int, deals: int, contacts: int) -> int:
    """Count searches of 200, and associations of 1,000 deals or contacts."""
    searches = sum(max(1, ceil(n / 200)) for n in (companies, deals, contacts))
    return searches + ceil(deals / 1000) + ceil(contacts / 1000)


def least_writes(renewals: int) -> int:
    """Count upserts and account updates of 100, and ties of 2,000."""
    return 2 * ceil(renewals / 100) + ceil(renewals / 2000)


@dataclass
class _Bench:
    """An engine and a portal that go by the same clock, which can be moved."""

    app: App
    hub: HubSpot
    outbox: Outbox
    clock: Clock
    ids: dict[str, list[str]]
    edits: int = 0

    def later(self, **time: int) -> "_Bench":
        self.clock.ahead += timedelta(**time)
        return self

    def synced(self) -> int:
        """Run a sync to its end; give the requests it took."""
        self.hub.ledger.reset()
        sync_crm.plan(self.app)
        for body in self.outbox.taken(sync_crm.QUEUE):
            sync_crm.work(self.app, body)
        state, _ = self.app.stores.crm.cursor.load()
        if state.active or state.stopped:
            message = f"the sync did not finish: {state.stopped or state.position}"
            raise ValueError(message)
        return self._sent()

    def changed(self, companies: int, deals: int, contacts: int) -> int:
        """Edit so many records, and sync an hour later."""
        self.later(minutes=30)
        self.edits += 1
        counts = {"companies": companies, "deals": deals, "contacts": contacts}
        for kind, count in counts.items():
            for ident in self.ids[kind][:count]:
                told = {_NAMED[kind]: f"Edit {self.edits} of {ident}"}
                self.hub.portal.records.change(KINDS[kind], ident, told)
        return self.later(minutes=30).synced()

    def written(self) -> int:
        """Decide about all contracts and write what is owed; give the requests."""
        self.hub.ledger.reset()
        renew_contracts.plan(self.app)
        for body in self.outbox.taken(renew_contracts.QUEUE):
            renew_contracts.work(self.app, body)
        while write_crm.write_owed(self.app):
            pass
        return self._sent()

    def _sent(self) -> int:
        total: int = self.hub.ledger.told()["total"]
        return total


@contextmanager
def _running(companies: int, deals: int, contacts: int) -> Iterator[_Bench]:
    clock = Clock()
    outbox = Outbox(clock)
    hub = HubSpot(Options(clock=clock))
    counts = {"companies": companies, "deals": deals, "contacts": contacts}
    ids = fill_in_bulk(hub, **counts)
    with running_azurite() as storage, Listener(hub) as server:
        environment = {
            **settings(_NOWHERE, storage),
            "HUBSPOT_BASE_URL": server.url,
            "HUBSPOT_ACCESS_TOKEN": hub.portal.options.access_token,
            "HUBSPOT_SETUP_TOKEN": hub.portal.options.setup_token,
            "HUBSPOT_PORTAL_ID": str(hub.portal.options.portal_id),
        }
        found = load(environment)
        messages: Messages = outbox
        app = replace(bootstrap.build(found), now=clock, messages=messages)
        _prepare(app, hub, ids["companies"])
        setup = bootstrap.hubspot_setup_client(found)
        setup.set_up(describe_pipeline.wanted(app), lambda _: None)
        yield _Bench(app, hub, outbox, clock, ids)


def _prepare(app: App, hub: HubSpot, companies: list[str]) -> None:
    """Give each company a customer whose contract is due for renewal."""
    fill(app, len(companies))
    end = app.today() + timedelta(days=45)
    due = {"end_date": end}
    app.stores.contracts.put(
        contract.model_copy(update=due) for contract in list(app.stores.contracts.all())
    )
    for number, ident in enumerate(companies, 1001):
        told = {"halopsa_customer_id": str(number)}
        hub.portal.records.change(KINDS["companies"], ident, told)
    book = app.stores.settings.playbook()
    quiet = book.crm.model_copy(update={"tasks": False})  # each is a request of its own
    pilot = {"default_mode": AutomationMode.PILOT, "crm": quiet}
    app.stores.settings.save_playbook(book.model_copy(update=pilot))
