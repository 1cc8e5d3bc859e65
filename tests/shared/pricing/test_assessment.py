from datetime import date
from decimal import Decimal

import pytest

from shared.domain.calendar import NoticePeriod
from shared.domain.deal import AlternativeKind, Assessment
from shared.domain.errors import InvalidInput
from shared.pricing.assessment import assess
from shared.pricing.index_clause import IndexClause, IndexReading, index_due

from .samples import precedents, the_inputs, the_terms

KIBIBYTE = 1024


def test_the_ask_of_the_worked_cases():
    terms = the_terms(discount_bps=800)

    found = assess(terms, the_inputs())

    assert found.terms_hash == terms.hash
    assert found.ask.kind is AlternativeKind.ASK
    assert found.ask.depth.value == Decimal("0.08")
    assert found.ask.margin.impact_year_minor == -9600_00
    assert found.ask.margin.share_of_gross_profit.value == Decimal("0.177778")
    assert found.ask.break_even.value == Decimal("0.851351")


def test_an_assessment_states_what_it_was_computed_from():
    terms = the_terms(
        current_mrr_minor=980000, added_minutes=60, payment_days=73, give_back_minor=9
    )
    inputs = the_inputs(current_mrr=9800, avoidable_share="0.8", licences="2200.004")

    found = assess(terms, inputs)

    assert (found.currency, found.index) == ("GBP", None)
    assert (found.current_mrr_minor, found.entitled_mrr_minor) == (980000, 1000000)
    assert found.hours == 60
    assert found.loaded_hourly_rate_minor == 5500
    assert (found.licences_minor, found.avoidable_share) == (220000, Decimal("0.8"))
    assert (found.annual_survival, found.discount_rate) == (
        Decimal("0.9"),
        Decimal("0.08"),
    )
    assert found.extra_cost_minor == 55_00 + 160_00
    assert found.give_back_year_minor == 9


def test_amounts_are_in_the_currencys_minor_unit():
    terms = the_terms(
        currency="JPY",
        current_mrr_minor=10000,
        entitled_mrr_minor=10000,
        added_minutes=60,
        give_back_minor=1000,
    )

    found = assess(terms, the_inputs(currency="JPY"))

    assert (found.loaded_hourly_rate_minor, found.licences_minor) == (55, 2200)
    assert found.extra_cost_minor == 55
    assert found.alternative(AlternativeKind.DO_NOTHING).expected_year.mid_minor == (
        37800
    )
    # 0.7 x (12 x 4445 + 1000)
    assert found.expected_with_give_back_year.mid_minor == 38038


def test_what_a_division_leaves_over_is_no_profit():
    # A ninth of an hour at 9 is 0.999..., not the 1 that is charged.
    terms = the_terms(current_mrr_minor=100, entitled_mrr_minor=100, discount_bps=100)
    inputs = the_inputs(
        entitled_mrr=1,
        current_mrr=1,
        hours=Decimal(1) / 9,
        loaded_hourly_rate=9,
        licences=0,
    )

    found = assess(terms, inputs)

    assert 9 * inputs.hours < 1
    assert found.ask.margin.share_of_gross_profit.reason == "no_gross_profit"
    assert found.ask.break_even.reason == "no_margin_with_offer"


def test_nothing_asked_changes_nothing():
    found = assess(the_terms(), the_inputs())

    assert found.ask.depth.value == 0
    assert found.ask.margin.impact_year_minor == 0
    assert found.ask.break_even.value == Decimal("0.7")
    assert (found.ask.incremental_year.mid_minor, found.recommended) == (0, False)


def test_an_ask_is_recommended_only_if_its_lower_bound_beats_the_break_even():
    few = assess(the_terms(discount_bps=800), the_inputs(precedents=precedents(30)))
    many = assess(the_terms(discount_bps=800), the_inputs(precedents=precedents(60)))

    # 37 of 40 are at least 0.801358, 67 of 70 at least 0.881...; 0.851351 is needed.
    assert few.ask.estimate.low == Decimal("0.801358")
    assert few.ask.incremental_year.mid_minor > 0
    assert not few.recommended
    assert many.recommended
    assert many.cheapest_viable is AlternativeKind.LONGER_TERM


