"""Service hours: when a customer may call by its contract, in its own time zone."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field

from shared.domain.model import Model

_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = "|".join(_NAMES)
_FORM = re.compile(
    rf"(?P<first>{_DAY})(-(?P<last>{_DAY}))?"
    r" (?P<opens>\d\d:[0-5]\d)-(?P<closes>\d\d:[0-5]\d)( (?P<zone>\S+))?",
    re.IGNORECASE,
)
_ALWAYS = re.compile(r"24 ?[x/] ?7( (?P<zone>\S+))?", re.IGNORECASE)
_WEEK, _MIDNIGHT = 7, 24 * 60
_MINUTE = timedelta(minutes=1)


class ServiceHours(Model):
    """Weekdays (0 is Monday) with the minutes of the day of opening and closing."""

    days: tuple[int, ...] = Field(min_length=1)
    opens: int = 0
    closes: int = _MIDNIGHT
    zone: str = ""

    @classmethod
    def parse(cls, text: str) -> "ServiceHours":
        """Read `Mon-Fri 08:00-18:00 Europe/London` or `24x7`; the zone may be left out.

        Raises ValueError.
        """
        plain = " ".join(text.split())
        if always := _ALWAYS.fullmatch(plain):
            days, (opens, closes) = range(_WEEK), (0, _MIDNIGHT)
        else:
            always = _FORM.fullmatch(plain)
            if always is None:
                message = f"{plain!r} is not like Mon-Fri 08:00-18:00 Europe/London"
                raise ValueError(message)
            days = _days(always["first"], always["last"] or always["first"])
            opens, closes = _minutes(always["opens"]), _minutes(always["closes"])
        if not opens < closes <= _MIDNIGHT:
            message = f"{plain!r} does not close after it opens, on the same day"
            raise ValueError(message)
        zone = always["zone"] or ""
        _known(zone)
        return cls(days=tuple(days), opens=opens, closes=closes, zone=zone)

    def before_opening(self, at: datetime) -> int:
        """Give the minutes from an instant to the next opening, 0 in service hours.

        The clock on the wall decides, so that a change to summer time moves nothing.
        """
        zone = ZoneInfo(self.zone or "UTC")
        local = at.astimezone(zone)
        for ahead in range(_WEEK + 1):
            day = local.date() + timedelta(days=ahead)
            if day.weekday() not in self.days:
                continue
            opening = datetime.combine(day, time(*divmod(self.opens, 60)), zone)
            if at < opening:
                return (opening.astimezone(UTC) - at.astimezone(UTC)) // _MINUTE
            if not ahead and local.hour * 60 + local.minute < self.closes:
                return 0
        return 0  # pragma: no cover - each week has an opening


def _known(zone: str) -> None:
    try:
        ZoneInfo(zone or "UTC")
    except (KeyError, OSError) as error:
        message = f"time zone {zone} is not known"
        raise ValueError(message) from error


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def _days(first: str, last: str) -> range:
    begin, end = (_NAMES.index(one.casefold()) for one in (first, last))
    if end < begin:
        message = f"{first}-{last} runs over the weekend's end"
        raise ValueError(message)
    return range(begin, end + 1)
