"""A full look for uplift over 1,000 contracts and 500,000 tickets, and a daily one."""

import resource
import sys
import time
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime

from bench.book import fill
from bench.figures import Figure
from bench.ticket_stream import StreamedTables
from sandbox.azurite import running_azurite
from sandbox.demo.tenant import settings
from shared import bootstrap
from shared.domain.calendar import month_key
from shared.domain.inventory import Thing
from shared.domain.sync import ALL_MONTHS
from shared.ports import App, PriceBatch, ThingBatch
from shared.services.uplift import run as looks
from shared.settings import load
from shared.storage.azure_blobs import AzureBlobs
from shared.storage.azure_tables import AzureTables
from shared.storage.credentials import Account

CONTRACTS, TICKETS = 1_000, 500_000
SERVICE_HOURS = "Mon-Fri 08:00-18:00"
CHANGED = 0.05  # share of the customers that a day brings something new for
FULL_SECONDS, DAILY_SECONDS, MEGABYTES = 300, 30, 500
_NOWHERE = {"api": "http://127.0.0.1:9/api", "auth": "http://127.0.0.1:9/auth"}


def run(contracts: int = CONTRACTS, tickets: int = TICKETS) -> list[Figure]:
    """Look at everybody once, then at the few whose month has changed."""
    with running_azurite() as storage:
        app, outbox = _wired(storage, tickets // contracts)
        fill(app, contracts)
        owners = sorted(customer.id for customer in app.stores.customers.all())
        app.stores.uplift_due.mark((owner, ALL_MONTHS) for owner in owners)
        full, full_cpu = _looked(app, outbox)
        found = sum(1 for _ in app.stores.projections.uplifts())
        some = owners[:: round(1 / CHANGED)]
        month = month_key(app.today())
        app.stores.uplift_due.mark((owner, month) for owner in some)
        daily, daily_cpu = _looked(app, outbox)
    return [
        Figure(
            name="full look",
            value=full,
            unit="s",
            limit=FULL_SECONDS,
            detail=f"{contracts:,} contracts, {tickets:,} tickets, {found:,} found; "
            f"{full_cpu:.0f} s of processor time; themes fitted, tickets made as read",
        ),
        Figure(
            name="daily look",
            value=daily,
            unit="s",
            limit=DAILY_SECONDS,
            detail=f"{daily_cpu:.0f} s of processor time; one month of "
            f"{len(some):,} customers has changed",
        ),
        Figure(
            name="peak memory",
            value=_peak_megabytes(),
            unit="MB",
            limit=MEGABYTES,
            detail="of the whole process, with the encoder of themes",
        ),
    ]


class _Outbox:
    """Keeps messages in order, so that one process does all steps."""

    def __init__(self) -> None:
        self.bodies: deque[str] = deque()

    def send(self, queue: str, body: str, *, delay_seconds: int = 0) -> None:
        del queue, delay_seconds
        self.bodies.append(body)


class _Halo:
    """Knows what customers have in service: more than bills, for one in ten."""

    def __init__(self, contracts: int) -> None:
        self._contracts = contracts

    def things(self, resource: str, page: int) -> ThingBatch:
        del page
        wanted = range(self._contracts) if resource == "Asset" else ()
        return ThingBatch(
            items=tuple(
                Thing(id=f"{n}-{m}", customer_id=str(1001 + n), kind="workstation")
                for n in wanted
                for m in range(20)
            )
        )

    def list_prices(self, page: int) -> PriceBatch:
        del page
        return PriceBatch()


def _wired(storage: str, tickets_each: int) -> tuple[App, _Outbox]:
    account, outbox = Account(storage), _Outbox()
    today = datetime.now(UTC).date()
    tables = StreamedTables(
        AzureTables(account), tickets_each=tickets_each, today=today
    )
    app = bootstrap.wire(
        load(settings(_NOWHERE, storage)),
        tables=tables,
        queues=outbox,
        blobs=AzureBlobs(account),
        halo=_Halo(CONTRACTS),  # type: ignore[arg-type]  # uplift reads these two only
    )
    book = app.stores.settings.playbook()
    policy = book.uplift.model_copy(update={"service_hours": SERVICE_HOURS})
    app.stores.settings.save_playbook(book.model_copy(update={"uplift": policy}))
    return replace(app, today=lambda: today), outbox


def _looked(app: App, outbox: _Outbox) -> tuple[float, float]:
    began, worked = time.perf_counter(), time.process_time()
    looks.plan(app)
    while outbox.bodies:
        looks.work(app, outbox.bodies.popleft())
    return time.perf_counter() - began, time.process_time() - worked


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
