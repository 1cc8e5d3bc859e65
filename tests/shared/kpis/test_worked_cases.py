"""The worked cases beside the repository, where they are present."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from shared.domain.billing import RecurringLine
from shared.domain.calendar import NoticePeriod
from shared.domain.contract import RenewalMode, Terms
from shared.domain.renewal_dates import decision_date
from shared.kpis.book_retention import BookLine, book_retention
from shared.kpis.price_neutral_retention import (
    ProductLine,
    price_neutral_retention,
)
from shared.kpis.rate import wilson
from shared.kpis.recurring_revenue import rounded_arr, rounded_mrr
from shared.kpis.renewal_retention import RenewalEvent, renewal_retention
from shared.kpis.uplift_conversion import Chance, Fate, uplift_conversion

CASES = Path(__file__).parents[4] / "shared/kpi/cases.json"
MONTHS = {"monthly": Decimal(1), "quarterly": Decimal(3), "annual": Decimal(12)}

pytestmark = pytest.mark.skipif(
    not CASES.exists(), reason="../shared/kpi/cases.json is not here"
)


@pytest.fixture
def case(request):
    cases = json.loads(CASES.read_text(), parse_float=Decimal)["cases"]
    return next(one for one in cases if one["id"] == request.param)


def only(name):
    return pytest.mark.parametrize("case", [name], indirect=True)


def wrong_answers(case):
    return [Decimal(one["value"]) for one in case["common_wrong_answers"]]


@only("K01")
def test_mixed_book(case):
    start, end = case["inputs"]["start_mrr"], case["inputs"]["end_mrr"]
    lines = [
        BookLine(
            customer_id=key,
            contract_id=key,
            start_mrr=Decimal(start.get(key, 0)),
            end_mrr=Decimal(end.get(key, 0)),
        )
        for key in start | end
    ]

    found = book_retention(lines)

    expected = case["expected"]
    for name in ("grr", "nrr", "nrr_ex_indexation", "logo_retention"):
        assert getattr(found, name).value == expected[name], name
    for name in ("start", "churned", "contraction", "expansion", "retained_capped"):
        assert getattr(found, f"{name}_mrr") == expected[f"{name}_mrr"], name
    assert found.logo_retention.denominator == expected["logos_start"]
    assert found.logo_retention.numerator == expected["logos_kept"]
    assert found.grr.value not in wrong_answers(case)


@only("K03")
def test_price_neutral(case):
    start, end = case["inputs"]["start"], case["inputs"]["end"]
    line = ProductLine(
        customer_id="A",
        item="seat",
        start_quantity=start["qty"],
        start_price=start["unit_price"],
        end_quantity=end["qty"],
        end_price=end["unit_price"],
    )

    found = price_neutral_retention([line])

    expected = case["expected"]
    assert found.grr.value == expected["grr_price_neutral"]
    assert found.volume_contraction_mrr == expected["volume_contraction_mrr"]
    assert found.price_effect_mrr == expected["price_effect_mrr"]
    assert found.grr.value not in wrong_answers(case)


@only("K05")
def test_constant_currency(case):
    given = case["inputs"]
    lines = [
        BookLine(
            customer_id=key,
            contract_id=key,
            start_mrr=one["start"],
            end_mrr=one["end"],
            currency=one["ccy"],
        )
        for key, one in given["customers"].items()
    ]

    found = book_retention(
        lines,
        start_rates={"EUR": given["EURUSD_start"]},
        end_rates={"EUR": given["EURUSD_end"]},
    )

    assert found.grr.value == case["expected"]["grr"]
    assert found.start_mrr == case["expected"]["start_mrr_usd"]
    assert found.fx_effect == case["expected"]["fx_effect_mrr_usd"]
    assert found.grr.value not in wrong_answers(case)


@only("K07")
def test_lines_to_mrr(case):
    lines = [
        RecurringLine(
            item=one["sku"],
            quantity=one["qty"],
            unit_price=one["unit_price"],
            net_amount=Decimal(one["qty"]) * one["unit_price"],
            months=MONTHS.get(one["period"]),
            prepaid_block=one["period"] == "prepaid_block",
        )
        for one in case["inputs"]["lines"]
    ]
    on = date(2026, 9, 15)

    found = rounded_mrr(lines, on=on, currency="USD")

    assert found == case["expected"]["mrr"]
    assert rounded_arr(lines, on=on, currency="USD") == case["expected"]["arr"]
    assert found not in wrong_answers(case)


@only("K10")
def test_periods_of_renewals(case):
    given = case["inputs"]
    events = [
        RenewalEvent(
            id=one["id"],
            due_date=one["due"],
            baseline_mrr=one["due_mrr"],
            signed_date=one["signed"],
            renewed_mrr=Decimal(one["renewed_mrr"] or 0),
            lost=one["outcome"].startswith("lost"),
        )
        for one in given["events"]
    ]
    first, last = map(date.fromisoformat, given["period"])

    found = renewal_retention(
        events,
        first=first,
        last=last,
        as_of=date.fromisoformat(given["as_of"]),
        grace_days=given["grace_days"],
    )

    expected = case["expected"]
    assert found.due_mrr == expected["due_mrr"]
    assert found.retained_mrr == expected["retained_mrr"]
    assert found.grr.value == expected["renewal_grr"]
    assert found.logo_rate.value == expected["logo_renewal_rate"]
    assert list(found.excluded_ids) == expected["excluded"]
    assert found.grr.value not in wrong_answers(case)


@only("K14")
def test_notice_days(case):
    found = [
        NoticePeriod.parse(row["notice"]).last_day(date.fromisoformat(row["end"]))
        for row in case["inputs"]["rows"]
    ]

    expected = [row["last_notice_date"] for row in case["expected"]["rows"]]
    assert [day.isoformat() for day in found] == expected
    wrong = {one["value"] for one in case["common_wrong_answers"]}
    assert not wrong & {day.isoformat() for day in found}


@only("K15")
def test_stages_count_back_from_the_decision_date(case):
    given, expected = case["inputs"], case["expected"]
    end = date.fromisoformat(given["end"])
    terms = Terms(
        customer_id="c1",
        contract_id="k1",
        reference="",
        renewal_mode=RenewalMode.AUTO,
        notice_period=NoticePeriod.parse(given["notice"]),
    )

    decision = decision_date(terms, end)

    assert decision.isoformat() == expected["decision_date"]
    stages = {
        f"D-{days}": (decision - timedelta(days=days)).isoformat()
        for days in (90, 60, 30)
    }
    assert stages == expected["stages"]


@only("K30")
def test_wilson_intervals(case):
    rows = zip(case["inputs"]["rows"], case["expected"]["rows"], strict=True)
    for given, expected in rows:
        found = wilson(given["renewed"], given["due"])

        assert (found.low, found.high) == (expected["low"], expected["high"])
    for wrong in case["common_wrong_answers"]:
        first = case["inputs"]["rows"][0]
        assert wilson(first["renewed"], first["due"]).high != wrong["value"][1]


@only("K24")
def test_uplift_conversion(case):
    given, expected = case["inputs"], case["expected"]
    as_of = date(2026, 12, 1)
    long_ago = as_of - timedelta(days=120)
    matured = given["won"] + given["lost"] + given["expired"]
    counts = {
        Fate.WON: given["won"],
        Fate.LOST: given["lost"],
        Fate.EXPIRED: given["expired"],
        Fate.REJECTED: given["rejected_false_positive"],
    }
    chances = [
        Chance(
            id=f"{fate}{n}",
            fate=fate,
            qualified_date=None if fate is Fate.REJECTED else long_ago,
            estimated_mrr=_estimate(fate, given, matured),
            won_mrr=Decimal(given["won_mrr_realised"]) / given["won"]
            if fate is Fate.WON
            else Decimal(0),
        )
        for fate, count in counts.items()
        for n in range(count)
    ]
    chances += [
        Chance(id=f"young{n}", fate=Fate.OPEN, qualified_date=as_of)
        for n in range(given["open_immature"])
    ]

    found = uplift_conversion(chances, as_of=as_of)

    assert len(chances) == given["identified"]
    assert found.conversion.value == expected["conversion"]
    assert found.conversion_by_value.value == expected["conversion_value_weighted"]
    assert found.signal_precision.value == expected["signal_precision"]
    assert found.estimate_accuracy.value == expected["estimate_accuracy"]
    assert found.conversion.value not in wrong_answers(case)


def _estimate(fate, given, matured):
    """Share the qualified MRR out: the won ones as estimated, the rest evenly."""
    won = Decimal(given["won_mrr_estimated"])
    if fate is Fate.WON:
        return won / given["won"]
    left = Decimal(given["qualified_mrr_mature"]) - won
    return left / (matured - given["won"])
