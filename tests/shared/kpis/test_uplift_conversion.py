from datetime import date, timedelta
from decimal import Decimal

from shared.kpis.uplift_conversion import Chance, Fate, uplift_conversion

TODAY = date(2026, 12, 1)
LONG_AGO = TODAY - timedelta(days=120)


def chances(count, fate, *, qualified=LONG_AGO, estimated=0, won=0):
    return [
        Chance(
            id=f"{fate}-{n}",
            fate=fate,
            qualified_date=qualified,
            estimated_mrr=Decimal(estimated),
            won_mrr=Decimal(won),
        )
        for n in range(count)
    ]


def test_conversion_is_won_over_all_that_is_mature():
    listed = [
        *chances(6, Fate.WON),
        *chances(5, Fate.LOST),
        *chances(3, Fate.EXPIRED),
    ]

    found = uplift_conversion(listed, as_of=TODAY)

    assert found.conversion.value == Decimal("0.428571")


def test_what_is_open_and_young_is_in_neither_side():
    young = chances(2, Fate.OPEN, qualified=TODAY - timedelta(days=89))

    found = uplift_conversion([*chances(1, Fate.WON), *young], as_of=TODAY)

    assert found.conversion.value == 1
    assert found.immature_ids == ("open-0", "open-1")


def test_letting_it_lie_past_its_window_is_losing_it():
    old = chances(1, Fate.OPEN, qualified=TODAY - timedelta(days=90))

    found = uplift_conversion([*chances(1, Fate.WON), *old], as_of=TODAY)

    assert found.conversion.value == Decimal("0.5")


def test_a_false_positive_counts_in_precision_alone():
    wrong = chances(1, Fate.REJECTED)

    found = uplift_conversion([*chances(3, Fate.WON), *wrong], as_of=TODAY)

    assert found.conversion.value == 1
    assert found.signal_precision.value == Decimal("0.75")


def test_value_counts_what_was_realised_against_what_was_qualified():
    listed = [
        *chances(2, Fate.WON, estimated=100, won=80),
        *chances(2, Fate.LOST, estimated=100),
    ]

    found = uplift_conversion(listed, as_of=TODAY)

    assert found.conversion_by_value.value == Decimal("0.4")
    assert found.estimate_accuracy.value == Decimal("0.8")


def test_without_anything_mature_it_is_undefined_and_says_so():
    found = uplift_conversion([], as_of=TODAY)

    assert found.conversion.value is None
    assert found.conversion.reason == "no_eligible_base"


def test_a_small_base_carries_its_interval():
    found = uplift_conversion(chances(3, Fate.WON), as_of=TODAY)

    interval = found.conversion.interval
    assert interval is not None
    assert interval.low < 1
