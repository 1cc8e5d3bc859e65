"""Cases of sites and service hours: what a contract covers, and what it does not."""

import random
from collections.abc import Callable
from datetime import date

from sandbox.portfolio.uplift.moments import OPENING
from sandbox.portfolio.uplift.story import MONTHS, Story

Write = Callable[[Story, random.Random, date], None]


def _monthly(dice: random.Random) -> list[float]:
    usual = dice.uniform(2, 8)
    return [usual * dice.lognormvariate(0, 0.5) for _ in range(MONTHS)]


def _once(dice: random.Random) -> list[float]:
    hours = [0.0] * MONTHS
    for month in dice.sample(range(MONTHS - 6, MONTHS), dice.choice((1, 2, 3))):
        hours[month] = dice.uniform(5, 16)
    return hours


def _other_site(story: Story, dice: random.Random, _: date) -> None:
    story.elsewhere = _monthly(dice)
    story.sites = dice.choice(("named", "listed"))


def _visit(story: Story, dice: random.Random, _: date) -> None:
    story.elsewhere = _once(dice)
    story.sites = dice.choice(("named", "listed"))


def _covered_site(story: Story, dice: random.Random, _: date) -> None:
    story.elsewhere = _monthly(dice)
    story.sites = dice.choice(("all", "both"))


def _after_hours(story: Story, dice: random.Random, _: date) -> None:
    story.nights = _monthly(dice)


def _far_nights(story: Story, dice: random.Random, _: date) -> None:
    story.zone = "America/New_York"
    story.nights = _monthly(dice)


def _on_call(story: Story, dice: random.Random, _: date) -> None:
    story.nights = _once(dice)


def _always(story: Story, dice: random.Random, _: date) -> None:
    story.nights = _monthly(dice)
    story.service_hours = dice.choice(("24x7", "Mon-Sun 06:00-23:00"))


def _far(story: Story, _: random.Random, __: date) -> None:
    story.zone = "America/New_York"


def _opening(story: Story, _: random.Random, __: date) -> None:
    """Call at eight by the clock on the wall, in summer an hour earlier by UTC."""
    story.calls_at = OPENING


def _late(story: Story, dice: random.Random, _: date) -> None:
    story.finished_late = dice.uniform(0.2, 0.4)


PLANTED: dict[str, tuple[str, Write]] = {
    "work at another site": ("under_scoped", _other_site),
    "work after hours": ("under_scoped", _after_hours),
    "work after hours in another zone": ("under_scoped", _far_nights),
}
DECOYS: dict[str, Write] = {
    "one visit to another site": _visit,
    "another site that is covered": _covered_site,
    "on-call incident": _on_call,
    "round-the-clock contract": _always,
    "customer in another zone": _far,
    "calls at opening time": _opening,
    "day's work finished at night": _late,
}
