"""A proposal in a few lines: what came when, the lines to add, price and margin."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from shared.domain.money import from_minor
from shared.domain.opportunity import Arrival, Opportunity

_WHOLE = Decimal(1)


def proposal_lines(one: Opportunity) -> Iterator[str]:
    """Write what the account manager can offer; nothing where there is no line."""
    if not one.proposal:
        return
    yield from (_arrival(arrival) for arrival in one.arrivals)
    code = one.estimate.currency
    for line in one.proposal:
        price, cost = line.unit_price_minor, line.unit_cost_minor
        yield (
            f"propose {line.quantity.normalize():f} x {line.item} at "
            f"{_money(price, code)} {code} a month, cost {_money(cost, code)}"
        )
    worth = sum(line.quantity * line.unit_price_minor for line in one.proposal)
    costs = sum(line.quantity * line.unit_cost_minor for line in one.proposal)
    share = (worth - costs) / worth if worth else Decimal(0)
    yield (
        f"price {_money(worth, code)}, cost {_money(costs, code)}, margin "
        f"{_money(worth - costs, code)} {code} a month ({share:.0%})"
    )


def _arrival(arrival: Arrival) -> str:
    since = "already at the first count," if arrival.first_count else "since"
    return f"{arrival.quantity:f} more {since} {arrival.seen_date}"


def _money(minor: Decimal | int, code: str) -> str:
    whole = int(Decimal(minor).quantize(_WHOLE, ROUND_HALF_UP))
    return f"{from_minor(whole, code):,}"
