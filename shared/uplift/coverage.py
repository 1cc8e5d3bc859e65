"""What a contract covers, and on which ground work lies outside of it."""

from datetime import datetime

from shared.domain.model import Model
from shared.domain.service import Ticket, TimeEntry
from shared.domain.service_hours import ServiceHours

CATEGORY, SITE, HOURS = "category", "site", "hours"
EVERYTHING_COVERED = ("", 0)


class Coverage(Model):
    """Sites and hours that a contract covers, and categories that it does not.

    No sites are all of them, as no hours are. `categories` begin so, in lower case.
    """

    categories: tuple[str, ...] = ()
    site_ids: frozenset[str] = frozenset()
    hours: ServiceHours | None = None


def outside(
    coverage: Coverage, entry: TimeEntry, ticket: Ticket | None
) -> tuple[str, int]:
    """Give the first ground on which time lies outside, and its minutes.

    A ground is `category:NAME`, `site:ID` or `hours`. So no minute is sold twice.
    """
    category = ticket.category if ticket else ""
    if category.casefold().startswith(coverage.categories):
        return f"{CATEGORY}:{category}", entry.minutes
    site = (ticket.site_id if ticket else None) or entry.site_id
    if site and coverage.site_ids and site not in coverage.site_ids:
        return f"{SITE}:{site}", entry.minutes
    if ticket and coverage.hours:
        minutes = _after_hours(coverage.hours, ticket.opened_at, entry)
        return (HOURS, minutes) if minutes else EVERYTHING_COVERED
    return EVERYTHING_COVERED


def _after_hours(hours: ServiceHours, asked_at: datetime, entry: TimeEntry) -> int:
    """Count what was asked for and begun outside the hours, up to the next opening.

    A day's ticket that an agent finishes in the evening is the agent's own choice.
    """
    if not hours.before_opening(asked_at):
        return 0
    return min(entry.minutes, hours.before_opening(entry.started_at))
