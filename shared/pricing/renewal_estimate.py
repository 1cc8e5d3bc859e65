"""The probability to renew with an offer, from what happened to similar requests."""

from collections.abc import Iterable
from decimal import Decimal

from shared.domain.concession import ConcessionKind
from shared.domain.deal import DealInputs, Precedent, RenewalEstimate
from shared.pricing.ratio import six_places

_Z = Decimal("1.959963985")  # 95 % two-sided, as for every small sample (K30)
_Z_FORECAST = Decimal("1.6448536")  # the bounds of p0 are a forecast's, at 90 %
_ONE = Decimal(1)


def without_offer(inputs: DealInputs) -> RenewalEstimate:
    """Give p0 with its bounds and its source."""
    return RenewalEstimate(
        p=six_places(inputs.p0),
        low=six_places(inputs.p0_low),
        high=six_places(inputs.p0_high),
        source=inputs.p0_source,
    )


def similar(
    precedents: Iterable[Precedent],
    *,
    kind: ConcessionKind,
    depth: Decimal,
    band: Decimal,
) -> tuple[Precedent, ...]:
    """List the requests of the same kind and about the same depth, newest first."""
    found = [
        one for one in precedents if one.kind is kind and abs(one.depth - depth) <= band
    ]
    return tuple(sorted(found, key=lambda one: one.decided_date, reverse=True))


def with_offer(inputs: DealInputs, precedents: Iterable[Precedent]) -> RenewalEstimate:
    """Give p1: p0 moved towards the share of the precedents that renewed.

    p1 = (k p0 + renewed) / (k + n): p0 counts for k observations, never more than its
    own bounds are worth. The bounds are Wilson's (1927) on k + n. Only requests that
    were granted and whose renewal is settled count; without any p1 is p0.
    """
    known = [one.renewed for one in precedents if one.granted]
    settled = [renewed for renewed in known if renewed is not None]
    n, renewed = len(settled), sum(settled)
    if not n:
        prior = without_offer(inputs)
        source = f"no precedents; {prior.source}"
        return prior.model_copy(update={"source": source})
    strength = min(inputs.precedent_strength, _observations(inputs))
    total = strength + n
    p = (strength * inputs.p0 + renewed) / total
    low, high = _bounds(p, total)
    counted = f"{n} precedent{'' if n == 1 else 's'}, {renewed} renewed"
    return RenewalEstimate(
        p=six_places(p),
        low=low,
        high=high,
        source=f"{counted}; prior {inputs.p0}: {inputs.p0_source}",
    )


def _observations(inputs: DealInputs) -> Decimal:
    # How many observations would give p0 an interval as wide as its own.
    width = inputs.p0_high - inputs.p0_low
    if not width:
        return inputs.precedent_strength
    return inputs.p0 * (1 - inputs.p0) * (2 * _Z_FORECAST / width) ** 2


def _bounds(p: Decimal, n: Decimal) -> tuple[Decimal, Decimal]:
    square = _Z * _Z
    centre = p + square / (2 * n)
    reach = _Z * (p * (1 - p) / n + square / (4 * n * n)).sqrt()
    scale = 1 + square / n
    return (
        six_places(max(Decimal(0), (centre - reach) / scale)),
        six_places(min(_ONE, (centre + reach) / scale)),
    )