def test_what_the_customer_gives_is_a_line_of_its_own():
    terms = the_terms(discount_bps=800)
    giving = terms.model_copy(update={"give_back_minor": 1200_00})

    without = assess(terms, the_inputs())
    found = assess(giving, the_inputs())

    assert found.alternatives == without.alternatives
    assert found.recommended == without.recommended
    assert found.give_back_year_minor == 1200_00
    # p1 x (12 x 3700 + 1200) at 0.55, 0.7 and 0.82
    given = found.expected_with_give_back_year
    assert (given.low_minor, given.mid_minor, given.high_minor) == (
        *(25080_00, 31920_00),
        37392_00,
    )
    assert without.expected_with_give_back_year == without.ask.expected_year


def test_a_gift_from_the_customer_never_makes_an_offer_pay():
    terms = the_terms(discount_bps=800, give_back_minor=10**9)

    found = assess(terms, the_inputs())

    assert (found.recommended, found.cheapest_viable) == (False, None)


def test_the_price_is_the_one_of_the_terms_rounded_once():
    inputs = the_inputs(entitled_mrr="9999.995", current_mrr="10000.004")

    found = assess(the_terms(), inputs)

    assert found.ask.margin.before_minor == 4500_00
    assert found.alternative(AlternativeKind.DO_NOTHING).margin.before_minor == 4500_00
    assert found.ask.break_even.value == Decimal("0.7")


@pytest.mark.parametrize("name", ["entitled_mrr", "current_mrr"])
def test_inputs_of_another_price_than_the_terms_are_refused(name):
    with pytest.raises(
        InvalidInput,
        match=rf"^contract k1: {name} is 1000100 minor units, its terms say 1000000$",
    ):
        assess(the_terms(), the_inputs(**{name: 10001}))


def test_inputs_in_another_currency_than_the_terms_are_refused():
    with pytest.raises(
        InvalidInput, match=r"^contract k1: EUR and GBP don't mix in one deal$"
    ):
        assess(the_terms(), the_inputs(currency="EUR"))


def an_index(currency):
    clause = IndexClause(
        series="CPI",
        reading=IndexReading(base=Decimal(100), new=Decimal(104)),
        increase_date=date(2027, 1, 1),
        notice_period=NoticePeriod(days=30),
    )
    return index_due(
        clause,
        fee=Decimal(8000),
        currency=currency,
        announced_date=date(2026, 11, 1),
    )


def test_an_index_in_another_currency_is_refused():
    with pytest.raises(InvalidInput, match="GBP and USD"):
        assess(the_terms(), the_inputs(index=an_index("USD")))


def test_the_index_that_is_due_is_shown():
    terms = the_terms(
        "price_freeze", entitled_mrr_minor=832000, current_mrr_minor=800000
    )
    inputs = the_inputs(entitled_mrr=8320, current_mrr=8000, index=an_index("GBP"))

    found = assess(terms, inputs)

    assert found.index == an_index("GBP")
    assert found.ask.depth.value == Decimal("0.038462")


def test_the_newest_similar_precedents_are_shown():
    listed = (*precedents(12), *precedents(2, depth=Decimal("0.2")))

    found = assess(the_terms(discount_bps=800), the_inputs(precedents=listed))

    assert [one.request_id for one in found.precedents] == [
        f"r{n}" for n in range(11, 1, -1)
    ]
    assert found.ask.estimate.source.startswith("12 precedents, ")


def test_an_assessment_fits_into_one_event():
    long = "x" * 40
    inputs = the_inputs(
        precedents=precedents(60, request_id=long, contract_id=long),
        p0_source="readiness 62 by model card-1 of playbook 0123456789ab",
        index=an_index("GBP"),
    )

    found = assess(the_terms(discount_bps=777, term_months=36), inputs)

    written = found.model_dump_json()
    assert len(written.encode()) < 20 * KIBIBYTE
    assert Assessment.model_validate_json(written) == found
