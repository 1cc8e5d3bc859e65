"""The main job over a stand-in in the same process, with stores in memory."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace

from sandbox.halopsa import HaloPsa, Options
from sandbox.halopsa.phases import serve_phase
from shared import bootstrap, settings
from shared.domain.sync import SyncState
from shared.ports import App
from shared.services import score_contracts
from shared.services.sync import run
from shared.services.uplift import run as uplift
from shared.sources.halopsa.client import HaloClient
from shared.sources.halopsa.config import HaloConfig
from tests.simulation.halo import InProcess
from tests.simulation.memory import MemoryBlobs, MemoryTables

BASE_URL = "http://halo.test/api"
FIELDS = {
    "notice_period_days": "178",
    "renewal_mode": "179",
    "owner": "180",
    "entitled_hours": "181",
    "seats": "182",
    "currency": "183",
    "service_hours": "184",
}
SERVICE_HOURS = "Mon-Fri 08:00-18:00"
SETTINGS = {
    "ENVIRONMENT": "local",
    "TENANT_ID": "evaluation",
    "TIME_ZONE": "Europe/London",
    "CURRENCY": "GBP",
    "AzureWebJobsStorage": "in memory",
    "HALOPSA_BASE_URL": BASE_URL,
    "HALOPSA_CLIENT_ID": "sandbox-client",
    "HALOPSA_CLIENT_SECRET": "sandbox-secret",
}
HANDLERS: dict[str, Callable[[App, str], object]] = {
    run.QUEUE: run.work,
    score_contracts.QUEUE: score_contracts.work,
    uplift.QUEUE: uplift.work,
}


class Messages:
    """A queue that keeps its order and loses nothing."""

    def __init__(self):
        self.waiting: deque[tuple[str, str]] = deque()

    def send(self, queue, body, **_):
        self.waiting.append((queue, body))


class Evaluation:
    """One MSP's engine, run to the end of a sync and its scores."""

    def __init__(self, portfolio, now, *, history_months=25):
        self.states: list[SyncState] = []
        self.halo = HaloPsa(portfolio, Options(clock=lambda: now))
        self.messages = Messages()
        wired = bootstrap.wire(
            settings.load(SETTINGS),
            tables=MemoryTables(),
            queues=self.messages,
            blobs=MemoryBlobs(),
            halo=self._client(now),
        )
        book = wired.stores.settings.playbook()
        uplift_policy = book.uplift.model_copy(update={"service_hours": SERVICE_HOURS})
        wired.stores.settings.save_playbook(
            book.model_copy(update={"uplift": uplift_policy})
        )
        self.app = replace(
            wired,
            now=lambda: now,
            today=now.date,
            history_months=history_months,
        )

    def sync(self):
        """Run one sync and what follows from it; give its state."""
        run.plan(self.app)
        self._work()
        state, _ = self.app.stores.cursor.load()
        assert not state.active, state.position
        assert not state.stopped, state.stopped
        self.states.append(state)
        return state

    def look(self):
        """Look for uplift, to the end of it."""
        uplift.plan(self.app)
        self._work()

    def _work(self):
        while self.messages.waiting:
            queue, body = self.messages.waiting.popleft()
            HANDLERS[queue](self.app, body)

    def phase(self, name):
        """Serve reopened tickets as they were: first closed, open again, final."""
        serve_phase(self.halo.instance, name)

    def customers(self):
        """List the customers that have contracts."""
        return sorted({c.customer_id for c in self.app.stores.contracts.all()})

    def _client(self, now):
        config = HaloConfig(
            base_url=BASE_URL,
            client_id="sandbox-client",
            client_secret="sandbox-secret",
            requests_per_5_minutes=0,
            allow_local=True,
            currency="GBP",
            field_map=FIELDS,
            inventory=True,
            contract_sites=True,
        )
        return HaloClient(
            config,
            clock=lambda: now,
            sleep=lambda _: None,
            http=InProcess(self.halo.handle),
        )
