"""Whose approval is needed: by each limit, and by all limits of a renewal together."""

from datetime import date
from decimal import Decimal

import pytest

from shared.domain.approval_policy import ApprovalPolicy
from shared.domain.concession import ConcessionKind
from shared.workflow.concessions.requirement import (
    Standing,
    annual_cost_minor,
    kinds_in,
    required,
)
from tests.shared.workflow.concessions.office import (
    LEVELS,
    Office,
    a_policy,
    an_offer,
    some_terms,
)


def levels(offer, *, policy=None, arr=60_000, currency="GBP", history=()):
    found = needed(offer, policy, arr, currency, history)
    return found.levels


def needed(offer, policy=None, arr=60_000, currency="GBP", history=()):
    return required(
        offer.terms,
        offer.assessment,
        policy=policy or a_policy(),
        standing=Standing(arr=Decimal(arr), currency=currency, history=tuple(history)),
    )


def a_request(offer, **over):
    """Give a request as it stands once it was approved."""
    office = Office()
    office.request("r0", offer=offer)
    return office.of("r0").model_copy(update={"status": "approved", **over})


def lower(**over):
    """Give a policy whose first level may less."""
    return a_policy(levels=[{**LEVELS[0], **over}, LEVELS[1]])


def test_what_is_within_all_limits_is_decided_by_the_lowest_level():
    found = needed(an_offer())

    assert found.levels == ("L1",)
    assert found.reasons == ("within the limits of L1",)
    assert not found.beyond_limits


# 5 percent off 5,000 GBP a month costs 3,000 GBP a year.
@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (lower(max_depth="0.05"), ("L1",)),
        (lower(max_depth="0.049999"), ("L2",)),
        (lower(max_amount=3000), ("L1",)),
        (lower(max_amount="2999.99"), ("L2",)),
        (lower(max_term_months=12), ("L1",)),
        (lower(max_term_months=11), ("L2",)),
        (lower(kinds=["discount", "credit"]), ("L1",)),
        (lower(kinds=["credit"]), ("L2",)),
    ],
)
def test_each_limit_holds_up_to_its_last_penny(policy, expected):
    assert levels(an_offer(), policy=policy) == expected


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        (
            lower(max_depth="0.04"),
            "depth 5 percent is above the 4 percent of L1",
        ),
        (
            lower(max_amount=1000),
            "cost of 3,000.00 GBP a year is above the 1,000.00 GBP of L1",
        ),
        (
            lower(max_term_months=6),
            "a term of 12 months is longer than the 6 of L1",
        ),
        (lower(kinds=["credit"]), "L1 does not decide about discount"),
        (
            a_policy(tiers=[{"name": "gold", "from_arr": 60_000, "level": "L2"}]),
            "a customer of tier gold is decided by L2",
        ),
    ],
)
def test_each_reason_is_said_in_words(policy, reason):
    assert needed(an_offer(), policy).reasons == (reason,)


def test_all_reasons_are_told_at_once():
    found = needed(an_offer(), lower(max_depth="0.01", max_amount=1, kinds=["credit"]))

    assert len(found.reasons) == 3


@pytest.mark.parametrize(
    ("arr", "expected"), [(59_999, ("L1",)), (60_000, ("L2",)), (200_000, ("L2",))]
)
def test_customers_of_a_high_tier_are_decided_higher_up(arr, expected):
    policy = a_policy(tiers=[{"name": "gold", "from_arr": 60_000, "level": "L2"}])

    assert levels(an_offer(), policy=policy, arr=arr) == expected


def test_the_highest_of_several_tiers_counts():
    tiers = [
        {"name": "gold", "from_arr": 50_000, "level": "L2"},
        {"name": "plain", "from_arr": 0, "level": "L1"},
    ]

    assert levels(an_offer(), policy=a_policy(tiers=tiers)) == ("L2",)


def test_a_tier_does_not_lower_what_limits_ask_for():
    tiers = [{"name": "plain", "from_arr": 0, "level": "L1"}]

    found = levels(an_offer(discount_bps=2000), policy=a_policy(tiers=tiers))

    assert found == ("L2",)


