"""Letters that an account manager may send: drafts, in words a customer would use."""

from decimal import Decimal

from shared.domain.money import from_minor, rounded
from shared.uplift.account import Increase


def increase_letter(
    *,
    customer: str,
    reference: str,
    rise: Increase,
    minor: tuple[int, Decimal],
    currency: str,
) -> str:
    """Write the announcement of a rise; `minor` is the rise and the fee before it."""
    more, fee = from_minor(minor[0], currency), rounded(minor[1], currency)
    change = (
        f"From {rise.effective_date} it goes from {fee} to {fee + more} {currency}."
    )
    return "\n".join(
        (
            f"To {customer}",
            f"Subject: yearly adjustment of {reference}",
            "",
            f"Under your agreement {reference} the monthly fee follows {rise.series}.",
            change,
            "",
            "Nothing else changes. Please call me if you would like to go through it.",
        )
    )
