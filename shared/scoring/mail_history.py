"""A customer's mail as months and a rhythm: all that the drivers of mail look at."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

from shared.domain.calendar import month_key
from shared.domain.correspondence import Direction, MailFact, MailHistory, MailMonth
from shared.domain.facts import EVIDENCE_LIMIT
from shared.scoring.measure import ratio

WORRIES = frozenset({"price", "cancel", "competitor", "escalation"})
ENOUGH_DAYS = 5  # on which somebody wrote, before their rhythm counts as known
_BAD = Decimal("-0.2")
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_YEAR = timedelta(days=365)  # an older rhythm, or who left long ago, is no measure
_WEEKEND = 5


def history_of(facts: Iterable[MailFact]) -> MailHistory:
    """Summarise mail; the same mail in any order gives the same summary."""
    mails = sorted(facts, key=lambda fact: (fact.at, fact.id))
    received = [one for one in mails if one.direction is Direction.RECEIVED]
    lately = [one for one in received if one.at > received[-1].at - _YEAR]
    days = _days(lately)
    champion, champion_days = _champion(lately)
    return MailHistory(
        months=_months(mails),
        last_received_date=days[-1] if days else None,
        gap_days=_gap(days),
        champion_id=champion,
        champion_last_date=champion_days[-1] if champion_days else None,
        champion_gap_days=_gap(champion_days),
    )


def _months(mails: Sequence[MailFact]) -> tuple[MailMonth, ...]:
    by_month: defaultdict[str, list[MailFact]] = defaultdict(list)
    for mail in mails:
        by_month[month_key(mail.at.date())].append(mail)
    waits = _waits(mails)
    return tuple(
        _month(month, by_month[month], tuple(sorted(waits[month])))
        for month in sorted(by_month)
    )


def _month(month: str, mails: list[MailFact], waits: tuple[int, ...]) -> MailMonth:
    received = [one for one in mails if one.direction is Direction.RECEIVED]
    judged = [(one, one.tone) for one in received if one.tone is not None]
    bad = [one.id for one, tone in judged if tone <= _BAD]
    worried = [one.id for one in received if WORRIES & set(one.themes)]
    return MailMonth(
        month=month,
        received=len(received),
        sent=len(mails) - len(received),
        judged=len(judged),
        tone=sum((tone * one.confidence for one, tone in judged), Decimal(0)),
        confidence=sum((one.confidence for one, _ in judged), Decimal(0)),
        themes=dict(sorted(Counter(t for one in received for t in one.themes).items())),
        worried=len(worried),
        senders=len({one.person_id for one in received if one.person_id}),
        waits=waits,
        bad_ids=tuple(bad[::-1][:EVIDENCE_LIMIT]),
        worried_ids=tuple(worried[::-1][:EVIDENCE_LIMIT]),
    )


def _waits(mails: Sequence[MailFact]) -> defaultdict[str, list[int]]:
    """Give, by month, the minutes from what waited for us to our next mail."""
    waiting: dict[str, datetime] = {}
    found: defaultdict[str, list[int]] = defaultdict(list)
    for mail in mails:
        if mail.direction is Direction.RECEIVED:
            waiting.setdefault(mail.thread, mail.at)
        elif (since := waiting.pop(mail.thread, None)) is not None:
            found[month_key(since.date())].append(_working_minutes(since, mail.at))
    return found


def _working_minutes(since: datetime, until: datetime) -> int:
    """Give the minutes between two moments that are not of a weekend."""
    total = (until - since) // _MINUTE
    day = since.date()
    while day <= until.date():
        if day.weekday() >= _WEEKEND:
            begin = datetime.combine(day, datetime.min.time(), since.tzinfo)
            away = min(until, begin + _DAY) - max(since, begin)
            total -= max(0, away // _MINUTE)
        day += _DAY
    return max(0, total)


def _champion(received: Sequence[MailFact]) -> tuple[str, list[date]]:
    """Name who wrote on the most days, if they wrote on enough of them."""
    by_person: defaultdict[str, list[MailFact]] = defaultdict(list)
    for mail in received:
        if mail.person_id:
            by_person[mail.person_id].append(mail)
    days = {person: _days(mails) for person, mails in by_person.items()}
    best = max(days, key=lambda person: (len(days[person]), person), default="")
    enough = best and len(days[best]) >= ENOUGH_DAYS
    return (best, days[best]) if enough else ("", [])


def _days(mails: Iterable[MailFact]) -> list[date]:
    return sorted({mail.at.date() for mail in mails})


def _gap(days: Sequence[date]) -> Decimal | None:
    """Give the median of the days between mails, at least one."""
    if len(days) < ENOUGH_DAYS:
        return None
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return ratio(Decimal(median(gaps)), 1)
