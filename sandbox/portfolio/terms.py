"""The terms of contracts: dates, modes, notice, and the term before."""

import random
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.portfolio.customers import Customer
from sandbox.portfolio.randomness import Weighted

FIRST_CONTRACT_ID = 101
ENDS_FROM, ENDS_TO = -60, 540  # days around the portfolio's day
FAR_FUTURE = date(2099, 12, 31)
KINDS = ("Managed Services", "Security", "Cloud Backup")
MODES: Weighted[str] = Weighted(
    [("auto", 0.45), ("manual", 0.37), ("evergreen", 0.10), ("none", 0.08)]
)
TERM_MONTHS: Weighted[int] = Weighted([(12, 0.6), (24, 0.15), (36, 0.25)])
FORMER_MONTHS = 24
ODD_END_DATES = 0.35  # share of ends within a month
NOTICE_DAYS: Weighted[int] = Weighted([(30, 0.35), (60, 0.25), (90, 0.40)])
PREDECESSOR_SHARE = 0.9  # of the contracts that a former term could precede


@dataclass
class Term:
    """One contract over one term."""

    id: int
    customer: Customer
    kind: str
    mode: str
    start: date
    end: date
    term_months: int
    notice_days: int
    previous_id: int = 0
    active: bool = True
    renewed: bool = False

    @property
    def ref(self) -> str:
        return f"{self.customer.name} - {self.kind}"

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.end

    def next_renewal(self, as_of: date) -> date:
        """Return the end or, for an evergreen one, its next anniversary."""
        if self.end != FAR_FUTURE:
            return self.end
        days = (as_of - self.start).days % 365
        return as_of + timedelta(days=365 - days)


def terms(dice: random.Random, everyone: list[Customer], as_of: date) -> list[Term]:
    """Return the current term of every contract that is to be judged."""
    found: list[Term] = []
    for customer in everyone:
        kinds = KINDS[: customer.contract_count]
        for kind in kinds:
            number = FIRST_CONTRACT_ID + len(found)
            term = _term(dice, number, customer, kind, as_of)
            customer.since = min(customer.since, term.start)
            found.append(term)
    return found


def predecessors(
    dice: random.Random, current: list[Term], first_id: int, as_of: date
) -> list[Term]:
    """Return former terms, inactive, linked by `previous_id` of the later one."""
    found: list[Term] = []
    for term in current:
        history = as_of - timedelta(days=730)
        old_enough = term.customer.since < term.start - timedelta(days=300)
        if term.start <= history or not old_enough:
            continue
        if dice.random() < PREDECESSOR_SHARE:
            found.append(_former(term, first_id + len(found)))
            term.previous_id = found[-1].id
    return found


def lapsed(
    dice: random.Random, gone: list[Customer], first_id: int, as_of: date
) -> list[Term]:
    """Return the last, cancelled contract of each customer who left."""
    found = []
    for n, customer in enumerate(gone):
        end = as_of - timedelta(days=dice.randint(90, 600))
        term = _term(dice, first_id + n, customer, KINDS[0], as_of)
        term.mode, term.active = "manual", False
        term.start, term.end = end - timedelta(days=364), end
        found.append(term)
    return found


def _term(
    dice: random.Random, number: int, customer: Customer, kind: str, as_of: date
) -> Term:
    mode = MODES.draw(dice)
    months = TERM_MONTHS.draw(dice)
    end = _month_end(dice, as_of + timedelta(days=dice.randint(ENDS_FROM, ENDS_TO)))
    start = _months_before(end + timedelta(days=1), months)
    if mode == "evergreen":
        end = FAR_FUTURE
    return Term(
        id=number,
        customer=customer,
        kind=kind,
        mode=mode,
        start=start,
        end=end,
        term_months=months,
        notice_days=NOTICE_DAYS.draw(dice),
    )


def _former(term: Term, number: int) -> Term:
    end = term.start - timedelta(days=1)
    return Term(
        id=number,
        customer=term.customer,
        kind=term.kind,
        mode="manual",
        start=_months_before(term.start, FORMER_MONTHS),
        end=end,
        term_months=FORMER_MONTHS,
        notice_days=term.notice_days,
        active=False,
        renewed=True,
    )


def _month_end(dice: random.Random, day: date) -> date:
    """Move most days to the end of the month before, where contracts like to end."""
    if dice.random() < ODD_END_DATES:
        return day
    return day.replace(day=1) - timedelta(days=1)


def _months_before(day: date, months: int) -> date:
    """Go back whole calendar months, clamped to the end of the month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
