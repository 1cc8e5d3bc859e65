"""Work that opportunities bring: rises to announce, offers to make, and its end."""

from collections.abc import Iterable, Iterator

from shared.domain.calendar import add_business_days, business_day_on_or_before
from shared.domain.contract import AutomationMode, Terms
from shared.domain.event import EventType, NewEvent
from shared.domain.opportunity import CUSTOMER_LINE, Opportunity
from shared.domain.playbook import TaskPolicy
from shared.domain.renewal import ContractState
from shared.workflow import tasks
from shared.workflow.situation import Decision
from shared.workflow.uplift import Outlook, cured, held
from shared.workflow.uplift_brief import evidence
from shared.workflow.uplift_steps import read_back

_ANNOUNCE = TaskPolicy(
    kind="announce_increase",
    summary="Announce the price increase",
    guidance="Check the draft below and send it before the last day. Nothing has been "
    "sent to the customer.",
)
_OFFER = TaskPolicy(
    kind="uplift_offer",
    summary="Make an offer",
    guidance="Go through the figures below with the customer and make the offer.",
)
_OVER = {
    EventType.OPPORTUNITY_WON,
    EventType.OPPORTUNITY_LOST,
    EventType.OPPORTUNITY_EXPIRED,
    EventType.OPPORTUNITY_REJECTED,
    EventType.OPPORTUNITY_CORRECTED,
}


def announcement(
    state: ContractState, decision: Decision, pursuit_id: str, one: Opportunity
) -> NewEvent:
    """Remind of a rise while it can be announced, with the letter as a draft."""
    last = one.act_by_date or decision.situation.today
    details = f"Last day to announce it: {last}.\n\n{one.letter}\n\n{evidence(one)}"
    return tasks.request(
        state,
        naming(decision, one),
        _ANNOUNCE,
        key=f"announce:{pursuit_id}",
        assignee_id=decision.situation.data_owner_id,
        due_date=business_day_on_or_before(last, decision.book.holidays),
        about=pursuit_id,
        details=details,
    )


def offer(
    state: ContractState,
    decision: Decision,
    pursuit_id: str,
    one: Opportunity,
    *,
    cures: tuple[str, ...] = (),
) -> NewEvent:
    """Ask for the offer once an opportunity was qualified; say what it would cure."""
    situation, book = decision.situation, decision.book
    cured = ", ".join(name.replace("_", " ") for name in cures)
    told = f"It cures what puts the customer at risk: {cured}.\n" if cured else ""
    return tasks.request(
        state,
        naming(decision, one),
        _OFFER,
        key=f"offer:{pursuit_id}",
        assignee_id=situation.data_owner_id,
        due_date=add_business_days(
            situation.today, book.intake_due_days, book.holidays
        ),
        about=pursuit_id,
        details=told + evidence(one),
    )


def reminders(
    state: ContractState, decision: Decision, events: Iterable[NewEvent]
) -> Iterator[NewEvent]:
    """Ask, for each rise just found, that it is announced in time."""
    for event in events:
        if event.type is not EventType.OPPORTUNITY_IDENTIFIED:
            continue
        one, key = read_back(event.data["opportunity"]), str(event.data["id"])
        asked = any(task.about == key and task.open for task in state.tasks.values())
        if one.letter and not asked:
            yield announcement(state, decision, key, one)


def out_of_shadow(
    state: ContractState, decision: Decision, outlook: Outlook
) -> Iterator[NewEvent]:
    """Ask for what was only recorded, once the engine may act for its contract."""
    for task in state.tasks.values():
        pursuit = state.pursuits.get(task.about)
        if not (pursuit and pursuit.open and task.open and task.shadow):
            continue
        one, key = pursuit.opportunity, pursuit.id
        mode = naming(decision, one).situation.mode
        if mode is AutomationMode.SHADOW or held(one, outlook):
            continue
        yield from tasks.supersede(state, [task], reason="it is asked for now")
        if task.kind == _OFFER.kind:
            yield offer(state, decision, key, one, cures=cured(one, outlook))
        else:
            yield announcement(state, decision, key, one)


def withdrawn(state: ContractState, events: Iterable[NewEvent]) -> Iterator[NewEvent]:
    """Withdraw the work about opportunities that have come to an end."""
    for event in events:
        if event.type in _OVER:
            key = str(event.data["id"])
            left = [t for t in state.tasks.values() if t.open and t.about == key]
            yield from tasks.supersede(state, left, reason=event.summary)


def naming(decision: Decision, one: Opportunity) -> Decision:
    """Name the opportunity in a contract's place, and act by its contract's mode."""
    terms = Terms(
        customer_id=one.customer_id, contract_id=CUSTOMER_LINE, reference=one.title
    )
    situation = decision.situation
    mode = situation.modes.get(one.contract_id, situation.mode)
    named = situation.model_copy(update={"terms": terms, "mode": mode})
    return decision.model_copy(update={"situation": named})
