"""The clock of the engine: the time in UTC, and the MSP's day."""

from datetime import UTC, date, datetime, tzinfo


def now() -> datetime:
    """Give the time."""
    return datetime.now(UTC)


def today(zone: tzinfo) -> date:
    """Give the day in a zone."""
    return datetime.now(zone).date()
