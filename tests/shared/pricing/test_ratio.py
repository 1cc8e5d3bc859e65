from decimal import Decimal

import pytest

from shared.domain.deal import Ratio
from shared.pricing.ratio import ratio, six_places


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0.0000005", "0.000001"),
        ("0.0000004999", "0.000000"),
        ("-0.0000005", "-0.000001"),
        ("2", "2.000000"),
    ],
)
def test_a_ratio_is_rounded_half_up_to_six_places(value, shown):
    assert str(six_places(Decimal(value))) == shown


def test_a_ratio_divides_before_it_rounds():
    found = ratio(Decimal(2), Decimal(3), undefined="never")

    assert found == Ratio(value=Decimal("0.666667"), reason="")


@pytest.mark.parametrize("denominator", ["0", "-1"])
def test_without_a_base_a_ratio_is_undefined_and_says_why(denominator):
    found = ratio(Decimal(1), Decimal(denominator), undefined="no_base")

    assert found == Ratio(value=None, reason="no_base")


@pytest.mark.parametrize(
    ("denominator", "known"), [("0.000001", True), ("0.00000099", False)]
)
def test_what_a_division_left_over_is_no_base(denominator, known):
    found = ratio(Decimal(1), Decimal(denominator), undefined="no_base")

    assert (found.value is not None) is known


def test_a_base_below_one_is_a_base():
    found = ratio(Decimal("0.1"), Decimal("0.4"), undefined="no_base")

    assert found.value == Decimal("0.25")
