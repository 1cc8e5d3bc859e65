from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.deal import Alternative, AlternativeKind
from shared.pricing.alternatives import cheapest_viable, offer_of, side_by_side

from .samples import UNHURRIED, precedents, the_inputs, the_terms

ORDER = ["do_nothing", "ask", "smaller", "longer_term", "scope_swap"]


def answers(kind="discount", *, inputs=None, **terms):
    found = side_by_side(the_terms(kind, **terms), inputs or the_inputs())
    return {one.kind.value: one for one in found}


def discounted(**inputs):
    return answers(inputs=the_inputs(**inputs), discount_bps=800)


def pounds(minor):
    return Decimal(minor) / 100


@pytest.mark.parametrize(
    ("kind", "agreed", "depth", "impact", "needed"),
    [
        ("do_nothing", 10000, "0", 0, "0.7"),
        ("ask", 9200, "0.08", -9600, "0.851351"),
        ("smaller", 9600, "0.04", -4800, "0.768293"),
        ("longer_term", 9200, "0.08", -9600, "0.851351"),
        ("scope_swap", 9200, "0", -4320, "0.760870"),
    ],
)
def test_the_alternatives_to_a_discount_in_money(kind, agreed, depth, impact, needed):
    found = discounted()[kind]

    assert pounds(found.agreed_mrr_minor) == agreed
    assert found.depth.value == Decimal(depth)
    assert pounds(found.margin.impact_year_minor) == impact
    assert found.break_even.value == Decimal(needed)


def test_the_alternatives_stand_in_one_order():
    assert list(discounted()) == ORDER == [one.value for one in AlternativeKind]


def test_a_longer_term_keeps_what_is_given_for_twelve_months_more():
    found = answers("credit", free_months=1, term_months=24)

    assert [found[kind].term_months for kind in ORDER] == [12, 24, 24, 36, 24]
    assert found["ask"].depth.value == Decimal("0.041667")
    assert found["longer_term"].depth.value == Decimal("0.027778")


def test_a_smaller_ask_is_half_of_each_month_and_each_cost():
    found = answers(
        "added_scope",
        added_value_minor=50000,
        added_minutes=60,
        added_licence_minor=14500,
        other_cost_minor=120000,
        free_months=2,
    )

    ask, smaller = found["ask"], found["smaller"]
    assert (pounds(ask.reference_mrr_minor), ask.margin.cost_after_minor) == (
        10500,
        5800_00,
    )
    assert pounds(smaller.reference_mrr_minor) == 10250
    # Two free months of twelve are 8333.33 a month, half of that 9166.67.
    assert pounds(smaller.agreed_mrr_minor) == Decimal("9166.67")
    assert pounds(smaller.margin.cost_before_minor) == 5600
    assert pounds(smaller.margin.cost_after_minor) == 5650


def test_half_of_a_discount_that_stays_stays():
    found = answers(
        discount_bps=800, term_months=12, inputs=the_inputs(renewal_months=24)
    )

    # 12 x 4100 / 1.08 + 0.9 x 12 x 4100 / 1.08^2, times 0.7
    assert pounds(found["smaller"].present_value.mid_minor) == Decimal("58462.96")


def test_a_scope_swap_takes_out_what_the_customer_wants_to_save():
    swap = answers("added_scope", added_value_minor=50000, added_minutes=120)[
        "scope_swap"
    ]

    # 500 of 10500 go, and with them a twenty-first of 5610 of cost.
    assert pounds(swap.contraction_mrr_minor) == 500
    assert pounds(swap.reference_mrr_minor) == pounds(swap.agreed_mrr_minor) == 10000
    assert swap.depth.value == 0
    assert pounds(swap.margin.cost_before_minor) == 5610
    assert pounds(swap.margin.cost_after_minor) == Decimal("5342.86")


def test_with_scope_goes_only_avoidable_cost():
    swap = discounted(avoidable_share="0.5")["scope_swap"]

    # 8 % of half of 5500
    assert pounds(swap.margin.cost_after_minor) == 5280
    # p0 x 7250 / (9200 - 2750 + 220)
    assert swap.break_even.value == Decimal("0.760870")


def test_a_swap_for_everything_leaves_no_reference():
    swap = answers(discount_bps=10_000)["scope_swap"]

    assert swap.depth.reason == "no_reference_price"
    assert swap.break_even.reason == "no_margin_with_offer"


def test_a_swap_goes_on_at_its_price():
    found = answers(
        discount_bps=800, term_months=6, inputs=the_inputs(renewal_months=12)
    )

    # 6 x 4140 / 1.08 x (1 + 0.9), times 0.7
    assert pounds(found["scope_swap"].present_value.mid_minor) == Decimal("30590.00")


def test_each_answer_has_the_precedents_of_its_own_depth():
    found = discounted(
        precedents=(*precedents(5, 1), *precedents(3, depth=Decimal("0.05")))
    )

    assert {kind: one.estimate.source for kind, one in found.items()} == {
        "do_nothing": "readiness 62",
        "ask": "6 precedents, 5 renewed; prior 0.7: readiness 62",
        "smaller": "3 precedents, 3 renewed; prior 0.7: readiness 62",
        "longer_term": "6 precedents, 5 renewed; prior 0.7: readiness 62",
        "scope_swap": "no precedents of a smaller scope; readiness 62",
    }
    assert found["scope_swap"].estimate.p == Decimal("0.7")


