"""Monthly facts per contract: all that scoring reads of tickets, time and money."""

from datetime import date
from decimal import Decimal

from shared.domain.model import Model

EVIDENCE_LIMIT = 20  # ids kept per list: enough to look at, bounded in storage


class UnpaidInvoice(Model):
    """An invoice with something left to pay."""

    id: str
    due_date: date | None
    due_minor: int


class MonthFacts(Model):
    """One month of one contract; counts of tickets are by the month of opening.

    `contract_id` is `-` for what could not be attributed to one of several contracts.
    Minutes are whole; `open_ordinals` is the sum of `date.toordinal()` of the opening
    days of tickets still open, from which a mean age on any day follows. `seats` are
    those billed in that month, None where it isn't known.
    Evidence lists hold at most EVIDENCE_LIMIT ids, the newest first; `busiest_ids` are
    the tickets that took the most time, the longest first.
    """

    customer_id: str
    contract_id: str
    month: str
    opened: int = 0
    by_priority: dict[str, int] = {}
    closed: int = 0
    still_open: int = 0
    open_ordinals: int = 0
    response_met: int = 0
    response_decided: int = 0
    resolution_met: int = 0
    resolution_decided: int = 0
    reopened: int = 0
    resolution_minutes: int = 0
    resolution_minutes_median: int | None = None
    resolution_minutes_p90: int | None = None
    answers: int = 0
    satisfaction: int = 0
    worked_minutes: int = 0
    last_contact_date: date | None = None
    invoiced_minor: int = 0
    unpaid: tuple[UnpaidInvoice, ...] = ()
    unattributed: int = 0
    seats: Decimal | None = None
    opened_ids: tuple[str, ...] = ()
    busiest_ids: tuple[str, ...] = ()
    late_response_ids: tuple[str, ...] = ()
    late_resolution_ids: tuple[str, ...] = ()
    reopened_ids: tuple[str, ...] = ()
    urgent_ids: tuple[str, ...] = ()
    open_ids: tuple[str, ...] = ()
    unhappy_ids: tuple[str, ...] = ()
    contact_ids: tuple[str, ...] = ()
