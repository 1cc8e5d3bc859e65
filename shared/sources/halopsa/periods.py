"""Billing periods: HaloPSA's numbers, as months."""

from collections.abc import Mapping
from decimal import Decimal

# Numbers 1 to 7 are agreed by four independent clients. 8 and 9 are two-yearly and
# four-yearly to three of them and a guess otherwise to one, so a tenant can say
# (`billing_periods`). A number not listed is never taken for monthly: it has no months.
MONTHS: Mapping[int, Decimal] = {
    1: Decimal(12) / Decimal(52),  # weekly
    2: Decimal(1),  # monthly
    3: Decimal(12),  # yearly
    4: Decimal(3),  # quarterly
    5: Decimal(6),  # six-monthly
    6: Decimal(60),  # five-yearly
    7: Decimal(36),  # three-yearly
    8: Decimal(24),  # two-yearly, uncertain
    9: Decimal(48),  # four-yearly, uncertain
}


def months_of(
    period: int | None, periods: Mapping[int, Decimal] = MONTHS
) -> Decimal | None:
    """Give a billing period in months, None when it is one-off or unknown."""
    return periods.get(period) if period is not None else None


def whole_months(months: Decimal | None) -> int | None:
    """Give the months where they are a whole number: weekly has none."""
    return int(months) if months is not None and months == int(months) else None