def test_the_band_of_similar_depths_is_the_policys():
    found = discounted(precedents=precedents(4), precedent_depth_band="0.04")

    assert found["smaller"].estimate.source.startswith("4 precedents, ")


def test_precedents_are_of_the_kind_that_is_asked_for():
    found = answers(
        "price_freeze",
        entitled_mrr_minor=TEN,
        current_mrr_minor=920000,
        inputs=the_inputs(precedents=precedents(5)),
    )

    assert found["ask"].estimate.source == "no precedents; readiness 62"


TEN = 1_000_000


def test_without_an_entitled_price_there_are_no_precedents_and_no_depth():
    found = answers(
        entitled_mrr_minor=0,
        discount_bps=800,
        inputs=the_inputs(entitled_mrr=0, precedents=precedents(3)),
    )

    assert found["ask"].depth.reason == "no_reference_price"
    assert found["ask"].estimate.source == "no precedents; readiness 62"
    assert found["scope_swap"].margin.cost_after_minor == 5500_00


def test_present_values_are_over_the_same_months_as_the_ask():
    found = answers(discount_bps=800, term_months=36)

    # Doing nothing for as long: 0.7 x 54000 x (1/1.08 + 0.9/1.08^2 + 0.81/1.08^3)
    nothing = found["do_nothing"].present_value.mid_minor
    assert pounds(nothing) == Decimal("88472.22")
    ask = found["ask"]
    assert ask.present_value.mid_minor - nothing == (
        ask.incremental_present_value.mid_minor
    )


def test_a_longer_term_is_weighed_over_its_own_months():
    found = answers(discount_bps=800)["longer_term"]

    # 0.7 x (44400 (1/1.08 + 1/1.08^2) - 54000 (1/1.08 + 0.9/1.08^2))
    assert pounds(found.incremental_present_value.mid_minor) == Decimal("-8742.80")


def test_a_shorter_term_is_weighed_over_the_usual_one():
    found = answers("term_change", term_months=12, inputs=the_inputs(renewal_months=36))

    # 0.7 x 54000 x what the two years after the first lose: 1/10 and 19/100
    assert found["ask"].depth.value == 0
    assert pounds(found["ask"].incremental_present_value.mid_minor) == Decimal(
        "-8942.04"
    )


def test_the_rates_of_an_offer_are_those_of_the_inputs():
    terms = the_terms(added_minutes=60, payment_days=73)

    found = offer_of(terms, the_inputs(loaded_hourly_rate=70, discount_rate="0.1"))

    assert found.added_cost == 70
    assert found.own_cost == 200


MANY = precedents(60)  # p1 of 0.957143, at least 0.881359


def marked(**inputs):
    terms, given = the_terms(discount_bps=800), the_inputs(**inputs)
    return cheapest_viable(side_by_side(terms, given))


def test_the_cheapest_that_pays_is_marked():
    half = precedents(60, depth=Decimal("0.04"))

    assert marked(precedents=(*MANY, *half)) is AlternativeKind.SMALLER


def test_of_equally_cheap_answers_the_one_worth_more_is_marked():
    assert marked(precedents=MANY) is AlternativeKind.LONGER_TERM


@pytest.mark.parametrize("listed", [(), precedents(5, 1), precedents(0, 60)])
def test_none_is_marked_where_none_pays(listed):
    assert marked(precedents=listed) is None


def test_without_precedents_no_answer_is_ever_viable():
    assert not any(one.viable for one in discounted().values())


def test_no_alternatives_no_mark():
    assert cheapest_viable([]) is None


def an_answer(kind, impact, worth, *, viable=True):
    model = discounted()["ask"]
    margin = model.margin.model_copy(update={"impact_year_minor": impact})
    value = model.present_value.model_copy(update={"mid_minor": worth})
    return model.model_copy(
        update={
            "kind": AlternativeKind(kind),
            "margin": margin,
            "incremental_present_value": value,
            "viable": viable,
        }
    )


def test_only_viable_answers_are_marked_however_cheap_others_are():
    listed: list[Alternative] = [
        an_answer("smaller", -100, 500, viable=False),
        an_answer("ask", -300, 900),
        an_answer("longer_term", -200, 100),
    ]

    assert cheapest_viable(listed) is AlternativeKind.LONGER_TERM


@UNHURRIED
@given(
    st.integers(0, 10_000),
    st.integers(1, 48),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_what_is_marked_pays_and_nothing_that_pays_is_cheaper(bps, months, kept, lost):
    inputs = the_inputs(precedents=precedents(kept, lost, depth=Decimal(bps) / 10_000))
    found = answers(discount_bps=bps, term_months=months, inputs=inputs)
    paying = [one for one in found.values() if one.viable]

    mark = cheapest_viable(found.values())

    assert (mark is None) == (not paying)
    if mark:
        best = found[mark.value]
        assert best.estimate.low > best.break_even.value
        assert best.margin.impact_year_minor == max(
            one.margin.impact_year_minor for one in paying
        )
    assert found["smaller"].depth.value <= found["ask"].depth.value
    assert found["scope_swap"].depth.value in {0, None}
