from decimal import Decimal

import pytest

from shared.domain.opportunity import Kind
from shared.domain.workload import ThemeBook, ThemeNorm
from shared.uplift import recurring
from tests.shared.uplift.accounts import (
    POLICY,
    PRINTING,
    a_service,
    an_account,
    seen,
    themed,
)

COUNTS = [5, 6, 4, 5, 7, 6]


def found(rows, policy=POLICY, **over):
    return list(recurring.detect(an_account(a_service(work=rows), **over), policy))


def value(opportunity, name):
    return next(f.value for f in opportunity.figures if f.name == name)


def test_a_theme_that_keeps_the_desk_busy_maps_to_the_offer_that_cures_it():
    (one,) = found(themed(COUNTS))

    assert one.kind is Kind.SERVICE_OFFER
    assert one.key == "offer:Managed print"
    assert one.estimate.likely_minor == 20_000
    assert one.cures == ("ticket_volume",)
    assert len(one.examples) == 3


def test_it_tells_count_hours_share_and_trend():
    (one,) = found(themed(COUNTS))

    assert value(one, "tickets of the theme") == sum(COUNTS)
    assert value(one, "usual hours") == Decimal("1.5")
    assert value(one, "share of the load") == Decimal("0.275")
    assert value(one, "trend") == Decimal("0.333333")


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param([1, 1, 0, 1, 1, 1], id="what everybody has"),
        pytest.param([0, 0, 12, 14, 0, 1], id="a peak"),
        pytest.param([1, 1, 1, 1, 1, 25], id="one bad month"),
    ],
)
def test_a_theme_that_is_usual_or_passes_is_none(counts):
    assert found(themed(counts)) == []


def test_a_theme_that_takes_no_time_is_none():
    assert found(themed(COUNTS, minutes=10)) == []


def test_a_theme_without_an_offer_is_none():
    policy = POLICY.model_copy(update={"offers": ()})

    assert found(themed(COUNTS), policy) == []


def test_an_offer_can_be_priced_by_what_is_in_service():
    per_user = PRINTING.model_copy(update={"unit": "user", "price": Decimal(3)})
    policy = POLICY.model_copy(update={"offers": (per_user,)})

    (one,) = found(themed(COUNTS), policy, inventory=(seen(user=40),))

    assert one.estimate.likely_minor == 12_000
    assert one.proposal[0].quantity == 40


def test_themes_that_one_offer_cures_count_together():
    book = ThemeBook(
        version="v1",
        themes={
            key: ThemeNorm(id=key, name=name, share=Decimal("0.02"))
            for key, name in (("t1", "printer offline"), ("t2", "prints blank"))
        },
    )
    half = themed([3, 3, 2, 3, 4, 3])
    rows = tuple(
        row.model_copy(update={"themes": row.themes | {"t2": row.themes["t1"]}})
        for row in half
    )

    (one,) = found(rows, book=book)

    assert value(one, "tickets of the theme") == 36
    assert "printer offline and prints blank" in one.title
