"""Tickets without a contract: what a customer lived through counts for each one.

Most PSAs leave the contract of many tickets empty. With several contracts in force such
tickets belong to none of them, but the people who decide about each contract saw them
all. So they join the contract's own in what measures the service; hours, money and
contacts stay apart. The share that could not be attributed lowers the coverage.
"""

from collections import Counter
from collections.abc import Iterable

from shared.domain.facts import EVIDENCE_LIMIT, MonthFacts

_SUMS = (
    "opened",
    "closed",
    "still_open",
    "open_ordinals",
    "response_met",
    "response_decided",
    "resolution_met",
    "resolution_decided",
    "reopened",
    "resolution_minutes",
    "answers",
    "satisfaction",
)
_EVIDENCE = (
    "opened_ids",
    "late_response_ids",
    "late_resolution_ids",
    "reopened_ids",
    "urgent_ids",
    "open_ids",
    "unhappy_ids",
)


def with_rest(
    months: Iterable[MonthFacts], rest: Iterable[MonthFacts]
) -> tuple[MonthFacts, ...]:
    """Add each month's unattributed service to a contract's own, oldest month first.

    Median and 90th percentile are of the contract's own tickets and can't be joined:
    they are left out where something was added.
    """
    others = {facts.month: facts for facts in rest if facts.opened or facts.answers}
    joined = (_joined(own, others.get(own.month)) for own in months)
    return tuple(sorted(joined, key=lambda facts: facts.month))


def _joined(own: MonthFacts, rest: MonthFacts | None) -> MonthFacts:
    if rest is None:
        return own
    sums = {name: getattr(own, name) + getattr(rest, name) for name in _SUMS}
    ids = {
        name: (*getattr(own, name), *getattr(rest, name))[:EVIDENCE_LIMIT]
        for name in _EVIDENCE
    }
    priorities = Counter(own.by_priority) + Counter(rest.by_priority)
    return own.model_copy(
        update={
            **sums,
            **ids,
            "by_priority": dict(sorted(priorities.items())),
            "resolution_minutes_median": None,
            "resolution_minutes_p90": None,
        }
    )
