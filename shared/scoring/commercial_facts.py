"""A month's time, account contacts and invoices, added up."""

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from shared.domain.billing import Invoice
from shared.domain.facts import EVIDENCE_LIMIT, MonthFacts, UnpaidInvoice
from shared.domain.service import TimeEntry
from shared.scoring.ticket_facts import newest_ids


def with_time(facts: MonthFacts, entries: Sequence[TimeEntry]) -> MonthFacts:
    """Add the minutes that were worked for the contract, and on which tickets most."""
    by_ticket: Counter[str] = Counter()
    for one in entries:
        by_ticket[one.ticket_id or ""] += one.minutes
    busiest = sorted((-minutes, ticket) for ticket, minutes in by_ticket.items())
    ids = tuple(ticket for _, ticket in busiest if ticket)[:EVIDENCE_LIMIT]
    worked = by_ticket.total()
    return facts.model_copy(update={"worked_minutes": worked, "busiest_ids": ids})


def with_contacts(
    facts: MonthFacts, entries: Sequence[TimeEntry], people: AbstractSet[str | None]
) -> MonthFacts:
    """Add the contacts: time at the customer by those who answer for the account.

    `entries` are the customer's, whatever contract they were booked on: a visit by
    the account manager is contact for all of them.
    """
    contacts = [one for one in entries if one.agent_id in people]
    if not contacts:
        return facts
    figures = {
        "last_contact_date": max(one.day for one in contacts),
        "contact_ids": newest_ids((one.started_at, one.id) for one in contacts),
    }
    return facts.model_copy(update=figures)


def with_invoices(facts: MonthFacts, invoices: Sequence[Invoice]) -> MonthFacts:
    """Add what was invoiced that month, and what of it is still to be paid."""
    ordered = sorted(invoices, key=lambda one: (one.invoice_date, one.id))
    unpaid = tuple(
        UnpaidInvoice(id=one.id, due_date=one.due_date, due_minor=one.due_minor)
        for one in ordered
        if one.due_minor > 0
    )
    invoiced = sum(one.total_minor for one in invoices)
    return facts.model_copy(update={"invoiced_minor": invoiced, "unpaid": unpaid})