def test_beyond_the_top_levels_limits_nobody_may_grant_it():
    found = needed(an_offer(discount_bps=3001))

    assert (found.levels, found.beyond_limits) == (("L1", "L2"), True)
    assert found.reasons == (
        "depth 30.01 percent is above the 10 percent of L1",
        "cost of 18,006.00 GBP a year is above the 6,000.00 GBP of L1",
        "depth 30.01 percent is above the 30 percent of L2",
    )


def test_with_one_level_two_people_of_it_are_asked_about_what_nobody_may_grant():
    found = needed(
        an_offer(discount_bps=3001), a_policy(levels=LEVELS[:1], colleagues=[])
    )

    assert (found.levels, found.beyond_limits) == (("L1", "L1"), True)


def test_a_playbook_without_levels_lets_nobody_grant_anything():
    found = needed(an_offer(), ApprovalPolicy())

    assert (found.levels, found.beyond_limits) == ((), True)
    assert found.reasons == ("the playbook names no levels of approval",)


# Of 4,750 GBP a month, 40 hours leave 32.6 % and 58 hours 11.8 %.
@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        (an_offer(hours=40), ("L1",)),
        (an_offer(hours=58), ("L1", "L2")),
        (an_offer(hours=45, discount_bps=2000), ("L2", "L2")),
        (an_offer(hours=1000), ("L1", "L2")),
    ],
)
def test_below_the_margin_floor_a_second_approver_has_to_agree(offer, expected):
    assert levels(offer) == expected


def test_the_margin_floor_itself_is_not_below_it():
    rate = an_offer(hours=40).assessment.ask.margin.after_rate.value

    assert levels(an_offer(hours=40), policy=a_policy(margin_floor=rate)) == ("L1",)
    above = rate + Decimal("0.000001")
    assert levels(an_offer(hours=40), policy=a_policy(margin_floor=above)) == (
        "L1",
        "L2",
    )


def test_a_thin_margin_is_told_with_its_floor():
    found = needed(an_offer(hours=58))

    within, thin = found.reasons
    assert within == "within the limits of L1"
    assert thin == (
        "margin of 11.7895 percent is below the floor of 30 percent: "
        "a second approver has to agree"
    )


def test_a_margin_that_nobody_knows_needs_a_second_approver():
    offer = an_offer()
    ask = offer.assessment.ask
    unknown = ask.margin.after_rate.model_copy(update={"value": None})
    margin = ask.margin.model_copy(update={"after_rate": unknown})
    assessment = offer.assessment.model_copy(
        update={"alternatives": (ask.model_copy(update={"margin": margin}),)}
    )

    found = needed(offer.model_copy(update={"assessment": assessment}))

    assert found.levels == ("L1", "L2")
    assert "the margin that is left is unknown" in found.reasons[-1]


def test_a_depth_that_nobody_knows_is_decided_at_the_top():
    offer = an_offer()
    ask = offer.assessment.ask
    depth = ask.depth.model_copy(update={"value": None})
    assessment = offer.assessment.model_copy(
        update={"alternatives": (ask.model_copy(update={"depth": depth}),)}
    )

    found = needed(offer.model_copy(update={"assessment": assessment}))

    assert found.levels == ("L2",)
    assert found.reasons == ("the depth is unknown: the top level decides",)


def test_another_currency_is_decided_at_the_top_and_never_converted():
    found = needed(an_offer(currency="EUR"))

    assert found.levels == ("L2",)
    assert found.reasons == (
        "it is in EUR and limits are in GBP: the top level decides",
    )


def test_in_another_currency_the_other_limits_still_hold():
    assert needed(an_offer(currency="EUR", discount_bps=3500)).beyond_limits


def test_f49_a_change_of_currency_within_a_renewal_does_not_reset_the_sum():
    before = a_request(an_offer(currency="EUR"))

    found = needed(an_offer(), history=[before])

    assert found.levels == ("L2", "L2")
    assert "in EUR" in found.reasons[0]


