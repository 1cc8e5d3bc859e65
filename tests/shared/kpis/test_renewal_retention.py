from datetime import date
from decimal import Decimal

import pytest

from shared.kpis.renewal_retention import (
    RenewalEvent,
    Standing,
    renewal_retention,
    standing,
)

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)


def an_event(key="R1", due="2026-11-30", baseline=1000, **over):
    given = {"id": key, "due_date": due, "baseline_mrr": baseline}
    return RenewalEvent.model_validate(given | over)


K10 = [
    an_event("R1", "2026-12-31", 4000, signed_date="2026-09-15", renewed_mrr=4000),
    an_event("R2", "2026-11-30", 2000, signed_date="2026-12-20", renewed_mrr=1800),
    an_event("R3", "2026-12-15", 1000, lost=True),
    an_event("R4", "2028-06-30", 6000),
]


def retention_of(*events, as_of=date(2027, 1, 31)):
    return renewal_retention(events, first=FIRST, last=LAST, as_of=as_of)


def test_renewals_count_in_the_period_they_fell_due_in():
    """K10."""
    found = retention_of(*K10)

    assert (found.due_mrr, found.retained_mrr) == (7000, 5800)
    assert found.grr.value == Decimal("0.828571")
    assert found.logo_rate.value == Decimal("0.666667")
    assert found.excluded_ids == ("R4",)


@pytest.mark.parametrize("wrong", ["0.907692", "0.6"])
def test_locked_contracts_do_not_flatter_and_early_ones_are_not_dropped(wrong):
    """K10's usual wrong answers."""
    assert retention_of(*K10).grr.value != Decimal(wrong)


def test_growth_at_a_renewal_is_capped_at_the_frozen_baseline():
    """K09."""
    grown = an_event(signed_date="2026-11-01", renewed_mrr=1500)
    cut = an_event("R2", signed_date="2026-11-01", renewed_mrr=500)

    assert retention_of(grown, cut).grr.value == Decimal("0.75")


def test_a_replacement_belongs_to_the_period_it_starts_in():
    """K11: never churn plus new."""
    early = an_event(due="2027-01-31", replaced_date="2026-12-01", renewed_mrr=1000)

    found = retention_of(early)

    assert found.grr.value == 1
    assert found.excluded_ids == ()


@pytest.mark.parametrize(
    ("over", "as_of", "expected"),
    [
        ({}, "2026-11-29", Standing.NOT_DUE),
        ({}, "2026-11-30", Standing.PENDING),
        ({}, "2026-12-30", Standing.PENDING),
        ({}, "2026-12-31", Standing.LOST),
        ({"lost": True}, "2026-11-30", Standing.LOST),
        ({"lost": True}, "2026-11-29", Standing.NOT_DUE),
        ({"signed_date": "2026-10-05"}, "2026-11-30", Standing.RETAINED),
        ({"signed_date": "2026-12-30"}, "2027-03-01", Standing.RETAINED),
        ({"signed_date": "2026-12-31"}, "2027-03-01", Standing.LOST),
        ({"signed_date": "2026-12-20"}, "2026-12-10", Standing.PENDING),
        ({"replaced_date": "2026-12-05"}, "2026-12-10", Standing.RETAINED),
    ],
)
def test_a_late_renewal_has_its_grace_and_no_more(over, as_of, expected):
    """K12, K32."""
    found = standing(an_event(**over), as_of=date.fromisoformat(as_of))

    assert found is expected


def test_within_the_grace_the_figure_is_a_range():
    """K12."""
    kept = an_event("R1", "2026-10-31", signed_date="2026-10-01", renewed_mrr=1000)
    late = an_event("R2", "2026-12-20", 3000)

    found = retention_of(kept, late, as_of=date(2027, 1, 5))

    assert (found.grr.value, found.grr_if_kept.value) == (Decimal("0.25"), 1)
    assert (found.logo_rate.value, found.logo_rate_if_kept.value) == (Decimal("0.5"), 1)
    assert found.pending_ids == ("R2",)


def test_a_closed_period_is_restated_once_the_grace_is_over():
    """K12: churn is dated at the old end, so it changes the period it was due in."""
    late = an_event("R2", "2026-12-20", 3000)

    assert retention_of(late, as_of=date(2027, 1, 19)).grr_if_kept.value == 1
    assert retention_of(late, as_of=date(2027, 1, 20)).grr_if_kept.value == 0


def test_no_renewal_due_is_undefined():
    found = retention_of()

    assert found.grr.value is None
    assert found.grr.reason == "no_eligible_base"


def test_few_renewals_carry_an_interval():
    """K30."""
    assert retention_of(*K10).logo_rate.interval is not None
