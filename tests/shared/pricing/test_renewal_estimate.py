from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.concession import ConcessionKind
from shared.pricing.renewal_estimate import similar, with_offer, without_offer

from .samples import UNHURRIED, an_estimate, precedents, the_inputs


def bounds(estimate):
    return estimate.low, estimate.p, estimate.high


def decimals(*texts):
    return tuple(map(Decimal, texts))


def test_without_the_offer_it_is_p0_with_its_bounds_and_its_source():
    assert without_offer(the_inputs()) == an_estimate(
        "0.55", "0.7", "0.82", "readiness 62"
    )


def test_probabilities_are_shown_to_six_places():
    found = without_offer(
        the_inputs(p0="0.71234567", p0_low="0.1234567", p0_high="0.9876543")
    )

    assert bounds(found) == decimals("0.123457", "0.712346", "0.987654")


def test_without_precedents_p1_is_p0():
    found = with_offer(the_inputs(), [])

    assert bounds(found) == decimals("0.55", "0.7", "0.82")
    assert found.source == "no precedents; readiness 62"


def test_precedents_move_p0_by_their_number():
    found = with_offer(the_inputs(), precedents(5, 1))

    # (10 x 0.7 + 5) / (10 + 6), and Wilson's bounds on 16
    assert bounds(found) == decimals("0.505017", "0.75", "0.898179")
    assert found.source == "6 precedents, 5 renewed; prior 0.7: readiness 62"


def test_one_precedent_is_told_as_one():
    found = with_offer(the_inputs(), precedents(1))

    assert found.source.startswith("1 precedent, 1 renewed; ")


def test_precedents_that_left_pull_it_down():
    assert with_offer(the_inputs(), precedents(0, 10)).p == Decimal("0.35")


def test_the_weight_of_p0_is_the_policys():
    inputs = the_inputs(precedent_strength=2)

    assert with_offer(inputs, precedents(2)).p == Decimal("0.85")


def test_a_vague_p0_weighs_no_more_than_its_bounds_are_worth():
    inputs = the_inputs(p0="0.5", p0_low="0.1", p0_high="0.9")

    found = with_offer(inputs, precedents(4))

    # 0.25 x (2 x 1.6448536 / 0.8)^2 = 4.227 observations rather than 10
    assert found.p == Decimal("0.743090")


def test_a_p0_without_any_width_weighs_what_the_policy_says():
    inputs = the_inputs(p0="0.7", p0_low="0.7", p0_high="0.7")

    assert with_offer(inputs, precedents(10)).p == Decimal("0.85")


def test_without_a_prior_the_precedents_speak_alone():
    found = with_offer(the_inputs(precedent_strength=0), precedents(9, 1))

    # The row of 9 of 10 in K30.
    assert bounds(found) == decimals("0.595850", "0.9", "0.982124")


@pytest.mark.parametrize(
    ("renewed", "lost", "expected"),
    [(10, 0, ("0.722467", "1", "1")), (0, 10, ("0", "0", "0.277533"))],
)
def test_the_bounds_stay_within_0_and_1(renewed, lost, expected):
    found = with_offer(the_inputs(precedent_strength=0), precedents(renewed, lost))

    assert bounds(found) == decimals(*expected)


def test_only_requests_that_were_granted_and_are_settled_count():
    others = (*precedents(3, granted=False), *precedents(2, renewed=None))

    assert with_offer(the_inputs(), others) == with_offer(the_inputs(), [])
    assert with_offer(the_inputs(), [*others, *precedents(5, 1)]) == with_offer(
        the_inputs(), precedents(5, 1)
    )


def alike(listed, kind=ConcessionKind.DISCOUNT, depth="0.08", band="0.02"):
    return similar(listed, kind=kind, depth=Decimal(depth), band=Decimal(band))


def test_similar_requests_are_of_the_same_kind():
    listed = (*precedents(1), *precedents(1, kind=ConcessionKind.CREDIT))

    assert alike(listed) == precedents(1)


@pytest.mark.parametrize(
    ("depth", "found"),
    [("0.06", 1), ("0.10", 1), ("0.059999", 0), ("0.100001", 0)],
)
def test_similar_requests_are_about_as_deep(depth, found):
    assert len(alike(precedents(1, depth=Decimal(depth)))) == found


def test_similar_requests_come_newest_first():
    found = alike(precedents(3))

    assert [one.decided_date for one in found] == [
        date(2026, 1, 3),
        date(2026, 1, 2),
        date(2026, 1, 1),
    ]


@UNHURRIED
@given(st.decimals("0.01", "0.99", places=4), st.integers(0, 40), st.integers(0, 40))
def test_a_precedent_that_renewed_never_lowers_the_estimate(p0, renewed, lost):
    inputs = the_inputs(p0=p0, p0_low=p0 / 2, p0_high=(1 + p0) / 2)
    before = with_offer(inputs, precedents(renewed, lost))

    after = with_offer(inputs, precedents(renewed + 1, lost))

    assert 0 <= after.low <= after.p <= after.high <= 1
    assert before.p <= after.p
