"""All detectors over one customer; money that several of them find is found once."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from shared.domain.opportunity import Detector, Opportunity
from shared.domain.uplift_policy import UpliftPolicy
from shared.uplift import entitled, overrun, recurring, scope
from shared.uplift.account import Account

Detect = Callable[[Account, UpliftPolicy], Iterator[Opportunity]]

DETECTORS: dict[Detector, Detect] = {
    Detector.RECURRING_THEME: recurring.detect,
    Detector.SERVICE_OVERRUN: overrun.detect,
    Detector.UNDER_SCOPED: scope.detect,
    Detector.ENTITLED_PRICE: entitled.detect,
}


def detected(account: Account, policy: UpliftPolicy) -> tuple[Opportunity, ...]:
    """Give a customer's opportunities, the one of most expected value first."""
    found = chain.from_iterable(one(account, policy) for one in DETECTORS.values())
    return without_doubles(found)


def without_doubles(found: Iterable[Opportunity]) -> tuple[Opportunity, ...]:
    """Keep, of those about the same money, the one of most expected value."""
    kept: dict[str, Opportunity] = {}
    for one in sorted(found, key=lambda one: (-one.expected_minor, one.key)):
        kept.setdefault(one.key, one)
    return tuple(kept.values())
