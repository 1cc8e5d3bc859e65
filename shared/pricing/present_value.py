"""Present value of an offer over several years."""

from collections.abc import Sequence
from decimal import Decimal

from shared.domain.money import ZERO

_MONTHS = 12
_ONE = Decimal(1)


def present_value(
    margins: Sequence[Decimal],
    *,
    committed_months: int,
    annual_survival: Decimal,
    discount_rate: Decimal,
) -> Decimal:
    """Give what the months' margins are worth today once it is renewed, unrounded.

    Times p1 it is sum over years k of p1 x s^(k-1) x 12 x monthly margin / (1+r)^k
    (K23), with each month's own margin. Inside the committed term s is 1; after it the
    customer decides again every twelve months.
    """
    yearly = 1 + discount_rate
    return sum(
        (
            margin
            * _survival(month - committed_months, annual_survival)
            / yearly ** (month // _MONTHS + 1)
            for month, margin in enumerate(margins)
        ),
        ZERO,
    )


def _survival(months_after: int, annual: Decimal) -> Decimal:
    # Zero to the power of zero is an error of Decimal's, so it isn't asked for.
    if months_after < 0:
        return _ONE
    return annual ** (months_after // _MONTHS + 1)
