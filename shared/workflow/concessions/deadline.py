"""How long a request can be decided: before the next date of its renewal."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from shared.domain.approval import Concession
from shared.domain.concession import ConcessionTerms
from shared.domain.renewal_dates import decision_date
from shared.workflow.concessions.desk import Desk


def deadline(terms: ConcessionTerms, desk: Desk, *, since: date) -> date | None:
    """Give the first date of the renewal after a day, None when it is over.

    That is the decision date, then the term's end, then the end of the grace period.
    Days are UTC's here, as the moments are that they are compared with.
    """
    return min((day for day in _dates(terms, desk) if day > since), default=None)


def overdue(request: Concession, desk: Desk) -> str:
    """Say why a request can't be decided any more, "" while it can."""
    if desk.now >= request.terms.expires_at:
        return f"it expired on {request.terms.expires_at:%Y-%m-%d %H:%M} UTC"
    last = deadline(request.terms, desk, since=request.revised_at.date())
    if last is None or desk.now.date() >= last:
        return f"its renewal's next date, {last or request.terms.term_end}, has come"
    return ""


def expiry_problem(expires_at: datetime, terms: ConcessionTerms, desk: Desk) -> str:
    """Say what is wrong with an expiry, "" when it is after now and early enough."""
    if expires_at.utcoffset() is None:
        return "expires_at: it has no time zone"
    if expires_at <= desk.now:
        return "expires_at: it must be later than now"
    last = deadline(terms, desk, since=desk.now.date())
    if last is None:
        return f"term_end: the renewal of {terms.term_end} is over"
    if expires_at.date() >= last:
        return f"expires_at: it must be before {last}, the renewal's next date"
    return ""


def _dates(terms: ConcessionTerms, desk: Desk) -> Iterator[date]:
    yield decision_date(desk.decision.situation.terms, terms.term_end)
    yield terms.term_end
    yield terms.term_end + timedelta(days=desk.decision.book.grace_days)
