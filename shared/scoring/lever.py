"""The cheapest set of drivers that would lift a contract to the next band."""

from collections.abc import Sequence
from typing import NamedTuple

from shared.domain.playbook import ScoringPolicy
from shared.domain.score import Band, Lever
from shared.scoring.band import band_of, next_threshold
from shared.scoring.points import KEPT, Part, hundredths, total

_EFFORTS = 60  # divides by every effort, 1 to 5: gains for one effort compare exactly


class _Item(NamedTuple):
    """A driver that could be cured; `place` is its place in the playbook's order."""

    place: int
    name: str
    effort: int
    gain: int


class _Plan(NamedTuple):
    """Drivers to cure, ordered so that the smallest plan is the best one."""

    effort: int = 0
    size: int = 0
    missing: int = 0  # of the gain needed; negative is gain to spare
    places: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    def plus(self, item: _Item) -> "_Plan":
        """Add a driver, in the playbook's order."""
        chosen = sorted([*zip(self.places, self.names, strict=True), item[:2]])
        return _Plan(
            self.effort + item.effort,
            self.size + 1,
            self.missing - item.gain,
            tuple(place for place, _ in chosen),
            tuple(name for _, name in chosen),
        )


def cheapest_lever(
    scored: Sequence[Part], policy: ScoringPolicy, *, band: Band
) -> Lever | None:
    """Find the drivers whose cure to `good` reaches the next band at least effort.

    Ties: fewer drivers, then the larger gain, then the playbook's order. The search
    is complete (branch and bound over all subsets). None where there is no next band
    or even curing everything would not reach it.
    """
    threshold = next_threshold(band, policy)
    if threshold is None:
        return None
    now = sum(part.possible * part.kept for part in scored)
    best = _cheapest(_items(scored), _least_raw(threshold) - now)
    if best is None:
        return None
    after = total(scored, cured=frozenset(best.names))
    return Lever(
        drivers=best.names,
        points_gained=hundredths(after - total(scored)),
        reaches=band_of(hundredths(after), policy),
    )


def _least_raw(threshold: int) -> int:
    """Give the least unrounded score that is shown as the threshold, half up."""
    return threshold * KEPT - KEPT // 2


def _items(scored: Sequence[Part]) -> list[_Item]:
    """List what can be cured, the most gain for its effort first."""
    items = [
        _Item(place, part.name, part.effort, part.possible * (KEPT - part.kept))
        for place, part in enumerate(scored)
        if part.known and part.kept < KEPT
    ]
    return sorted(
        items, key=lambda item: (-item.gain * _EFFORTS // item.effort, item.place)
    )


def _cheapest(items: Sequence[_Item], needed: int) -> _Plan | None:
    best: _Plan | None = None

    def visit(index: int, plan: _Plan) -> None:
        nonlocal best
        if plan.missing <= 0:
            best = plan if best is None else min(best, plan)
            return
        if index == len(items):
            return
        item = items[index]
        # No later driver gains more for its effort than this one does.
        if (
            best
            and plan.missing * item.effort > (best.effort - plan.effort) * item.gain
        ):
            return
        visit(index + 1, plan.plus(item))
        visit(index + 1, plan)

    visit(0, _Plan(missing=needed))
    return best
