"""Adding up the work of the months that were touched, and no others."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from shared.domain.calendar import add_months, month_key, month_keys, month_start
from shared.domain.contract import RenewalMode
from shared.domain.service import Ticket, TimeEntry
from shared.domain.sync import ALL_MONTHS
from shared.domain.theme import ThemeModel
from shared.domain.workload import WorkMonth
from shared.ports import App
from shared.scoring.attribution import REST, attribute
from shared.scoring.monthly_facts import counts
from shared.services.load_dossiers import Dossier
from shared.services.uplift.coverage import Customs, coverage
from shared.services.uplift.themes import themed
from shared.uplift.coverage import Coverage, outside
from shared.uplift.workload import Booked, Placed, work_months

_FEW_MONTHS = 3  # up to here one range read a month beats one over all of them


class Method(NamedTuple):
    """What work is counted by: the model of themes, and the customer's customs."""

    model: ThemeModel | None
    customs: Customs = Customs()


def measure(app: App, dossier: Dossier, marks: Iterable[str], method: Method) -> None:
    """Build and store the rows of a customer's marked months."""
    place = _Place(dossier, method.customs)
    months = _wanted(app, set(marks))
    rows: list[WorkMonth] = []
    before: Sequence[Ticket] = ()
    for month, tickets, entries in _by_month(app, dossier.customer_id, months):
        wanted = [ticket for ticket in tickets if ticket.month == month]
        before = [ticket for ticket in tickets if ticket.month != month]
        rows += _rows(app, place, (month, wanted, before, entries), method.model)
    app.stores.work.put(rows)


Month = tuple[str, Sequence[Ticket], Sequence[Ticket], Sequence[TimeEntry]]


def _rows(
    app: App, place: "_Place", of: Month, model: ThemeModel | None
) -> Iterator[WorkMonth]:
    month, wanted, before, entries = of
    opened = [ticket for ticket in wanted if counts(ticket)]
    known = {ticket.id: ticket for ticket in (*before, *wanted)}
    booked = [place.booked(entry, known) for entry in entries]
    return work_months(
        (place.customer_id, month),
        (*place.contract_ids, REST),
        opened=[Placed(place.of_ticket(ticket), ticket) for ticket in opened],
        booked=booked,
        themes=themed(app, model, known.values()),
    )


class _Place:
    """Tells which of a customer's contracts work belongs to, and if it covers it."""

    def __init__(self, dossier: Dossier, known: Customs) -> None:
        itself = {RenewalMode.AUTO, RenewalMode.EVERGREEN}
        self._contracts = [file.contract for file in dossier.files]
        self._rolling = frozenset(
            f.contract.id for f in dossier.files if f.terms.renewal_mode in itself
        )
        self.customer_id = dossier.customer_id
        self.contract_ids = tuple(one.id for one in self._contracts)
        self._covered = {one.id: coverage(one, known) for one in self._contracts}

    def of_ticket(self, ticket: Ticket) -> str:
        day = ticket.opened_at.date()
        named = ticket.contract_id
        rolling = self._rolling
        found = attribute(self._contracts, named, on=day, self_renewing=rolling)
        return found or REST

    def booked(self, entry: TimeEntry, known: dict[str, Ticket]) -> Booked:
        ticket = known.get(entry.ticket_id or "")
        found = self.of_entry(entry, known)
        covered = self._covered.get(found, Coverage())
        return Booked(found, entry, ticket, *outside(covered, entry, ticket))

    def of_entry(self, entry: TimeEntry, known: dict[str, Ticket]) -> str:
        ticket = known.get(entry.ticket_id or "")
        named = entry.contract_id or (ticket.contract_id if ticket else None)
        rolling = self._rolling
        found = attribute(self._contracts, named, on=entry.day, self_renewing=rolling)
        return found or REST


def _wanted(app: App, marks: set[str]) -> list[str]:
    if ALL_MONTHS not in marks:
        return sorted(marks)
    first = add_months(app.today(), -app.history_months)
    return list(month_keys(first, app.today()))


def _by_month(
    app: App, customer_id: str, months: Sequence[str]
) -> Iterator[tuple[str, Sequence[Ticket], Sequence[TimeEntry]]]:
    """Give each month's tickets, with those of the month before, and its time."""
    tickets, entries = app.stores.tickets, app.stores.time_entries
    if len(months) <= _FEW_MONTHS:
        for month in months:
            near = list(tickets.of(customer_id, first=_before(month), last=month))
            time = list(entries.of(customer_id, first=month, last=month))
            yield month, near, time
        return
    first, last = months[0], months[-1]
    piles: dict[str, list[Ticket]] = {}
    times: dict[str, list[TimeEntry]] = {}
    for ticket in tickets.of(customer_id, first=_before(first), last=last):
        piles.setdefault(ticket.month, []).append(ticket)
    for entry in entries.of(customer_id, first=first, last=last):
        times.setdefault(entry.month, []).append(entry)
    for month in months:
        some = [*piles.get(_before(month), ()), *piles.get(month, ())]
        yield month, some, times.get(month, [])


def _before(month: str) -> str:
    return month_key(add_months(month_start(month), -1))
