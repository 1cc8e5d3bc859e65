"""The engine over memory stores and the stand-in in this process; time is virtual."""

from datetime import UTC, datetime, timedelta
from itertools import count

from sandbox.halopsa import HaloPsa, Options
from sandbox.hubspot import HubSpot
from sandbox.hubspot import Options as PortalOptions
from shared.ports import App
from shared.services import (
    ask_effects,
    deliver_effects,
    receive_webhook,
    renew_contracts,
    score_contracts,
)
from shared.services.mail import read_mailbox
from shared.services.sync import run
from shared.services.sync_crm import run as sync_crm
from shared.services.uplift import run as uplift
from shared.sources.halopsa.client import HaloClient
from shared.sources.halopsa.config import HaloConfig
from shared.sources.hubspot.client import HubSpotClient
from shared.sources.hubspot.config import HubSpotConfig
from shared.storage.stores import open_stores
from tests.builders import TENANT, a_playbook
from tests.shared.services import upstream
from tests.simulation.clock import VirtualClock
from tests.simulation.halo import InProcess
from tests.simulation.memory import MemoryBlobs, MemoryTables
from tests.simulation.queues import MemoryQueues

NOW = datetime(2026, 12, 1, 6, tzinfo=UTC)
HANDLERS = {
    run.QUEUE: run.work,
    sync_crm.QUEUE: sync_crm.work,
    receive_webhook.QUEUE: receive_webhook.work,
    score_contracts.QUEUE: score_contracts.work,
    renew_contracts.QUEUE: renew_contracts.work,
    uplift.QUEUE: uplift.work,
    ask_effects.QUEUE: deliver_effects.work,
    read_mailbox.QUEUE: read_mailbox.work,
}
MANY = 10_000
FIELDS = {
    "notice_period_days": "CFnoticePeriodDays",
    "renewal_mode": "CFrenewalMode",
    "owner": "CFrenewalOwner",
    "currency": "CFcurrency",
}
MODES = {
    "Does not renew": "none",
    "Renews on signature": "manual",
    "Auto-renews": "auto",
    "Evergreen": "evergreen",
}
ROLES = {"cs_lead": "7", "msp_owner": "8", "operator": "ops@msp.example"}


