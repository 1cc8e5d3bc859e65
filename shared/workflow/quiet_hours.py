"""When somebody may be written to: in the working hours of their own zone."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime
from zoneinfo import ZoneInfo

from shared.domain.calendar import is_business_day
from shared.domain.mail_policy import MailPolicy


def may_write(
    now: datetime, zone: str, policy: MailPolicy, holidays: AbstractSet[date]
) -> bool:
    """Tell whether it is a business day there, and not before or after hours."""
    local = now.astimezone(ZoneInfo(zone))
    awake = policy.quiet_until <= local.hour < policy.quiet_from
    return awake and is_business_day(local.date(), holidays)
