"""The daily round: decide what each contract needs today, and record it."""

import json
import logging
from collections.abc import Iterable
from datetime import date, timedelta

from shared.domain.calendar import month_key
from shared.domain.errors import Conflict, SourceRejected, SourceUnavailable
from shared.domain.event import Context
from shared.domain.facts import MonthFacts
from shared.domain.money import to_minor
from shared.domain.playbook import Playbook
from shared.domain.renewal import ContractState
from shared.domain.score import Score
from shared.domain.sync import LatestScore, SeenTask
from shared.ports import App, TicketAction
from shared.services import deliver_effects, load_dossiers
from shared.services.load_dossiers import ContractFile, Dossier
from shared.workflow.checks import served_past_end
from shared.workflow.decide import decide
from shared.workflow.fold import apply, fold
from shared.workflow.intake import Directory
from shared.workflow.situation import FinishedTask, Situation, Successor

QUEUE = "renewal-batches"
_CUSTOMERS_PER_BATCH = 25

log = logging.getLogger(__name__)


def plan(app: App) -> int:
    """Ask for a decision about every contract; give the number of customers."""
    owners = sorted({contract.customer_id for contract in app.stores.contracts.all()})
    for start in range(0, len(owners), _CUSTOMERS_PER_BATCH):
        batch = owners[start : start + _CUSTOMERS_PER_BATCH]
        app.messages.send(QUEUE, json.dumps({"customers": batch}))
    return len(owners)


def work(app: App, body: str) -> int:
    """Decide about the contracts of a batch of customers; give the events appended."""
    customers: list[str] = json.loads(body)["customers"]
    people = load_dossiers.directory(app)
    book = app.stores.settings.playbook()
    return sum(_customer(app, key, people, book) for key in customers)


def _customer(app: App, customer_id: str, people: Directory, book: Playbook) -> int:
    dossier = load_dossiers.load(app, customer_id, people, book.seat_words)
    scores = app.stores.scores.latest(customer_id)
    seen = {task.task_id: task for task in app.stores.tasks.of(customer_id)}
    heads = app.stores.projections.heads(customer_id)
    last_tickets = _last_tickets(app, dossier)
    count = 0
    for file in dossier.files:
        key = file.contract.id
        state = fold(customer_id, key, app.stores.timeline.load(customer_id, key))
        situation = _situation(
            app,
            file,
            dossier=dossier,
            state=state,
            people=people,
            book=book,
            score=_score(scores.get(key)),
            finished=_finished(app, state, seen, book),
            last_ticket=last_tickets.get(key),
        )
        after = _decided(app, state, situation, book)
        count += after.seq - state.seq
        if heads.get(key, 0) != after.seq:
            app.stores.projections.put(after)
        deliver_effects.ask(app, after)
    log.info("%d events appended", count, extra={"customer": customer_id})
    return count


def _decided(
    app: App, state: ContractState, situation: Situation, book: Playbook
) -> ContractState:
    events = decide(state, situation, book=book, tenant_id=app.tenant_id)
    if not events:
        return state
    context = Context(
        actor="engine",
        at=app.now(),
        operation_id=f"decide:{situation.today}:{state.seq}",
        playbook_version=book.version,
        model_version=situation.score.model_version if situation.score else "",
    )
    try:
        appended = app.stores.timeline.append(state, events, context)
    except Conflict:
        log.info("contract %s: another decision was first", state.contract_id)
        return state
    for event in appended:
        state = apply(state, event)
    return state


def _situation(  # noqa: PLR0913 - all that a decision rests on
    app: App,
    file: ContractFile,
    *,
    dossier: Dossier,
    state: ContractState,
    people: Directory,
    book: Playbook,
    score: Score | None,
    finished: tuple[FinishedTask, ...],
    last_ticket: date | None,
) -> Situation:
    today, terms = app.today(), file.terms
    minor = to_minor(terms.mrr, terms.currency) if terms.mrr else 0
    past = served_past_end(
        terms, today=today, last_ticket_date=last_ticket, grace_days=book.grace_days
    )
    successor = _successor(dossier, file)
    findings = file.findings if file.contract.active else ()
    return Situation(
        today=today,
        terms=terms,
        contract=None if file.contract.gone else file.contract,
        findings=(*findings, *(() if successor else past)),
        mode=state.mode or book.default_mode,
        mrr_minor=minor,
        value_minor=12 * minor,
        exception_owner_id=_exception_owner(dossier, file, people, book),
        cs_lead_id=_agent(people, book.roles.cs_lead),
        msp_owner_id=_agent(people, book.roles.msp_owner),
        successor=successor,
        finished=finished,
        score=score,
        customer_name=dossier.name,
        stand_ins=_stand_ins(people, book, today),
    )


def _successor(dossier: Dossier, file: ContractFile) -> Successor | None:
    for other in dossier.files:
        if other.contract.previous_contract_id == file.contract.id:
            terms = other.terms
            return Successor(
                contract_id=other.contract.id,
                start_date=terms.start_date,
                mrr_minor=to_minor(terms.mrr, terms.currency) if terms.mrr else 0,
            )
    return None


def _exception_owner(
    dossier: Dossier, file: ContractFile, people: Directory, book: Playbook
) -> str:
    """Name who looks at what is wrong: owner, account manager, or a playbook role."""
    manager = dossier.customer.account_manager_id if dossier.customer else None
    named = (file.terms.owner_id, manager, book.roles.cs_lead, book.roles.msp_owner)
    for name in named:
        agent = people.find(name) if name else None
        if agent and not agent.disabled:
            return agent.id
    return book.roles.operator


def _agent(people: Directory, name: str) -> str | None:
    agent = people.find(name) if name else None
    return agent.id if agent else None


def _stand_ins(people: Directory, book: Playbook, today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    for absence in book.absences:
        away, cover = people.find(absence.agent), people.find(absence.cover)
        if away and cover and absence.first_date <= today <= absence.last_date:
            found[away.id] = cover.id
    return found


def _score(latest: LatestScore | None) -> Score | None:
    return Score.model_validate_json(latest.document) if latest else None


def _last_tickets(app: App, dossier: Dossier) -> dict[str, date]:
    """Tell the last month with tickets, for contracts that are past their end only."""
    today = app.today()
    over = [f.terms.end_date for f in dossier.files if f.terms.end_date]
    ended = [end for end in over if end < today]
    if not ended:
        return {}
    found: dict[str, date] = {}
    for facts in app.stores.facts.of(dossier.customer_id, since=month_key(min(ended))):
        if facts.opened:
            found[facts.contract_id] = _month_end(facts, today)
    return found


def _month_end(facts: MonthFacts, today: date) -> date:
    first = date.fromisoformat(f"{facts.month}-01")
    following = (first + timedelta(days=31)).replace(day=1)
    return min(today, following - timedelta(days=1))


def _finished(
    app: App, state: ContractState, seen: dict[str, SeenTask], book: Playbook
) -> tuple[FinishedTask, ...]:
    """List the open tasks that a person closed, with proof where it is needed."""
    done: list[FinishedTask] = []
    for task in state.tasks.values():
        there = seen.get(task.id)
        if not task.open or there is None or not there.closed:
            continue
        evidence = ""
        if task.evidence_needed:
            found = _evidence(app, there, book)
            if found is None:
                continue
            evidence = found
        done.append(FinishedTask(task_id=task.id, evidence=evidence))
    return tuple(done)


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
