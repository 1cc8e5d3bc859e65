"""Moving from one step of a sync to the next, and from page to page within one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count, pairwise
from typing import TypeVar

from shared.domain.calendar import add_months
from shared.domain.sync import Position, Step, SyncKind, SyncState
from shared.ports import App, Batch

B = TypeVar("B", bound=Batch)

_MASTER_DATA = (
    Step.DIRECTORY,
    Step.CUSTOMERS,
    Step.CONTRACTS,
    Step.CONTRACT_DETAILS,
    Step.RECURRING,
    Step.RECURRING_DETAILS,
    Step.INVOICES,
)
_SERVICE_DATA = (Step.TICKETS, Step.ATTRIBUTION, Step.TIME, Step.FEEDBACK)
ORDER = {
    SyncKind.CHANGES: (*_MASTER_DATA, *_SERVICE_DATA, Step.FACTS, Step.DONE),
    SyncKind.RECONCILE: (*_MASTER_DATA, Step.TICKET_IDS, Step.FACTS, Step.DONE),
}
CRM_ORDER = {
    SyncKind.CHANGES: (
        Step.CRM_ACCOUNT_CHANGES,
        Step.CRM_DEAL_CHANGES,
        Step.CRM_PEOPLE_CHANGES,
        Step.CRM_JOIN,
        Step.DONE,
    ),
    SyncKind.RECONCILE: (
        Step.CRM_DIRECTORY,
        Step.CRM_ACCOUNTS,
        Step.CRM_DEALS,
        Step.CRM_PEOPLE,
        Step.CRM_LABELS,
        Step.CRM_JOIN,
        Step.DONE,
    ),
}
_FOLLOWING = {
    (kind, one): other
    for orders in (ORDER, CRM_ORDER)
    for kind, order in orders.items()
    for one, other in pairwise(order)
}

# The filter's time zone and bounds are not documented, so a day and more is read again.
OVERLAP = timedelta(hours=26)


def next_step(state: SyncState) -> SyncState:
    """Move to the beginning of the step that follows."""
    following = _FOLLOWING[state.kind, state.position.step]
    return state.model_copy(update={"position": Position(step=following)})


def at(state: SyncState, **place: object) -> SyncState:
    """Stay in the step and move to another place in it."""
    position = state.position.model_copy(update=place)
    return state.model_copy(update={"position": position})


def same_step(state: SyncState) -> SyncState:
    """Ask for another window of a step that finds out by itself what is left.

    The page moves, because two windows must not have one place.
    """
    return at(state, page=state.position.page + 1, key="")


def all_pages(read: Callable[[int], B]) -> list[B]:
    """Read a small resource as one window, so that it is judged as a whole."""
    pages: list[B] = []
    for number in count(1):
        page = read(number)
        if pages and page.fingerprint and page.fingerprint == pages[-1].fingerprint:
            break
        pages.append(page)
        if page.last:
            break
    return pages


def repeated(state: SyncState, batch: Batch) -> bool:
    """Tell whether a page is the one before it once more, which some tenants do."""
    return bool(batch.fingerprint) and batch.fingerprint == state.position.fingerprint


def after_page(state: SyncState, batch: Batch) -> SyncState:
    """Move past a page; the step ends after the last one or a repeated one."""
    if batch.last or repeated(state, batch):
        return next_step(state)
    page = state.position.page + 1
    return at(state, page=page, fingerprint=batch.fingerprint)


def history_start(app: App, state: SyncState) -> datetime:
    """Give the moment from which the history is kept."""
    started = state.started_at or app.now()
    first = add_months(started.date(), -app.history_months)
    return started.replace(year=first.year, month=first.month, day=first.day)


def since(app: App, state: SyncState, step: Step) -> datetime:
    """Give the moment from which changes are read: the watermark less the overlap."""
    mark = state.watermarks.get(step.value)
    return mark - OVERLAP if mark else history_start(app, state)
