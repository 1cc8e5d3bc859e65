"""The cases: what is planted for which detector, and what only looks like it."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from sandbox.portfolio.uplift import coverage_cases
from sandbox.portfolio.uplift.story import MONTHS, Story
from sandbox.portfolio.wording import TOPICS

Write = Callable[[Story, random.Random, date], None]
_SPECIAL = ("Monitoring>Alert", "Requests>Advice")
COMMON_TOPICS = [topic for topic in TOPICS if topic.category not in _SPECIAL]


def _theme(story: Story, dice: random.Random, _: date) -> None:
    story.theme = dice.choice(COMMON_TOPICS)
    count = max(6.0, story.calls * dice.uniform(0.5, 0.9))
    story.theme_calls = [count] * MONTHS


def _busy_theme(story: Story, dice: random.Random, as_of: date) -> None:
    story.seats = dice.randint(90, 140)
    story.calls = story.seats * dice.uniform(0.3, 0.45)
    _theme(story, dice, as_of)


def _theme_peak(story: Story, dice: random.Random, _: date) -> None:
    story.theme = dice.choice(COMMON_TOPICS)
    peak = dice.randint(MONTHS - 5, MONTHS - 2)
    story.theme_calls[peak] = max(15.0, story.calls)


def _overrun(story: Story, dice: random.Random, _: date) -> None:
    story.level = dice.uniform(1.35, 1.9)


def _large_overrun(story: Story, dice: random.Random, _: date) -> None:
    story.seats = dice.randint(90, 160)
    story.calls = story.seats * dice.uniform(0.3, 0.5)
    story.level = dice.uniform(1.3, 1.6)


def _growing_overrun(story: Story, dice: random.Random, _: date) -> None:
    story.level = dice.uniform(1.3, 1.6)
    story.shape = [1 + 0.04 * (month - MONTHS / 2) for month in range(MONTHS)]


def _under_use(story: Story, dice: random.Random, _: date) -> None:
    story.level = dice.uniform(0.1, 0.28)


def _season(story: Story, dice: random.Random, _: date) -> None:
    first = dice.randint(MONTHS - 6, MONTHS - 3)
    for month in range(first, first + dice.choice((2, 3))):
        story.shape[month] = dice.uniform(1.6, 2.2)


def _project(story: Story, dice: random.Random, _: date) -> None:
    first = dice.randint(MONTHS - 6, MONTHS - 2)
    for month in range(first, first + dice.choice((1, 2))):
        story.project[month] = dice.uniform(25, 60)


def _heavy(story: Story, dice: random.Random, _: date) -> None:
    for month in dice.sample(range(MONTHS - 6, MONTHS), dice.choice((2, 3))):
        story.heavy[month] = dice.uniform(18, 40)


def _gap(story: Story, dice: random.Random, _: date) -> None:
    """Time was not recorded for months: little is no little use."""
    story.level = dice.uniform(0.7, 0.95)
    story.unrecorded = set(range(MONTHS - dice.randint(3, 5), MONTHS))


def _falling(story: Story, dice: random.Random, _: date) -> None:
    steps = [1.9, 1.75, 1.6, 1.4, 1.2, 1.0]
    story.level = dice.uniform(0.7, 0.85)
    story.shape[-len(steps) :] = steps


def _devices(story: Story, dice: random.Random, _: date) -> None:
    story.more_devices = 3 + round(story.seats * dice.uniform(0.12, 0.4))


def _servers(story: Story, dice: random.Random, _: date) -> None:
    story.unlined_servers = dice.randint(1, 4)


def _spare(story: Story, dice: random.Random, _: date) -> None:
    story.spare_devices = 4 + round(story.seats * 0.3)
    story.more_devices = dice.randint(0, 1)
    story.logins = 12


def _two_lines(story: Story, dice: random.Random, _: date) -> None:
    story.second_line = dice.uniform(0.1, 0.4)


def _outside(story: Story, dice: random.Random, _: date) -> None:
    story.outside = dice.uniform(3, 8)


def _indexed(story: Story, dice: random.Random, as_of: date) -> None:
    story.rise = dice.choice((0.02, 0.03, 0.04))
    story.rise_date = as_of + timedelta(days=dice.randint(35, 70))


def _indexed_late(story: Story, dice: random.Random, as_of: date) -> None:
    story.rise = 0.03
    story.rise_date = as_of + timedelta(days=dice.randint(120, 300))


def _drift(story: Story, dice: random.Random, _: date) -> None:
    story.list_factor = dice.uniform(0.78, 0.92)
    story.priced_months_ago = dice.randint(13, 22)


def _discount(story: Story, dice: random.Random, _: date) -> None:
    story.list_factor = dice.uniform(0.8, 0.9)
    story.priced_months_ago = dice.randint(2, 9)


def _untouched(story: Story, dice: random.Random, _: date) -> None:
    story.priced_months_ago = dice.randint(25, 50)


def _end(story: Story, dice: random.Random, *, latest: int) -> None:
    story.ended_months_ago = dice.randint(latest, 9)
    story.priced_months_ago = story.ended_months_ago + dice.randint(4, 12)


def _ended(story: Story, dice: random.Random, _: date) -> None:
    _end(story, dice, latest=3)
    story.billed = dice.random() < 0.5  # noqa: PLR2004 - a fair coin


def _gone(story: Story, dice: random.Random, _: date) -> None:
    _end(story, dice, latest=5)
    story.shape[-story.ended_months_ago :] = [0.0] * story.ended_months_ago


def _replaced(story: Story, dice: random.Random, _: date) -> None:
    _end(story, dice, latest=3)
    story.replaced = True


def _contractless(story: Story, dice: random.Random, _: date) -> None:
    story.contracted = False
    story.calls = dice.uniform(7, 16)


def _rare(story: Story, dice: random.Random, _: date) -> None:
    story.contracted = False
    story.calls = dice.uniform(0.2, 0.6)


def _nothing(story: Story, _: random.Random, __: date) -> None:
    """Leave the customer as it is."""
    story.heavy = {}


PLANTED: dict[str, tuple[str, Write]] = {
    "theme": ("recurring_theme", _theme),
    "theme of a busy desk": ("recurring_theme", _busy_theme),
    "overrun": ("service_overrun", _overrun),
    "overrun of a large customer": ("service_overrun", _large_overrun),
    "growing overrun": ("service_overrun", _growing_overrun),
    "under use": ("retention_risk", _under_use),
    "devices": ("under_scoped", _devices),
    "servers without a line": ("under_scoped", _servers),
    "work outside the scope": ("under_scoped", _outside),
    **coverage_cases.PLANTED,
    "index due": ("entitled_price", _indexed),
    "list-price drift": ("entitled_price", _drift),
    "price untouched": ("entitled_price", _untouched),
    "expired, still served": ("entitled_price", _ended),
    "work without a contract": ("entitled_price", _contractless),
}
DECOYS: dict[str, Write] = {
    "one topic's bad month": _theme_peak,
    "seasonal peak": _season,
    "one-off project": _project,
    "outlier tickets": _heavy,
    "unrecorded months": _gap,
    "overrun that is ending": _falling,
    "spare devices and service logins": _spare,
    "devices on two lines": _two_lines,
    **coverage_cases.DECOYS,
    "index not due yet": _indexed_late,
    "fresh discount": _discount,
    "expired and silent": _gone,
    "expired and replaced": _replaced,
    "rare calls without a contract": _rare,
    "nothing special": _nothing,
}
