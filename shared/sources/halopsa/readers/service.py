"""Time spent and survey answers: both come as bare arrays and can't be paged."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from shared.domain.service import Feedback, TimeEntry
from shared.ports import FeedbackBatch, TimeBatch
from shared.sources.halopsa.config import HaloConfig
from shared.sources.halopsa.mapping.service import to_feedback, to_time_entry
from shared.sources.halopsa.raw import RawFeedback, RawTimesheetEvent
from shared.sources.halopsa.routes import Routes
from shared.sources.web.rows import Identified, sift

_DAY = timedelta(days=1)


class ServiceReader:
    """Reads time by a window of days, and all survey answers at once."""

    def __init__(self, routes: Routes, config: HaloConfig) -> None:
        self._routes = routes
        self._scale = config.scale

    def time_entries(self, first: date, last: date) -> TimeBatch:
        """Read the entries that began on the days from `first` to `last`, in UTC.

        A day more is asked for on either side, because the zone in which the tenant
        reads the window is not known. `read` counts what lies inside the window.
        """
        params = {
            "start_date": f"{(first - _DAY).isoformat()}T00:00:00",
            "end_date": f"{(last + _DAY).isoformat()}T23:59:59",
        }
        outside = 0

        def entry(row: Mapping[str, object]) -> TimeEntry | None:
            nonlocal outside
            raw = RawTimesheetEvent.model_validate(row)
            if raw.start_date and not first <= raw.start_date.date() <= last:
                outside += 1
                return None
            return to_time_entry(raw)

        rows = self._routes.whole("TimesheetEvent", key="events", params=params)
        sifted = sift("time_entries", rows, entry)
        return TimeBatch(
            items=sifted.items,
            rejected=sifted.rejected,
            fingerprint=_fingerprint(sifted.items),
            read=len(rows) - outside,
        )

    def feedback(self) -> FeedbackBatch:
        rows = self._routes.whole("Feedback", key="feedback")
        sifted = sift("feedback", rows, self._feedback)
        return FeedbackBatch(
            items=sifted.items,
            rejected=sifted.rejected,
            fingerprint=_fingerprint(sifted.items),
            read=len(rows),
        )

    def _feedback(self, row: Mapping[str, object]) -> Feedback:
        return to_feedback(RawFeedback.model_validate(row), scale=self._scale)


def _fingerprint(items: Iterable[Identified]) -> str:
    text = "\n".join(item.id for item in items)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
