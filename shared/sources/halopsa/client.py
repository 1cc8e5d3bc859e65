"""HaloPSA as the use cases see it: our nouns in and out, one request a call."""

from collections.abc import Callable
from datetime import date, datetime
from types import TracebackType
from typing import Self

import httpx

from shared.domain.billing import RecurringInvoice
from shared.domain.contract import Contract
from shared.domain.renewal import Effect
from shared.domain.service import Lookups, RequestTicket, Ticket
from shared.ports import (
    AccessReport,
    AgentBatch,
    ContactBatch,
    ContractBatch,
    CustomerBatch,
    FeedbackBatch,
    InvoiceBatch,
    PriceBatch,
    RecurringBatch,
    ThingBatch,
    TicketAction,
    TicketBatch,
    TimeBatch,
)
from shared.sources.halopsa.auth import Tokens
from shared.sources.halopsa.budget import WindowBudget
from shared.sources.halopsa.config import HaloConfig
from shared.sources.halopsa.notes import Notes
from shared.sources.halopsa.pacing import Pacing, no_jitter
from shared.sources.halopsa.readers.billing import BillingReader
from shared.sources.halopsa.readers.contracts import ContractReader
from shared.sources.halopsa.readers.inventory import InventoryReader
from shared.sources.halopsa.readers.lookups import LookupReader
from shared.sources.halopsa.readers.people import PeopleReader
from shared.sources.halopsa.readers.service import ServiceReader
from shared.sources.halopsa.readers.tickets import TicketReader
from shared.sources.halopsa.routes import Routes
from shared.sources.halopsa.scopes import access_report
from shared.sources.halopsa.tasks import TaskDesk
from shared.sources.halopsa.transport import Transport
from shared.sources.web.budget import Budget
from shared.sources.web.wire import Wire, http_client


class HaloClient:
    """Implements the port `HaloPsa`; may be used by several threads at once.

    Without a `budget` the configured number of requests counts for this process
    alone. `http` is what carries requests: none for the network, or a fake.

    A batch's `read` counts all rows. What is in neither `items` nor `rejected` was no
    record of ours: a row that came twice, a placeholder, a break, internal time.
    """

    def __init__(  # noqa: PLR0913 - everything from outside comes in here
        self,
        config: HaloConfig,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        http: httpx.BaseTransport | None = None,
        budget: Budget | None = None,
        jitter: Callable[[], float] = no_jitter,
    ) -> None:
        self._http = http_client(config.timeout, http)
        limit = config.requests_per_5_minutes
        wire = Wire(
            self._http,
            budget=budget or WindowBudget(limit, clock=clock, sleep=sleep),
            clock=clock,
            deadline=config.timeout,
        )
        pacing = Pacing(sleep, jitter)
        self._tokens = Tokens(config, wire, pacing=pacing, clock=clock)
        transport = Transport(
            config.resource_server,
            wire=wire,
            tokens=self._tokens,
            pacing=pacing,
            clock=clock,
        )
        routes = Routes(transport)
        self._lookups = LookupReader(routes, config)
        self._people = PeopleReader(routes, config)
        self._contracts = ContractReader(routes, config)
        self._billing = BillingReader(routes, config)
        self._inventory = InventoryReader(routes)
        self._tickets = TicketReader(routes, config)
        self._service = ServiceReader(routes, config)
        self._tasks = TaskDesk(config, transport, clock)
        self._notes = Notes(config, transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def check_access(self) -> AccessReport:
        return access_report(self._tokens.current().scopes)

    def lookups(self) -> Lookups:
        return self._lookups.lookups()

    def agents(self) -> AgentBatch:
        return self._people.agents()

    def customers(self, page: int) -> CustomerBatch:
        return self._people.customers(page)

    def people(self, page: int) -> ContactBatch:
        return self._people.people(page)

    def website(self, customer_id: str) -> str:
        return self._people.website(customer_id)

    def contracts(self, page: int) -> ContractBatch:
        return self._contracts.contracts(page)

    def contract(self, contract_id: str) -> Contract:
        return self._contracts.contract(contract_id)

    def recurring_invoices(self, page: int) -> RecurringBatch:
        return self._billing.recurring_invoices(page)

    def recurring_invoice(self, invoice_id: str) -> RecurringInvoice:
        return self._billing.recurring_invoice(invoice_id)

    def invoices(self, since: date, page: int) -> InvoiceBatch:
        return self._billing.invoices(since, page)

    def tickets(self, since: datetime, page: int, lookups: Lookups) -> TicketBatch:
        return self._tickets.tickets(since, page, lookups)

    def ticket(self, ticket_id: str, lookups: Lookups) -> Ticket:
        return self._tickets.ticket(ticket_id, lookups)

    def request_ticket(self, ticket_id: str) -> RequestTicket:
        return self._tickets.request_ticket(ticket_id)

    def ticket_ids(
        self, page: int, *, contract_id: str = "", since: datetime | None = None
    ) -> tuple[tuple[str, ...], bool]:
        return self._tickets.ticket_ids(page, contract_id=contract_id, since=since)

    def time_entries(self, first: date, last: date) -> TimeBatch:
        return self._service.time_entries(first, last)

    def feedback(self) -> FeedbackBatch:
        return self._service.feedback()

    def things(self, resource: str, page: int) -> ThingBatch:
        return self._inventory.things(resource, page)

    def list_prices(self, page: int) -> PriceBatch:
        return self._inventory.list_prices(page)

    def actions(self, ticket_id: str) -> tuple[TicketAction, ...]:
        return self._tickets.actions(ticket_id)

    def find_task(self, effect: Effect) -> str | None:
        return self._tasks.find(effect)

    def create_task(self, effect: Effect) -> str:
        return self._tasks.create(effect)

    def task_has_marker(self, external_id: str, effect: Effect) -> bool:
        return self._tasks.has_marker(external_id, effect)

    def note_problem(self, ticket_id: str, problem_id: str, effect: Effect) -> None:
        self._notes.leave(ticket_id, problem_id, effect)

    def close_task(self, external_id: str, lookups: Lookups, reason: str) -> None:
        self._tasks.close(external_id, lookups, reason)
