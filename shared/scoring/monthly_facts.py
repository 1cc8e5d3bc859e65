"""The facts of one customer's month, contract by contract: all that scoring reads."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from shared.domain.billing import Invoice
from shared.domain.contract import Contract
from shared.domain.facts import MonthFacts
from shared.domain.model import Model
from shared.domain.service import Feedback, Ticket, TimeEntry
from shared.scoring.attribution import REST, attribute
from shared.scoring.commercial_facts import with_contacts, with_invoices, with_time
from shared.scoring.ticket_facts import with_feedback, with_tickets


class Account(Model):
    """A customer's contracts and the people who answer for them.

    `owner_ids` and `seats` (of the month) are by contract id; contracts in
    `self_renewing` stay in force past their end date while they are active.
    """

    customer_id: str
    contracts: tuple[Contract, ...]
    owner_ids: dict[str, str | None] = {}
    account_manager_id: str | None = None
    self_renewing: frozenset[str] = frozenset()
    seats: dict[str, Decimal] = {}


class Records(Model):
    """One customer's records; those of other months are left out by `month_facts`.

    Tickets of other months may be given too: they attribute time and survey answers
    that name a ticket and no contract. The engine's own tasks don't belong here.
    """

    tickets: tuple[Ticket, ...] = ()
    time_entries: tuple[TimeEntry, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    invoices: tuple[Invoice, ...] = ()


def month_facts(
    account: Account, month: str, *, records: Records
) -> tuple[MonthFacts, ...]:
    """Build a month's facts: a row for each contract, then one (`-`) for the rest.

    Every row is there even when nothing happened, so that storing them replaces what
    an earlier computation stored.
    """
    piles = _sort_out(account, month, records)
    unattributed = len(piles[REST].tickets)
    worked = [entry for pile in piles.values() for entry in pile.time_entries]
    rows = []
    for contract_id in (*(one.id for one in account.contracts), REST):
        row = MonthFacts(
            customer_id=account.customer_id,
            contract_id=contract_id,
            month=month,
            unattributed=unattributed,
            seats=account.seats.get(contract_id),
        )
        people = {account.owner_ids.get(contract_id), account.account_manager_id}
        rows.append(with_contacts(_filled(row, piles[contract_id]), worked, people))
    return tuple(rows)


def counts(ticket: Ticket) -> bool:
    """Tell whether a ticket counts: deleted ones don't, merged ones do in another."""
    return not ticket.deleted and ticket.merged_into is None


class _Pile(NamedTuple):
    """What belongs to one contract in the month."""

    tickets: list[Ticket]
    time_entries: list[TimeEntry]
    feedback: list[Feedback]
    invoices: list[Invoice]


def _sort_out(account: Account, month: str, records: Records) -> Mapping[str, _Pile]:
    links = {one.id: one.contract_id for one in records.tickets}
    piles: dict[str, _Pile] = defaultdict(lambda: _Pile([], [], [], []))

    def pile(contract_id: str | None, ticket_id: str | None, on: date) -> _Pile:
        named = contract_id or links.get(ticket_id or "")
        rolling = account.self_renewing
        found = attribute(account.contracts, named, on=on, self_renewing=rolling)
        return piles[found or REST]

    for ticket in records.tickets:
        if ticket.month == month and counts(ticket):
            on = ticket.opened_at.date()
            pile(ticket.contract_id, None, on).tickets.append(ticket)
    for entry in records.time_entries:
        if entry.month == month:
            owner = pile(entry.contract_id, entry.ticket_id, entry.day)
            owner.time_entries.append(entry)
    for answer in _newest_answers(records.feedback, month):
        on = answer.given_at.date()
        pile(answer.contract_id, answer.ticket_id, on).feedback.append(answer)
    for invoice in records.invoices:
        if not invoice.voided and invoice.invoice_date.isoformat()[:7] == month:
            on = invoice.invoice_date
            pile(invoice.contract_id, None, on).invoices.append(invoice)
    return piles


def _newest_answers(feedback: Iterable[Feedback], month: str) -> Iterable[Feedback]:
    """Keep one answer a ticket: the source may hold several of the same survey."""
    ordered = sorted(feedback, key=lambda one: (one.given_at, one.id))
    return {one.ticket_id: one for one in ordered if one.month == month}.values()


def _filled(row: MonthFacts, pile: _Pile) -> MonthFacts:
    row = with_feedback(with_tickets(row, pile.tickets), pile.feedback)
    return with_invoices(with_time(row, pile.time_entries), pile.invoices)
