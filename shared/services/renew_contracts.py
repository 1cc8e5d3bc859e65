"""The daily round: decide what each contract needs today, and record it."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from shared.domain.errors import Conflict, SourceRejected, SourceUnavailable
from shared.domain.event import Context, Event
from shared.domain.opportunity import CUSTOMER_LINE, Stage
from shared.domain.playbook import Playbook
from shared.domain.renewal import ContractState
from shared.domain.sync import SeenTask
from shared.ports import App, TicketAction
from shared.services import (
    ask_effects,
    gather_situation,
    load_dossiers,
    map_stakeholders,
    record_events,
    view_crm,
)
from shared.services.gather_situation import Circle
from shared.services.load_dossiers import ContractFile, Dossier
from shared.workflow.decide import decide
from shared.workflow.fold import fold
from shared.workflow.intake import Directory
from shared.workflow.situation import FinishedTask, Situation
from shared.workflow.uplift import ranked

QUEUE = "renewal-batches"
_CUSTOMERS_PER_BATCH = 25
_TRIES = 5

log = logging.getLogger(__name__)


def plan(app: App) -> int:
    """Ask for a decision about every contract; give the number of customers.

    A customer without contracts may have had some, which have to be wound up.
    """
    stores = app.stores
    found = {contract.customer_id for contract in stores.contracts.all()}
    owners = sorted(found | {customer.id for customer in stores.customers.all()})
    for start in range(0, len(owners), _CUSTOMERS_PER_BATCH):
        batch = owners[start : start + _CUSTOMERS_PER_BATCH]
        app.messages.send(QUEUE, json.dumps({"customers": batch}))
    return len(owners)


def work(app: App, body: str) -> int:
    """Decide about the contracts of a batch of customers; give the events appended."""
    customers: list[str] = json.loads(body)["customers"]
    people = load_dossiers.directory(app)
    book = app.stores.settings.playbook()
    batch = _Batch(app, customers)
    dossiers = load_dossiers.load_all(app, customers, people, book.seat_words)
    return sum(_customer(app, dossier, batch, people, book) for dossier in dossiers)


class _Batch:
    """What decisions read of a batch's customers, in one query a table."""

    def __init__(self, app: App, customers: list[str]) -> None:
        wanted, stores = set(customers), app.stores
        self.scores = stores.scores.latest_within(wanted)
        self.heads = stores.projections.heads_within(wanted)
        self.states = {
            place: fold(*place, events)
            for place, events in groupby(stores.timeline.within(wanted), key=_place)
        }
        self.stakeholders = map_stakeholders.maps_within(app, wanted)
        self.crm = view_crm.within(app, wanted, self.states)
        self.seen = {task.task_id: task for task in stores.tasks.within(wanted)}


def _place(event: Event) -> tuple[str, str]:
    return event.customer_id, event.contract_id


def _customer(
    app: App, dossier: Dossier, batch: _Batch, people: Directory, book: Playbook
) -> int:
    customer_id = dossier.customer_id
    heads = batch.heads[customer_id]
    _keep_line(app, batch, customer_id)
    files: dict[str, ContractFile | None] = dict.fromkeys(
        key for key in heads if key != CUSTOMER_LINE
    )
    files |= {file.contract.id: file for file in dossier.files}
    if not files:
        return 0
    circle = Circle(
        dossier=dossier,
        people=people,
        book=book,
        scores=batch.scores[customer_id],
        last_tickets=gather_situation.last_tickets(app, dossier, book),
        talking_points=_talking_points(batch, customer_id),
        stakeholders=batch.stakeholders.get(customer_id),
        crm=batch.crm.get(customer_id),
    )
    count = 0
    for key, file in files.items():
        place = customer_id, key
        state = batch.states.get(place) or fold(*place, ())
        after, appended = _decided(app, circle, file, batch.seen, state)
        count += appended
        if not appended and heads.get(key, 0) != after.seq:
            record_events.project(app, after)
        ask_effects.ask(app, after)
    log.info("%d events appended", count, extra={"customer": customer_id})
    return count


def _keep_line(app: App, batch: _Batch, customer_id: str) -> None:
    """Show and deliver what stands on the customer's own line, if somebody died at it.

    Nothing is decided about it here: that is the look's, which may come weeks later.
    """
    line = batch.states.get((customer_id, CUSTOMER_LINE))
    if line and batch.heads[customer_id].get(CUSTOMER_LINE, 0) != line.seq:
        record_events.project(app, line)
        ask_effects.ask(app, line)


def _talking_points(batch: _Batch, customer_id: str) -> tuple[str, ...]:
    """List the uplift that people took up, for the stages' talks."""
    line = batch.states.get((customer_id, CUSTOMER_LINE))
    taken = {Stage.QUALIFIED, Stage.OFFERED}
    pursuits = line.pursuits.values() if line else ()
    return tuple(p.opportunity.title for p in ranked(pursuits) if p.stage in taken)


def _decided(
    app: App,
    circle: Circle,
    file: ContractFile | None,
    seen: Mapping[str, SeenTask],
    state: ContractState,
) -> tuple[ContractState, int]:
    """Decide and record; who was too late reads the timeline and decides again."""
    for _ in range(_TRIES):
        situation = _situation(app, circle, file, seen, state)
        events = decide(state, situation, book=circle.book, tenant_id=app.tenant_id)
        if not events:
            return state, 0
        context = Context(
            actor="engine",
            at=app.now(),
            operation_id=f"decide:{situation.today}:{state.seq}",
            playbook_version=circle.book.version,
            model_version=situation.score.model_version if situation.score else "",
        )
        try:
            after = record_events.append(app, state, events, context)
        except Conflict:
            state = record_events.load(app, state.customer_id, state.contract_id)
        else:
            return after, len(events)
    log.warning("contract %s: others were always first", state.contract_id)
    return state, 0


def _situation(
    app: App,
    circle: Circle,
    file: ContractFile | None,
    seen: Mapping[str, SeenTask],
    state: ContractState,
) -> Situation:
    if file is None:
        return gather_situation.of_missing(app, circle, state)
    finished = tuple(_finished(app, state, seen, circle.book))
    return gather_situation.of_contract(
        app, circle, file, state=state, finished=finished
    )


def _finished(
    app: App, state: ContractState, seen: Mapping[str, SeenTask], book: Playbook
) -> Iterator[FinishedTask]:
    """List the open tasks that a person closed, with proof where it is needed."""
    for task in state.tasks.values():
        there = seen.get(task.id)
        if not task.open or there is None or not there.closed:
            continue
        evidence = _evidence(app, there, book) if task.evidence_needed else ""
        if evidence is not None:
            yield FinishedTask(task_id=task.id, evidence=evidence)


def _evidence(app: App, task: SeenTask, book: Playbook) -> str | None:
    """Find the action that proves a contact, "" without one, None if unreadable."""
    try:
        actions = app.halo.actions(task.ticket_id)
    except (SourceUnavailable, SourceRejected) as error:
        log.warning("ticket %s: actions not read: %s", task.ticket_id, error)
        return None
    proof = next((a for a in actions if _proves(a, book.contact_outcomes)), None)
    return f"action {task.ticket_id}/{proof.id}" if proof else ""


def _proves(action: TicketAction, outcomes: Iterable[str]) -> bool:
    if not action.visible_to_customer or action.agent_id is None:
        return False
    named = action.outcome.casefold()
    return action.emailed or any(outcome in named for outcome in outcomes)
