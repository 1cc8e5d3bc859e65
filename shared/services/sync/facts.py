"""Last step of a sync: monthly facts of the months that were touched, and no others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Generic, TypeVar

from shared.domain.billing import Invoice
from shared.domain.calendar import add_months, month_key, month_keys
from shared.domain.contract import RenewalMode
from shared.domain.facts import MonthFacts
from shared.domain.service import Feedback, Ticket, TimeEntry
from shared.domain.sync import ALL_MONTHS, DirtyMonth, SyncState
from shared.ports import App, Collection
from shared.scoring.monthly_facts import Account, Records, month_facts
from shared.services import load_dossiers
from shared.services.load_dossiers import Dossier
from shared.services.sync import steps

Record = Ticket | TimeEntry | Feedback | Invoice
R = TypeVar("R", bound=Record)

_CUSTOMERS_PER_WINDOW = 50
_MARKS_PER_WINDOW = 500
_FEW_MONTHS = 3  # up to here one range read a month beats one over all of them


def compute_facts(app: App, state: SyncState) -> SyncState:
    """Compute one window of customers' facts; the marks go once they are stored."""
    if state.rebuild:
        return _rebuild(app, state)
    marks = app.stores.dirty.some(_MARKS_PER_WINDOW)
    if not marks:
        return steps.next_step(state)
    by_customer: dict[str, list[DirtyMonth]] = defaultdict(list)
    for mark in marks:
        by_customer[mark.customer_id].append(mark)
    for dossier in _dossiers(app, by_customer):
        dirty = {mark.month for mark in by_customer[dossier.customer_id]}
        state = _customer(app, state, dossier, dirty)
    app.stores.dirty.clear(marks)
    return steps.same_step(state)


def _rebuild(app: App, state: SyncState) -> SyncState:
    ids = sorted(customer.id for customer in app.stores.customers.all())
    left = [key for key in ids if key > state.position.key]
    for dossier in _dossiers(app, left[:_CUSTOMERS_PER_WINDOW]):
        state = _customer(app, state, dossier, {ALL_MONTHS})
    if len(left) <= _CUSTOMERS_PER_WINDOW:
        return steps.same_step(state.model_copy(update={"rebuild": False}))
    return steps.at(state, key=left[_CUSTOMERS_PER_WINDOW - 1])


def _dossiers(app: App, customer_ids: Iterable[str]) -> Iterator[Dossier]:
    """Load customers; what they share is read once for all of them."""
    people = load_dossiers.directory(app)
    words = app.stores.settings.playbook().seat_words
    # A window may hold none, and there is no range of no customers.
    ids = sorted(customer_ids)
    return load_dossiers.load_all(app, ids, people, words) if ids else iter(())


def _customer(
    app: App, state: SyncState, dossier: Dossier, months: set[str]
) -> SyncState:
    if not dossier.files:
        return state
    wanted = _wanted(app, months)
    app.stores.uplift_due.mark((dossier.customer_id, month) for month in months)
    counted = lost = 0
    rows: list[MonthFacts] = []
    for month, records in _by_month(app, dossier.customer_id, wanted):
        facts = month_facts(_account(dossier), month, records=records)
        counted += sum(row.opened for row in facts)
        lost += facts[0].unattributed if facts else 0
        rows += facts
    app.stores.facts.put(rows)
    return state.figured(tickets_counted=counted, tickets_unattributed=lost)


def _wanted(app: App, months: set[str]) -> list[str]:
    if ALL_MONTHS not in months:
        return sorted(months)
    first = add_months(app.today(), -app.history_months)
    return list(month_keys(first, app.today()))


def _account(dossier: Dossier) -> Account:
    itself = {RenewalMode.AUTO, RenewalMode.EVERGREEN}
    return Account(
        customer_id=dossier.customer_id,
        contracts=tuple(file.contract for file in dossier.files),
        owner_ids={f.contract.id: f.terms.owner_id for f in dossier.files},
        account_manager_id=(
            dossier.customer.account_manager_id if dossier.customer else None
        ),
        self_renewing=frozenset(
            f.contract.id for f in dossier.files if f.terms.renewal_mode in itself
        ),
        seats={f.contract.id: f.terms.seats for f in dossier.files if f.terms.seats},
    )


def _by_month(
    app: App, customer_id: str, months: Sequence[str]
) -> Iterator[tuple[str, Records]]:
    """Give each month's records, holding no more than two months at a time.

    The month before comes along because time and answers name its tickets.
    """
    stores = app.stores
    before: tuple[Ticket, ...] = ()
    tickets = _Months(stores.tickets, customer_id, months)
    entries = _Months(stores.time_entries, customer_id, months)
    answers = _Months(stores.feedback, customer_id, months)
    invoices = _Months(stores.invoices, customer_id, months)
    for month in months:
        of_month = tuple(tickets.of(month))
        yield (
            month,
            Records(
                tickets=(*before, *of_month),
                time_entries=tuple(entries.of(month)),
                feedback=tuple(answers.of(month)),
                invoices=tuple(invoices.of(month)),
            ),
        )
        before = of_month


class _Months(Generic[R]):
    """A customer's records month by month, in one range read or a few."""

    def __init__(
        self, collection: Collection[R], customer_id: str, months: Sequence[str]
    ) -> None:
        self._collection = collection
        self._customer_id = customer_id
        self._few = len(months) <= _FEW_MONTHS
        if not self._few:
            rows = collection.of(customer_id, first=months[0], last=months[-1])
            self._groups = groupby(rows, key=_month)
            self._next: tuple[str, Iterable[R]] | None = None

    def of(self, month: str) -> list[R]:
        """Give one month's records; months must be asked for in order."""
        if self._few:
            rows = self._collection.of(self._customer_id, first=month, last=month)
            return list(rows)
        while self._next is None or self._next[0] < month:
            following = next(self._groups, None)
            if following is None:
                return []
            self._next = (following[0], list(following[1]))
        return list(self._next[1]) if self._next[0] == month else []


def _month(record: Record) -> str:
    if isinstance(record, Invoice):
        return month_key(record.invoice_date)
    return record.month
