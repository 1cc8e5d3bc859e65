"""What a customer has in service of one kind, count by count, and since when."""

from decimal import Decimal
from itertools import pairwise

from shared.domain.opportunity import Arrival, Figure
from shared.domain.uplift_policy import ScopeKind
from shared.uplift.account import Account
from shared.uplift.worksheet import Worksheet

_COUNTS = 12  # monthly counts that are looked back on
_NEWEST = 2


def counted(sheet: Worksheet, account: Account, kind: ScopeKind) -> list[Figure]:
    """Read what was in service on each date, oldest first."""
    found = []
    for inventory in account.inventory[-_COUNTS:]:
        parts = [
            sheet.read(
                f"{name} on {inventory.seen_date}",
                f"inventory/{inventory.month}#{name}",
                unit=kind.name,
            )
            for name in kind.inventory
        ]
        total = f"in service on {inventory.seen_date}"
        found.append(sheet.derive(total, "sum", parts, unit=kind.name))
    return found


def lasting(sheet: Worksheet, counts: list[Figure]) -> Figure:
    """Tell what was there on both of the last two dates: one peak is no growth."""
    return sheet.derive(
        "in service", "minimum", counts[-_NEWEST:], unit=counts[-1].unit
    )


def arrivals(
    account: Account, counts: list[Figure], there: Figure, sold: Decimal
) -> tuple[Arrival, ...]:
    """Tell from which count on the things beyond those sold have stayed.

    Of each, that is the oldest date after which there never were fewer.
    """
    dates = [one.seen_date for one in account.inventory[-_COUNTS:]]
    stayed = [
        min(there.value, *(one.value for one in counts[place:]))
        for place in range(len(counts))
    ]
    levels = [sold, *(max(sold, level) for level in stayed)]
    return tuple(
        Arrival(
            seen_date=day,
            quantity=(after - before).normalize(),
            first_count=day == dates[0],
        )
        for day, (before, after) in zip(dates, pairwise(levels), strict=True)
        if after > before
    )
