"""The least number of HaloPSA requests that a first sync can do with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

PAGE = 100  # HaloPSA cuts more to 100 without a word
LOOKUPS = 4  # statuses, priorities, SLAs, ticket types: one list each
SIGN_IN = 1


@dataclass(frozen=True, kw_only=True)
class Rows:
    """How many rows of each resource the tenant serves to this sync."""

    agents: int
    clients: int
    contracts: int
    recurring_invoices: int
    invoices: int
    tickets: int


def least_requests(rows: Rows, *, since: date, until: date) -> Mapping[str, int]:
    """Count the requests by what they are for.

    A list costs one request for each 100 rows. Contracts and recurring invoices need
    one more each, because custom fields and lines come with the detail alone. Time is
    served by windows of days as one unpaged list: one for each week that has begun.
    Survey answers are one list. Attribution costs nothing, where ticket lists carry
    the contract.
    """
    return {
        "sign-in": SIGN_IN,
        "lookups": LOOKUPS,
        "agents": pages(rows.agents),
        "clients": pages(rows.clients),
        "contracts": pages(rows.contracts) + rows.contracts,
        "recurring invoices": pages(rows.recurring_invoices) + rows.recurring_invoices,
        "invoices": pages(rows.invoices),
        "tickets": pages(rows.tickets),
        "time": weeks(since, until),
        "feedback": 1,
    }


def pages(rows: int) -> int:
    """Count the pages of a list; an empty one takes a request, too."""
    return max(1, ceil(rows / PAGE))


def weeks(since: date, until: date) -> int:
    """Count the weeks, Monday to Sunday, that the days from `since` on fall into."""
    first = since - timedelta(days=since.weekday())
    return (until - first).days // 7 + 1
