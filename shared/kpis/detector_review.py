"""How each detector of uplift did in a month, and what its findings came to."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from shared.domain.calendar import add_months
from shared.domain.model import Model
from shared.domain.money import from_minor
from shared.domain.opportunity import Detector, Pursuit, Stage
from shared.domain.text import one_line
from shared.kpis.uplift_conversion import (
    WINDOW_DAYS,
    Chance,
    Fate,
    UpliftConversion,
    uplift_conversion,
)


class WonAmount(Model):
    """What was won in one currency, and its likely estimate; minor units of MRR."""

    currency: str
    won_minor: int
    estimated_minor: int


class DetectorReview(Model):
    """One detector's month; `conversion` is of all it ever found, as of its end.

    `reasons` are those given for its rejections, the most frequent first.
    """

    detector: Detector
    found: int
    accepted: int
    rejected: int
    reasons: tuple[tuple[str, int], ...]
    won: tuple[WonAmount, ...]
    conversion: UpliftConversion

    @property
    def decided(self) -> int:
        """How many findings people judged in the month."""
        return self.accepted + self.rejected


class Month(NamedTuple):
    """The days of a month up to `end`, of which only those that came are looked at."""

    start: date
    end: date

    def has(self, day: date) -> bool:
        """Tell whether a day is in it."""
        return self.start <= day <= self.end


def month_of(start: date, *, today: date) -> Month:
    """Give the month that begins on a day, cut off today."""
    last = add_months(start, 1) - timedelta(days=1)
    return Month(start, min(last, today))


def review(
    pursuits: Iterable[Pursuit], month: Month, *, window_days: int = WINDOW_DAYS
) -> tuple[DetectorReview, ...]:
    """Review each detector's month, as it stood at the month's end."""
    piles: dict[Detector, list[Pursuit]] = {one: [] for one in Detector}
    for pursuit in pursuits:
        if pursuit.identified_at.date() <= month.end:
            piles[pursuit.opportunity.detector].append(pursuit)
    return tuple(
        _reviewed(detector, pile, month, window_days)
        for detector, pile in piles.items()
    )


def chance_of(pursuit: Pursuit, *, as_of: date) -> Chance:
    """Say what an opportunity had come to on a day."""
    estimate, qualified = pursuit.opportunity.estimate, pursuit.qualified_at
    known = qualified is not None and qualified.date() <= as_of
    fate = _fate(pursuit, as_of)
    return Chance(
        id=pursuit.id,
        fate=fate,
        qualified_date=qualified.date() if qualified and known else None,
        estimated_mrr=from_minor(estimate.likely_minor, estimate.currency),
        won_mrr=from_minor(pursuit.won_minor or 0, estimate.currency)
        if fate is Fate.WON
        else from_minor(0, estimate.currency),
    )


_FATES = {
    Stage.REJECTED: Fate.REJECTED,
    Stage.WON: Fate.WON,
    Stage.LOST: Fate.LOST,
    Stage.EXPIRED: Fate.EXPIRED,
}


def _fate(pursuit: Pursuit, as_of: date) -> Fate:
    later = pursuit.changed_at.date() > as_of
    return Fate.OPEN if later else _FATES.get(pursuit.stage, Fate.OPEN)


def _reviewed(
    detector: Detector, pile: list[Pursuit], month: Month, window_days: int
) -> DetectorReview:
    chances = [chance_of(one, as_of=month.end) for one in pile]
    ended = [
        (one, chance.fate)
        for one, chance in zip(pile, chances, strict=True)
        if month.has(one.changed_at.date())
    ]
    rejected = [one for one, fate in ended if fate is Fate.REJECTED]
    reasons = Counter(one_line(one.reason) for one in rejected)
    return DetectorReview(
        detector=detector,
        found=sum(month.has(one.identified_at.date()) for one in pile),
        accepted=sum(
            chance.fate is not Fate.REJECTED
            and chance.qualified_date is not None
            and month.has(chance.qualified_date)
            for chance in chances
        ),
        rejected=len(rejected),
        reasons=tuple(sorted(reasons.items(), key=lambda one: (-one[1], one[0]))),
        won=_won(one for one, fate in ended if fate is Fate.WON),
        conversion=uplift_conversion(chances, as_of=month.end, window_days=window_days),
    )


def _won(pursuits: Iterable[Pursuit]) -> tuple[WonAmount, ...]:
    won: Counter[str] = Counter()
    estimated: Counter[str] = Counter()
    for one in pursuits:
        estimate = one.opportunity.estimate
        won[estimate.currency] += one.won_minor or 0
        estimated[estimate.currency] += estimate.likely_minor
    return tuple(
        WonAmount(currency=code, won_minor=won[code], estimated_minor=estimated[code])
        for code in sorted(won)
    )
