"""The worked money cases beside the repository, where they are present.

The tests of each rule hold the same figures, so that they run without it.
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from shared.domain.deal import RenewalEstimate
from shared.pricing.agreed_price import agreed_price
from shared.pricing.concession_depth import PricedRenewal, depth, portfolio_depth
from shared.pricing.expected_value import beats_break_even, break_even, money_range
from shared.pricing.index_clause import IndexClause, IndexReading, index_due
from shared.pricing.margin import Side, margin_impact, monthly_cost

from .samples import the_terms

CASES = Path(__file__).parents[4] / "shared/kpi/cases.json"

pytestmark = pytest.mark.skipif(
    not CASES.exists(), reason="../shared/kpi/cases.json is not here"
)


@pytest.fixture
def case(request):
    cases = json.loads(CASES.read_text(), parse_float=Decimal, parse_int=Decimal)
    return next(one for one in cases["cases"] if one["id"] == request.param)


def only(name):
    return pytest.mark.parametrize("case", [name], indirect=True)


def wrong_answers(case):
    return {one["value"] for one in case["common_wrong_answers"]}


def pounds(minor):
    return Decimal(minor) / 100


@only("K17")
def test_depth_of_a_portfolio(case):
    book = [
        PricedRenewal(
            id=one["id"],
            currency="GBP",
            reference_mrr=one["reference"],
            agreed_mrr=one["agreed"],
        )
        for one in case["inputs"]["renewals"]
    ]

    found = portfolio_depth(book)

    expected = case["expected"]
    assert found.weighted.value == expected["depth_weighted"]
    assert found.simple.value == expected["depth_simple"]
    assert found.frequency.value == expected["concession_frequency"]
    assert found.book.value == expected["book_depth"]
    assert found.conceded_mrr == expected["conceded_mrr"]
    assert found.weighted.value not in wrong_answers(case)


def offered(kind, **terms):
    return agreed_price(
        the_terms(kind, **terms),
        loaded_hourly_rate=Decimal(55),
        discount_rate=Decimal("0.08"),
    )


def hidden(case):
    given = case["inputs"]
    waived, free, cut = (
        given[name] for name in ("waived_cpi", "free_month", "year1_discount")
    )
    entitled = waived["current"] * (100 + waived["entitled_pct"])
    return {
        "waived_cpi": offered(
            "price_freeze",
            entitled_mrr_minor=int(entitled),
            current_mrr_minor=int(100 * waived["agreed"]),
        ),
        "free_month": offered(
            "credit",
            free_months=int(free["months_free"]),
            term_months=int(free["term_months"]),
        ),
        "year1_discount": offered(
            "discount",
            discount_bps=int(100 * cut["pct"]),
            discount_months=int(cut["discounted_months"]),
            term_months=int(cut["term_months"]),
        ),
    }


@only("K18")
def test_hidden_concessions(case):
    expected = case["expected"]
    for name, offer in hidden(case).items():
        found = depth(offer.reference, offer.agreed).value

        assert found == expected[f"{name}_depth"], name
        assert found not in wrong_answers(case), name
    waived = hidden(case)["waived_cpi"]
    assert (
        12 * (waived.reference - waived.agreed) == (expected["waived_cpi_annual_cost"])
    )


@only("K20")
def test_margin_before_and_after(case):
    given, expected = case["inputs"], case["expected"]
    cost = monthly_cost(
        hours=given["hours"],
        loaded_hourly_rate=given["loaded_rate"],
        licences=given["licence_cost"],
    )

    found = margin_impact(
        Side(given["reference_mrr"], cost),
        Side(given["agreed_mrr"], cost),
        currency="GBP",
    )

    assert pounds(found.before_minor) == expected["gross_margin_before"]
    assert pounds(found.after_minor) == expected["gross_margin_after"]
    assert pounds(found.impact_month_minor) == expected["margin_impact_month"]
    assert pounds(found.impact_year_minor) == expected["margin_impact_year"]
    assert found.before_rate.value == expected["gm_pct_before"]
    assert found.after_rate.value == expected["gm_pct_after"]
    share = found.share_of_gross_profit.value
    assert share == expected["concession_share_of_gross_profit"]
    assert not {share, found.after_rate.value} & wrong_answers(case)


@only("K21")
def test_expected_retention_and_break_even(case):
    given, expected = case["inputs"], case["expected"]
    p0, (low, high) = given["p0"], given["p1_scenarios"]
    margins = {
        "margin": given["margin_no_offer"],
        "margin_offer": given["margin_offer"],
    }
    scenarios = RenewalEstimate(p=low, low=low, high=high, source="the case")
    worth, less = 12 * given["margin_offer"], p0 * 12 * given["margin_no_offer"]

    needed = break_even(p0, **margins)
    value = money_range(scenarios, worth=worth, currency="GBP")
    gain = money_range(scenarios, worth=worth, less=less, currency="GBP")
    pays = [beats_break_even(p1, p0, **margins) for p1 in (low, high)]

    assert needed.value == expected["break_even_p1"]
    assert 100 * (needed.value - p0) == expected["uplift_needed_points"]
    assert less == expected["ev_no_offer_year"]
    values = [pounds(value.low_minor), pounds(value.high_minor)]
    gains = [pounds(gain.low_minor), pounds(gain.high_minor)]
    assert (values, gains) == (
        expected["ev_offer_year"],
        expected["incremental_ev_year"],
    )
    assert ["approve" if one else "decline" for one in pays] == expected["recommend"]
    assert not {*values, *gains} & wrong_answers(case)


@only("K26")
def test_index_clauses(case):
    rows = zip(case["inputs"]["rows"], case["expected"]["rows"], strict=True)
    for given, expected in rows:
        clause = IndexClause(
            series="CPI",
            reading=IndexReading(base=given["cpi_base"], new=given["cpi_new"]),
            floor_rate=given["floor"],
            cap_rate=given["cap"],
            increase_date=date(2027, 1, 1),
        )

        found = index_due(
            clause,
            fee=case["inputs"]["fee"],
            currency="GBP",
            announced_date=date(2027, 1, 1),
        )

        assert found.raw_rate == expected["raw"]
        assert found.applied_rate == expected["applied"]
        assert pounds(found.entitled_fee_minor) == expected["fee"]
        assert pounds(found.entitled_fee_minor) not in wrong_answers(case)