@pytest.mark.parametrize("status", ["approved", "applied"])
def test_ap15_earlier_concessions_of_the_renewal_count_too(status):
    before = a_request(an_offer(discount_bps=600), status=status)

    found = needed(an_offer(), history=[before])

    assert found.levels == ("L2",)
    depth, amount = found.reasons
    assert depth == (
        "depth 11 percent (with 1 earlier concession of this renewal) is above the "
        "10 percent of L1"
    )
    assert amount == (
        "cost of 6,600.00 GBP a year (with 1 earlier concession of this renewal) is "
        "above the 6,000.00 GBP of L1"
    )


def test_ap15_the_amount_adds_up_where_the_depth_does_not():
    policy = lower(max_depth="0.3", max_amount=5000)

    assert levels(an_offer(), policy=policy, history=[]) == ("L1",)
    before = a_request(an_offer())
    assert levels(an_offer(), policy=policy, history=[before]) == ("L2",)


@pytest.mark.parametrize(
    "over",
    [
        {"status": "pending"},
        {"status": "rejected"},
        {"status": "countered"},
        {"status": "withdrawn"},
        {"status": "expired"},
        {"status": "voided"},
        {"contract_id": "302"},
        {"kept": True, "terms": some_terms(term_end=date(2026, 3, 31))},
    ],
)
def test_what_was_not_granted_in_this_renewal_does_not_count(over):
    before = a_request(an_offer(discount_bps=900), **over)

    assert levels(an_offer(), history=[before]) == ("L1",)


@pytest.mark.parametrize(
    "over",
    [{"kept": True}, {"terms": some_terms(term_end=date(2027, 2, 28))}],
)
def test_f49_moving_the_terms_end_does_not_reset_the_sum(over):
    before = a_request(an_offer(discount_bps=900), **over)

    assert levels(an_offer(), history=[before]) == ("L2",)


def test_ap15_the_margin_is_what_all_concessions_of_a_renewal_leave():
    # One leaves 34.9 %, two together 31.3 % and three 27.3 %.
    offer = an_offer(hours=38)
    policy = lower(max_depth="0.3", max_amount=9000)
    before = a_request(offer)

    assert levels(offer, policy=policy) == ("L1",)
    assert levels(offer, policy=policy, history=[before]) == ("L1",)
    two = [before, before.model_copy(update={"id": "r9"})]
    assert levels(offer, policy=policy, history=two) == ("L1", "L2")


def test_f49_a_concession_that_gains_does_not_pay_for_another():
    offer = an_offer()
    ask = offer.assessment.ask
    gain = ask.margin.model_copy(
        update={"impact_year_minor": 900_000, "impact_month_minor": 75_000}
    )
    depth = ask.depth.model_copy(update={"value": Decimal("-0.5")})
    gains = offer.assessment.model_copy(
        update={
            "alternatives": (ask.model_copy(update={"margin": gain, "depth": depth}),)
        }
    )
    before = a_request(offer).model_copy(update={"assessment": gains})

    assert annual_cost_minor(gains) == 0
    dear = an_offer(discount_bps=1001)
    assert levels(dear, history=[before]) == levels(dear) == ("L2",)


@pytest.mark.parametrize(
    ("over", "kinds"),
    [
        ({}, {"discount"}),
        ({"kind": "payment_terms", "payment_days": 60}, {"discount", "payment_terms"}),
        ({"kind": "term_change", "discount_bps": 0}, {"term_change"}),
        ({"credit_minor": 1}, {"discount", "credit"}),
        ({"free_months": 1}, {"discount", "credit"}),
        ({"added_value_minor": 1}, {"discount", "added_scope"}),
        ({"added_minutes": 1}, {"discount", "added_scope"}),
        ({"added_licence_minor": 1}, {"discount", "added_scope"}),
        ({"payment_days": 1}, {"discount", "payment_terms"}),
        ({"other_cost_minor": 1}, {"discount", "other"}),
        ({"kind": "price_freeze", "discount_bps": 0}, {"price_freeze"}),
    ],
)
def test_what_is_given_counts_whatever_it_is_called(over, kinds):
    assert set(kinds_in(some_terms(**over))) == kinds


def test_a_discount_called_payment_terms_is_no_way_around_the_kinds():
    offer = an_offer(kind=ConcessionKind.PAYMENT_TERMS, payment_days=60)

    found = needed(offer, lower(kinds=["payment_terms"]))

    assert found.levels == ("L2",)
