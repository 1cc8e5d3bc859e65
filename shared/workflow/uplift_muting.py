"""Detectors that people keep rejecting are muted, until their rejections age."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from shared.domain.event import EventType, NewEvent
from shared.domain.model import Model
from shared.domain.opportunity import Detector, Pursuit, Stage
from shared.domain.text import one_line
from shared.domain.uplift_policy import UpliftPolicy

_REMEMBERED = timedelta(days=365)
_FORGOTTEN = _REMEMBERED + timedelta(days=1)


class Judged(Model):
    """How people judged one detector's findings in the last year.

    `muted_date` is when too many were rejected, `back_date` when enough of the
    rejections have aged, if nothing else is decided; both None where it isn't muted.
    """

    detector: Detector
    decided: int
    rejected: int
    muted_date: date | None = None
    back_date: date | None = None

    @property
    def muted(self) -> bool:
        """Tell whether too many of enough findings were rejected."""
        return self.muted_date is not None


def judged(
    pursuits: Iterable[Pursuit],
    policy: UpliftPolicy,
    *,
    today: date,
    unmuted: Mapping[str, datetime],
) -> tuple[Judged, ...]:
    """Count the decisions of the last year by detector; all are listed.

    What was decided before somebody unmuted a detector counts no more.
    """
    decisions: dict[Detector, list[_Decision]] = {one: [] for one in Detector}
    for pursuit in pursuits:
        at, detector = pursuit.judged_at, pursuit.opportunity.detector
        anew = unmuted.get(detector)
        if at and not (anew and at <= anew):
            no = pursuit.stage is Stage.REJECTED
            decisions[detector].append(_Decision(at.date(), no))
    return tuple(
        _verdict(one, found, policy, today) for one, found in decisions.items()
    )


class _Decision(NamedTuple):
    day: date
    rejected: bool


def _verdict(
    detector: Detector,
    decisions: Sequence[_Decision],
    policy: UpliftPolicy,
    today: date,
) -> Judged:
    counted = _counted(decisions, today)
    found = Judged(
        detector=detector,
        decided=len(counted),
        rejected=sum(one.rejected for one in counted),
    )
    if not _too_many(decisions, today, policy):
        return found
    # Only a decision, or its ageing, can change the verdict.
    days = {one.day for one in decisions} | {d.day + _FORGOTTEN for d in decisions}
    since, back = today, today
    for day in sorted((d for d in days if d <= today), reverse=True):
        if not _too_many(decisions, day, policy):
            break
        since = day
    for day in sorted(d for d in days if d > today):
        if not _too_many(decisions, day, policy):
            back = day
            break
    return found.model_copy(update={"muted_date": since, "back_date": back})


def _counted(decisions: Iterable[_Decision], day: date) -> list[_Decision]:
    return [one for one in decisions if one.day <= day < one.day + _FORGOTTEN]


def _too_many(decisions: Iterable[_Decision], day: date, policy: UpliftPolicy) -> bool:
    counted = _counted(decisions, day)
    rejected = sum(one.rejected for one in counted)
    limit = policy.mute_rate * len(counted)
    return len(counted) >= policy.mute_from and rejected > limit


def unmuted(detector: Detector, reason: str) -> NewEvent:
    """Give the event by which a person lets a detector be heard again."""
    reason = one_line(reason)
    return NewEvent(
        type=EventType.DETECTOR_UNMUTED,
        summary=f"uplift detector {detector} is heard again: {reason}",
        data={"detector": detector.value, "reason": reason},
    )
