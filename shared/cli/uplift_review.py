"""uplift review | unmute: what detectors found, and which are heard."""

import argparse
from collections.abc import Iterator
from datetime import date

from shared import bootstrap
from shared.cli.commands import Commands
from shared.domain.errors import InvalidInput
from shared.domain.money import from_minor
from shared.domain.opportunity import Detector
from shared.kpis.rate import Rate
from shared.services.uplift import muting, review
from shared.workflow.uplift_brief import inert
from shared.workflow.uplift_muting import Judged

_MOST_REASONS = 5


def add_actions(actions: Commands) -> None:
    """Add `review` and `unmute` to the actions of `uplift`."""
    shown = actions.add_parser("review", help="how each detector did in a month")
    shown.add_argument("--month", default="", help="YYYY-MM, the last one that is over")
    shown.set_defaults(command=_review)
    heard = actions.add_parser("unmute", help="count a detector's decisions anew")
    heard.add_argument("detector", type=Detector, choices=list(Detector))
    heard.add_argument("--by", required=True, help="who decides")
    heard.add_argument("--reason", required=True)
    heard.set_defaults(command=_unmute)


def _review(options: argparse.Namespace) -> int:
    app = bootstrap.app()
    start = _month(options.month) if options.month else review.last_month(app)
    print(f"uplift in {start:%Y-%m}")
    for one in review.of_month(app, start):
        print("\n".join(map(inert, _lines(one))))
    return 0


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        message = f"{text!r} is not a month, which is written YYYY-MM"
        raise InvalidInput(message) from error


def _lines(one: review.Reviewed) -> Iterator[str]:
    month = one.month
    yield month.detector
    yield (
        f"    found {month.found}, decided {month.decided}: "
        f"{month.accepted} accepted, {month.rejected} rejected"
    )
    if month.reasons:
        told = (f"{why} ({count})" for why, count in month.reasons[:_MOST_REASONS])
        yield f"    rejected because: {'; '.join(told)}"
    yield f"    conversion so far: {_share(month.conversion.conversion)}"
    for won in month.won:
        amounts = (
            f"{from_minor(minor, won.currency):,} {won.currency}"
            for minor in (won.won_minor, won.estimated_minor)
        )
        yield f"    won {' a month, estimated at '.join(amounts)}"
    if one.verdict.muted:
        yield from _muted(one.verdict)


def _share(rate: Rate) -> str:
    if rate.value is None:
        return "none is won, lost or past its window"
    told = f"{rate.numerator} of {rate.denominator}, {rate.value:.1%}"
    if rate.interval:
        return (
            f"{told} (95% between {rate.interval.low:.1%} and {rate.interval.high:.1%})"
        )
    return told


def _muted(verdict: Judged) -> Iterator[str]:
    yield (
        f"    muted since {verdict.muted_date}: {verdict.rejected} of "
        f"{verdict.decided} decisions of a year were rejections"
    )
    yield f"    comes back by itself on {verdict.back_date}; until then one may sign:"
    yield f"    uplift unmute {verdict.detector} --by NAME --reason TEXT"


def _unmute(options: argparse.Namespace) -> int:
    changed = muting.unmute(
        bootstrap.app(), options.detector, actor=options.by, reason=options.reason
    )
    told = "is heard again" if changed else "is not muted"
    print(f"detector {options.detector} {told}")
    return 0
