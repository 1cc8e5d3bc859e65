"""Looking at customers: detect, decide, record; and when to look again."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from shared.domain.calendar import add_months
from shared.domain.contract import Terms
from shared.domain.errors import Conflict
from shared.domain.event import Context, Event, EventType, NewEvent
from shared.domain.opportunity import CUSTOMER_LINE, Detector, Opportunity
from shared.domain.playbook import Playbook
from shared.domain.renewal import ContractState
from shared.domain.score import Band, Score
from shared.domain.sync import LatestScore, SeenTask
from shared.ports import App
from shared.services import ask_effects, record_events, view_crm
from shared.services.uplift import accounts
from shared.uplift.account import Account
from shared.uplift.detectors import detected
from shared.workflow import tasks
from shared.workflow.fold import fold, foresee
from shared.workflow.situation import OPERATOR, Decision, FinishedTask, Situation
from shared.workflow.uplift import Outlook, decide_uplift
from shared.workflow.uplift_deals import keep_deals, lacking
from shared.workflow.uplift_modes import Modes, modes_of
from shared.workflow.uplift_tasks import out_of_shadow, reminders, withdrawn

_TRIES = 5
_DAY = timedelta(days=1)

log = logging.getLogger(__name__)


def look(
    app: App, customers: Sequence[str], muted: AbstractSet[Detector]
) -> Iterator[tuple[str, date]]:
    """Look at neighbouring customers; give each with the day of its next look."""
    shared, wanted = accounts.common(app), set(customers)
    scores = app.stores.scores.latest_within(wanted)
    seen = {task.task_id: task for task in app.stores.tasks.within(wanted)}
    states = _states(app, wanted)
    default = shared.book.default_mode
    managers = {
        one.id: one.account_manager_id for one in app.stores.customers.within(wanted)
    }
    for account in accounts.accounts(app, customers, shared):
        key = account.customer_id
        outlook = outlook_of(app, shared.book, scores[key], muted)
        mine = states.get(key, {})
        state = mine.get(CUSTOMER_LINE) or fold(key, CUSTOMER_LINE, ())
        ids = [one.contract.id for one in account.services if one.contract.active]
        who = Who(
            name=account.name,
            owner=managers.get(key),
            modes=modes_of(ids, mine.values(), default),
        )
        desk = _Desk(app, account, outlook, shared.book, who)
        after = _recorded(desk, state, seen)
        ask_effects.ask(app, after)
        yield key, next_look(account, shared.book)


def _states(app: App, wanted: AbstractSet[str]) -> dict[str, dict[str, ContractState]]:
    found: dict[str, dict[str, ContractState]] = defaultdict(dict)
    for place, chain in groupby(app.stores.timeline.within(wanted), key=_place):
        customer_id, contract_id = place
        found[customer_id][contract_id] = fold(*place, chain)
    return found


def _place(event: Event) -> tuple[str, str]:
    return event.customer_id, event.contract_id


def outlook_of(
    app: App,
    book: Playbook,
    scores: Mapping[str, LatestScore],
    muted: AbstractSet[Detector] = frozenset(),
) -> Outlook:
    """Give what decides about a customer's opportunities: is it at risk, and why."""
    known = [Score.model_validate_json(one.document) for one in scores.values()]
    risky = [score for score in known if score.band is Band.AT_RISK]
    weak = {
        driver.name
        for score in risky
        for driver in score.drivers
        if driver.points * 2 < driver.points_possible
    }
    return Outlook(
        today=app.today(),
        policy=book.uplift,
        at_risk=bool(risky),
        weak=frozenset(weak),
        muted=frozenset(muted),
    )


class Who(NamedTuple):
    """A customer, its account manager, and how far the engine may act for it."""

    name: str
    owner: str | None
    modes: Modes


class _Desk(NamedTuple):
    """What a customer's decisions about opportunities share."""

    app: App
    account: Account
    outlook: Outlook
    book: Playbook
    who: Who


def _recorded(
    desk: _Desk, state: ContractState, seen: Mapping[str, SeenTask]
) -> ContractState:
    """Decide and record; who was too late reads the timeline and decides again."""
    app, book = desk.app, desk.book
    found = detected(desk.account, book.uplift)
    for _ in range(_TRIES):
        events = _decided(desk, state, found, seen)
        if not events:
            return state
        context = Context(
            actor="engine",
            at=app.now(),
            operation_id=f"uplift:{app.today()}:{state.seq}",
            playbook_version=book.version,
        )
        try:
            return record_events.append(app, state, events, context)
        except Conflict:
            state = record_events.load(app, state.customer_id, state.contract_id)
    log.warning("customer %s: others were always first", state.customer_id)
    return state


def _deals(
    app: App, state: ContractState, decision: Decision, moves: Sequence[NewEvent]
) -> Iterator[NewEvent]:
    """Keep deals up with what time has ended, and make those that are lacking.

    The CRM is looked at only then.
    """
    ended = [m for m in moves if m.type is EventType.OPPORTUNITY_EXPIRED]
    over = {move.data["id"] for move in ended}
    due = [one for one in lacking(state, decision) if one.data["id"] not in over]
    if app.hubspot and (ended or due):
        view = view_crm.of_customer(app, state.customer_id)
        yield from keep_deals(state, decision, [*ended, *due], view)


def _decided(
    desk: _Desk,
    state: ContractState,
    found: Iterable[Opportunity],
    seen: Mapping[str, SeenTask],
) -> list[NewEvent]:
    decision = decision_of(desk.app, desk.book, state, desk.who)
    done = tuple(
        FinishedTask(task_id=task.id)
        for task in state.tasks.values()
        if task.open and task.id in seen and seen[task.id].closed
    )
    situation = decision.situation.model_copy(update={"finished": done})
    decision = decision.model_copy(update={"situation": situation})
    moves = decide_uplift(state, found, desk.outlook)
    finished = tasks.finish(state, decision)
    over = [*finished, *moves, *withdrawn(state, moves)]
    for event in over:
        state = foresee(state, event)
    return [
        *over,
        *out_of_shadow(state, decision, desk.outlook),
        *_deals(desk.app, state, decision, moves),
        *reminders(state, decision, moves),
    ]


def decision_of(app: App, book: Playbook, state: ContractState, who: Who) -> Decision:
    """Put together what tasks on a customer's own timeline need."""
    roles = book.roles
    situation = Situation(
        today=app.today(),
        terms=Terms(
            customer_id=state.customer_id, contract_id=CUSTOMER_LINE, reference=who.name
        ),
        contract=None,
        mode=who.modes.customer,
        modes=who.modes.contracts,
        data_owner_id=who.owner,
        exception_owner_id=who.owner or roles.cs_lead or roles.operator or OPERATOR,
        customer_name=who.name,
    )
    return Decision(situation=situation, book=book, tenant_id=app.tenant_id)


def next_look(account: Account, book: Playbook) -> date:
    """Give the first day on which time alone can bring something new.

    That is when the month is over, and when a rise may or can no longer be announced,
    a contract has ended, or a price has rested long enough.
    """
    policy, today = book.uplift, account.today
    days = [add_months(today.replace(day=1), 1)]
    for service in account.services:
        if rise := service.increase:
            days.append(rise.announce_by_date - timedelta(days=policy.reminder_days))
            days.append(rise.announce_by_date + _DAY)
        if end := service.contract.end_date:
            days.append(end + _DAY)
        if since := service.priced_date:
            days.append(add_months(since, policy.untouched_months))
    return min(day for day in days if day > today)
