"""Work of a month by ticket, category and theme: what uplift reads of tickets."""

from datetime import date
from decimal import Decimal

from shared.domain.model import Model

HEAVIEST_LIMIT = 8  # tickets kept by name: enough to tell an outlier from a habit
EXAMPLES_LIMIT = 3
GROUNDS_LIMIT = 40


class TicketMinutes(Model):
    """A ticket with the minutes that were booked on it in one month."""

    ticket_id: str
    minutes: int


class Load(Model):
    """Tickets opened and whole minutes worked; the newest tickets as examples."""

    tickets: int = 0
    minutes: int = 0
    examples: tuple[str, ...] = ()


class WorkMonth(Model):
    """One month's work for one contract, `-` where it belongs to none for certain.

    Tickets count in the month they were opened in, minutes in the month they were
    worked in. `heaviest` are the tickets that took the most time, the longest first.
    Themes are those of the model `theme_version`. `outside` is what the contract does
    not cover, by ground; its tickets are those worked on.
    """

    customer_id: str
    contract_id: str
    month: str
    tickets: int = 0
    minutes: int = 0
    heaviest: tuple[TicketMinutes, ...] = ()
    categories: dict[str, Load] = {}
    outside: dict[str, Load] = {}
    themes: dict[str, Load] = {}
    theme_version: str = ""


class ThemeNorm(Model):
    """A theme of the whole book: its name, its words, its share of all tickets."""

    id: str
    name: str
    words: tuple[str, ...] = ()
    share: Decimal


class ThemeBook(Model):
    """What themes are usual, over all customers, under one version of the model."""

    version: str = ""
    month: str = ""
    themes: dict[str, ThemeNorm] = {}


class UpliftHead(Model):
    """How far uplift has looked at a customer: when next, and what it rested on.

    `papers` is the hash of its contracts, bills and things in service, `rules` that of
    the policy and the themes' norms, `counted` of what months are counted by.
    """

    customer_id: str
    next_date: date
    papers: str = ""
    counted: str = ""
    rules: str = ""
