"""Facts: recounted from the other system's own rows, by customer and month.

Over all contracts of a customer, so that the recount needs no rule of attribution.
"""

from collections import Counter, defaultdict

from tests.simulation.evidence import document_of, is_gone, is_task, plain, whole
from tests.simulation.invariants.records import quarantined

# Each fact of a ticket: 0 or 1 to add to its month's count.
TICKET_FACTS = {
    "opened": lambda _: 1,
    "closed": lambda ticket: int(bool(ticket.get("dateclosed"))),
    "still_open": lambda ticket: int(not ticket.get("dateclosed")),
    "response_decided": lambda ticket: _decided(ticket, "slaresponsestate"),
    "response_met": lambda ticket: _met(ticket, "slaresponsestate"),
    "resolution_decided": lambda ticket: _decided(ticket, "slastate"),
    "resolution_met": lambda ticket: _met(ticket, "slastate"),
}

Totals = dict[tuple[str, str], Counter[str]]


def recounted(evidence, facts=tuple(TICKET_FACTS), *, since=""):
    """Check that the facts' totals equal the recount; `since` is a month."""
    told, expected = _told(evidence, facts), _expected(evidence, facts)
    found = []
    for place in sorted(told.keys() | expected.keys()):
        if place[1] < since:
            continue
        found += [
            f"facts of customer {place[0]} in {place[1]}: {name} is "
            f"{told[place][name]}, a recount gives {expected[place][name]}"
            for name in facts
            if told[place][name] != expected[place][name]
        ]
    return found


def _told(evidence, facts):
    totals: Totals = defaultdict(Counter)
    for row in evidence.rows("facts"):
        customer = plain(row["PartitionKey"].split("|")[0])
        document = document_of(row)
        for name in facts:
            totals[customer, row["RowKey"]][name] += document.get(name, 0)
    return totals


def _expected(evidence, facts):
    totals: Totals = defaultdict(Counter)
    aside = quarantined(evidence, "tickets")
    for ticket in evidence.tickets():
        if is_gone(ticket) or is_task(ticket) or whole(ticket["id"]) in aside:
            continue
        place = whole(ticket["client_id"]), ticket["dateoccurred"][:7]
        for name in facts:
            totals[place][name] += TICKET_FACTS[name](ticket)
    return totals


def _decided(ticket, field):
    return int(ticket.get(field) in {"I", "O"} and not ticket.get("excludefromsla"))


def _met(ticket, field):
    return int(ticket.get(field) == "I" and not ticket.get("excludefromsla"))
