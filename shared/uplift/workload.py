"""A customer's month of work, contract by contract, by category and by theme."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from shared.domain.model import Model
from shared.domain.service import Ticket, TimeEntry
from shared.domain.workload import (
    EXAMPLES_LIMIT,
    GROUNDS_LIMIT,
    HEAVIEST_LIMIT,
    Load,
    TicketMinutes,
    WorkMonth,
)


class Placed(NamedTuple):
    """A ticket opened in the month, with the contract that it belongs to."""

    contract_id: str
    ticket: Ticket


class Booked(NamedTuple):
    """Time worked in the month, with its contract and its ticket if that is known.

    Of it, `outside_minutes` were not covered, on the `ground` that is told.
    """

    contract_id: str
    entry: TimeEntry
    ticket: Ticket | None
    ground: str = ""
    outside_minutes: int = 0


class Themed(Model):
    """Theme ids by ticket id, under one version of the model."""

    version: str = ""
    by_ticket: dict[str, str] = {}


def work_months(
    place: tuple[str, str],
    contract_ids: Iterable[str],
    *,
    opened: Iterable[Placed],
    booked: Iterable[Booked],
    themes: Themed,
) -> Iterator[WorkMonth]:
    """Build the rows of one customer and month; each contract has one, even if idle."""
    customer_id, month = place
    piles: dict[str, list[Ticket]] = defaultdict(list)
    times: dict[str, list[Booked]] = defaultdict(list)
    for contract_id, ticket in opened:
        piles[contract_id].append(ticket)
    for one in booked:
        times[one.contract_id].append(one)
    for contract_id in contract_ids:
        tickets, time = piles[contract_id], times[contract_id]
        yield WorkMonth(
            customer_id=customer_id,
            contract_id=contract_id,
            month=month,
            tickets=len(tickets),
            minutes=sum(one.entry.minutes for one in time),
            heaviest=_heaviest(time),
            categories=_loads(tickets, time, _categories(tickets, time)),
            outside=_outside(time),
            themes=_loads(tickets, time, themes.by_ticket),
            theme_version=themes.version,
        )


def _heaviest(time: Iterable[Booked]) -> tuple[TicketMinutes, ...]:
    by_ticket: Counter[str] = Counter()
    for one in time:
        by_ticket[one.entry.ticket_id or ""] += one.entry.minutes
    ordered = sorted((-n, ticket) for ticket, n in by_ticket.items() if ticket)
    return tuple(
        TicketMinutes(ticket_id=ticket, minutes=-n)
        for n, ticket in ordered[:HEAVIEST_LIMIT]
    )


def _outside(time: Iterable[Booked]) -> dict[str, Load]:
    """Add up what was not covered; of very many grounds those of most time."""
    minutes: Counter[str] = Counter()
    tickets: dict[str, dict[str, None]] = defaultdict(dict)
    for one in sorted(time, key=lambda one: one.entry.started_at):
        if one.outside_minutes:
            minutes[one.ground] += one.outside_minutes
            tickets[one.ground][one.entry.ticket_id or ""] = None
    ordered = sorted(minutes, key=lambda ground: (-minutes[ground], ground))
    return {
        ground: Load(
            tickets=len(tickets[ground]),
            minutes=minutes[ground],
            examples=tuple(filter(None, tickets[ground]))[-EXAMPLES_LIMIT:][::-1],
        )
        for ground in sorted(ordered[:GROUNDS_LIMIT])
    }


def _categories(tickets: list[Ticket], time: list[Booked]) -> Mapping[str, str]:
    known = [*tickets, *(one.ticket for one in time if one.ticket)]
    return {ticket.id: ticket.category for ticket in known if ticket.category}


def _loads(
    tickets: list[Ticket], time: list[Booked], names: Mapping[str, str]
) -> dict[str, Load]:
    """Add up by name; what has none is in the month's totals only."""
    counts: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    newest: dict[str, list[str]] = defaultdict(list)
    for ticket in sorted(tickets, key=lambda one: (one.opened_at, one.id)):
        if name := names.get(ticket.id):
            counts[name] += 1
            newest[name].append(ticket.id)
    for one in time:
        if name := names.get(one.entry.ticket_id or ""):
            minutes[name] += one.entry.minutes
    return {
        name: Load(
            tickets=counts[name],
            minutes=minutes[name],
            examples=tuple(newest[name][-EXAMPLES_LIMIT:][::-1]),
        )
        for name in sorted({*counts, *minutes})
    }
