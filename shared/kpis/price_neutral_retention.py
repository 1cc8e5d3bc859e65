"""GRR without prices, so that a price rise cannot hide a loss of seats (K03)."""

from collections.abc import Iterable
from decimal import Decimal

from shared.domain.model import Model
from shared.domain.money import ZERO
from shared.kpis.rate import Rate, rate


class ProductLine(Model):
    """One product of one customer at both ends of a period; prices a month."""

    customer_id: str
    item: str
    start_quantity: Decimal
    start_price: Decimal
    end_quantity: Decimal
    end_price: Decimal


class PriceNeutralRetention(Model):
    """GRR on quantities at the start's prices, with what moved, in MRR."""

    grr: Rate
    volume_contraction_mrr: Decimal
    price_effect_mrr: Decimal


def price_neutral_retention(lines: Iterable[ProductLine]) -> PriceNeutralRetention:
    """Give sum of min(end, start quantity) x start price / sum of start (K03).

    The cap is per customer and product: more of one thing is not less of another.
    """
    start = kept = price_effect = ZERO
    for line in lines:
        start += line.start_quantity * line.start_price
        kept += min(line.start_quantity, line.end_quantity) * line.start_price
        if line.start_quantity:
            price_effect += line.end_quantity * (line.end_price - line.start_price)
    return PriceNeutralRetention(
        grr=rate(kept, start),
        volume_contraction_mrr=start - kept,
        price_effect_mrr=price_effect,
    )