class Engine:
    """One deployment: `app` is what the use cases get, `halo` the other side.

    With `crm`, the options of a portal, HubSpot is the other one: `hub`.
    """

    def __init__(self, portfolio=None, *, book=None, config=None, crm=None, **options):
        self.clock = VirtualClock(NOW)
        halo = portfolio or one_contract()
        switches = Options(clock=self.clock.now, **options)
        self.halo = HaloPsa(halo, switches, sleep=self.clock.sleep)
        self._connected = crm is not None
        self.hub = HubSpot(PortalOptions(clock=self.clock.now, **(crm or {})))
        self.tables = MemoryTables()
        self.blobs = MemoryBlobs()
        self.queues = MemoryQueues(self.clock.now)
        self._ids = count(1)
        self._config = config or {}
        policy = {"default_mode": "pilot", "roles": ROLES, **(book or {})}
        self.shipped = a_playbook(**policy)
        self.app = self.process()

    def process(self, **over):
        """Wire the engine as a new process would, over the same stores."""
        stores = open_stores(
            over.pop("tables", self.tables),
            self.blobs,
            tenant_id=TENANT,
            shipped=self.shipped,
        )
        values = {
            "tenant_id": TENANT,
            "currency": "GBP",
            "stores": stores,
            "messages": self.queues,
            "halo": self.client(),
            "hubspot": self.hubspot_client() if self._connected else None,
            "now": self.clock.now,
            "today": self.clock.today,
            "new_id": lambda: f"id{next(self._ids):05d}",
            "history_months": 13,
        }
        return App(**{**values, **over})

    def client(self):
        values = {
            "base_url": "https://acme.halopsa.com/api",
            "client_id": "sandbox-client",
            "client_secret": "sandbox-secret",
            "tenant": "sandbox",
            "requests_per_5_minutes": 0,
            "currency": "GBP",
            "field_map": FIELDS,
            "value_tables": {"renewal_mode": MODES},
        }
        return HaloClient(
            HaloConfig(**{**values, **self._config}),
            clock=self.clock.now,
            sleep=self.clock.sleep,
            http=InProcess(self.halo.handle),
        )

    def hubspot_client(self, **over):
        portal = self.hub.portal.options
        values = {
            "access_token": portal.access_token,
            "portal_id": str(portal.portal_id),
        }
        return HubSpotClient(
            HubSpotConfig(**{**values, **over}),
            clock=self.clock.now,
            sleep=self.clock.sleep,
            http=InProcess(self.hub.handle),
        )

    def sync_crm(self, kind=None):
        """Run a sync of the CRM to its end, with what follows; give its state."""
        sync_crm.plan(self.app, *([kind] if kind else []))
        self.work()
        return self.stores.crm.cursor.load()[0]

    @property
    def stores(self):
        return self.app.stores

    @property
    def rows(self):
        """The other side's tables, by resource."""
        return self.halo.instance.store

    def replace(self, resource, rows):
        """Put other rows in a resource's place."""
        table = self.rows[resource]
        for key in [key for key in range(MANY) if table.get(key)]:
            table.remove(key)
        for row in rows:
            table.put(row)

    def later(self, **time):
        self.clock.advance(timedelta(**time).total_seconds())
        return self

    def on(self, day, hour=6):
        """Go to the morning of a day."""
        self.clock.advance_to(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))
        return self

    def work(self, *queues):
        """Handle messages until none is to be seen; give how many there were."""
        handled = 0
        while waiting := self.waiting(*queues):
            for queue, message in waiting:
                self.handle(queue, message)
                handled += 1
            assert handled < MANY, "the queues never run dry"
        return handled

    def waiting(self, *queues):
        names = queues or HANDLERS
        return [(name, m) for name in names for m in self.queues.visible(name)]

    def handle(self, queue, message):
        taken = self.queues.take(queue, message)
        HANDLERS[queue](self.app, taken.body)
        self.queues.done(queue, taken)

    def lose(self, *queues):
        """Take all messages away, as if they had never arrived."""
        for queue, message in self.waiting(*queues):
            self.queues.done(queue, self.queues.take(queue, message))

    def sync(self, kind=None):
        """Run a sync to its end, with what follows from it; give its state."""
        run.plan(self.app, *([kind] if kind else []))
        self.work()
        return self.state

    @property
    def state(self):
        return self.stores.cursor.load()[0]

    def renew(self):
        """Run the daily round and deliver what it asks for; give the new events."""
        before = len(self.timeline())
        renew_contracts.plan(self.app)
        self.work()
        return self.timeline()[before:]

    def timeline(self):
        """Give the events of all timelines in the order they were written."""
        return sorted(self.stores.timeline.all(), key=lambda e: (e.at, e.seq))

    def events_of(self, customer, contract):
        return self.stores.timeline.load(str(customer), str(contract))

    def exceptions(self):
        """Give the open exceptions by id."""
        return {item.id: item for item in self.stores.projections.open_exceptions()}

    def tasks(self):
        """Give the engine's own tickets on the other side, newest last."""
        return [row for row in self.rows["Tickets"] if "[rnwl-" in row["summary"]]

    def requests(self, path, method="GET"):
        """List the requests so far whose path begins so."""
        return [
            entry
            for entry in self.halo.ledger.told(full=True)["requests"]
            if entry["path"].lower().startswith(path.lower())
            and entry["method"] == method
        ]

    def quarantined(self):
        """Give the names of what was set aside, without the run's id."""
        names = self.blobs.names("quarantine")
        return sorted(name.partition("/")[2] for name in names)


def one_contract(**over):
    """Give a tenant of one customer with one healthy contract and some tickets."""
    rows = {
        "clients": [upstream.client(12)],
        "contracts": [upstream.contract(301, 12)],
        "bills": [upstream.bill(301, 12)],
        "tickets": [upstream.ticket(4001 + n, 12) for n in range(3)],
    }
    return upstream.tenant(**{**rows, **over})
