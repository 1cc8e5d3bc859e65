"""What is wrong with the data: contracts that lack something, records that are bad.

Everything that is damaged here is told in the truth, so that a judge can count it.
"""

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta

from sandbox.portfolio import custom_fields as cf
from sandbox.portfolio.billing import ORPHAN_OFFSET, Header
from sandbox.portfolio.terms import Term
from sandbox.rows import Row, day_stamp

SHARES = {
    "missing_notice_period": 0.04,
    "missing_owner": 0.03,
    "missing_renewal_mode": 0.02,
    "currency_mix": 0.01,
    "no_recurring_invoice": 0.03,
    "orphan_recurring_invoice": 0.03,
}
CONTRACTS_PER_BAD_ONE = 250
TICKETS_PER_BAD_ONE = 1000
FIRST_BAD_CONTRACT = 8001
NOWHERE = 777_777  # a customer that does not exist

Defects = defaultdict[str, list[int]]


def incomplete(
    dice: random.Random, contracts: dict[int, Row], terms: list[Term]
) -> Defects:
    """Take mandatory custom fields away from a few current contracts."""
    found: Defects = defaultdict(list)
    for term in terms:
        row = contracts[term.id]
        drawn = {name for name, share in SHARES.items() if dice.random() < share}
        if term.mode not in {"auto", "evergreen"}:
            drawn.discard("missing_notice_period")
        for name in sorted(drawn & DAMAGE.keys()):
            row["customfields"] = DAMAGE[name](row["customfields"])
            found[name].append(term.id)
    return found


def unbilled(
    dice: random.Random, headers: list[Header], terms: list[Term], *, orphans: bool
) -> tuple[list[Header], Defects]:
    """Leave some contracts without a recurring invoice, some with a lost link."""
    found: Defects = defaultdict(list)
    current = {term.id for term in terms}
    for number in sorted(current):
        if dice.random() < SHARES["no_recurring_invoice"]:
            found["no_recurring_invoice"].append(number)
        elif orphans and dice.random() < SHARES["orphan_recurring_invoice"]:
            found["orphan_recurring_invoice"].append(number)
    without = set(found["no_recurring_invoice"])
    lost = set(found["orphan_recurring_invoice"])
    kept = [header for header in headers if header.term.id not in without]
    for header in kept:
        if header.term.id in lost:
            for row in (header.row, *header.row["lines"]):
                row["contract_id"] = header.term.id + ORPHAN_OFFSET
    return kept, found


def overlapping(terms: list[Term], contracts: dict[int, Row]) -> Defects:
    """Let every thirtieth former term run on into the one that follows it."""
    found: Defects = defaultdict(list)
    successors = [term for term in terms if term.previous_id]
    for term in successors[::30]:
        end = day_stamp(term.start + timedelta(days=90))
        contracts[term.previous_id] |= {"end_date": end, "active": True}
        found["overlapping_terms"].append(term.id)
    return found


def still_in_use(terms: list[Term], tickets: list[Row], as_of: date) -> Defects:
    """Find contracts past their end that still get tickets."""
    ended = {t.id: t.end for t in terms if t.active and t.end < as_of}
    found: Defects = defaultdict(list)
    used = {
        row["contract_id"]
        for row in tickets
        if row["contract_id"] in ended
        and row["dateoccurred"][:10] > ended[row["contract_id"]].isoformat()
    }
    found["past_end_with_tickets"] = sorted(used)
    return found


def bad_contracts(contracts: dict[int, Row]) -> list[Row]:
    """Return extra contracts that no one can use, one of each kind in turn."""
    models = list(contracts.values())[: len(contracts) // CONTRACTS_PER_BAD_ONE]
    return [
        {**model, "id": FIRST_BAD_CONTRACT + n, **BAD_CONTRACT[n % len(BAD_CONTRACT)]}
        for n, model in enumerate(models)
    ]


def spoil_tickets(dice: random.Random, tickets: list[Row]) -> list[Row]:
    """Damage a few tickets in place and return what was done."""
    chosen = dice.sample(tickets, len(tickets) // TICKETS_PER_BAD_ONE)
    told = []
    for n, row in enumerate(chosen):
        reason, damage = BAD_TICKET[n % len(BAD_TICKET)]
        row.update(damage)
        told.append({"resource": "Tickets", "id": row["id"], "reason": reason})
    return told


def told_contracts(bad: list[Row]) -> list[Row]:
    """Return the truth about the bad contracts."""
    return [
        {"resource": "ClientContract", "id": row["id"], "reason": row["_bad"]}
        for row in bad
    ]


def _dropper(number: int) -> Callable[[list[Row]], list[Row]]:
    return lambda fields: [f for f in fields if f["id"] != number]


def _foreign_currency(fields: list[Row]) -> list[Row]:
    return [*_dropper(cf.CURRENCY)(fields), cf.customfield(cf.CURRENCY, "EUR")]


DAMAGE: dict[str, Callable[[list[Row]], list[Row]]] = {
    "missing_notice_period": _dropper(cf.NOTICE),
    "missing_owner": _dropper(cf.OWNER),
    "missing_renewal_mode": _dropper(cf.MODE),
    "currency_mix": _foreign_currency,
}
BAD_CONTRACT: tuple[Row, ...] = (
    {
        "_bad": "end before start",
        "start_date": "2026-03-01T00:00:00",
        "end_date": "2025-03-01T00:00:00",
    },
    {"_bad": "missing client", "client_id": None},
    {"_bad": "malformed date", "end_date": "2026-13-45T00:00:00"},
)
BAD_TICKET: tuple[tuple[str, Row], ...] = (
    ("malformed date", {"dateoccurred": "2025-02-31T09:00:00"}),
    ("unknown client", {"client_id": NOWHERE}),
)
