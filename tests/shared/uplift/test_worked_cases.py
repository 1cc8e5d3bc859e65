"""Money rules of the KPI page as uplift applies them, with the answers it must reject.

K24, what became of opportunities, is in `tests/shared/kpis`.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from shared.services.load_dossiers import ContractFile
from shared.services.uplift.increases import increase_of
from shared.uplift import entitled, scope
from tests.builders import a_contract, a_playbook, terms
from tests.shared.uplift.accounts import (
    POLICY,
    TODAY,
    a_line,
    a_service,
    an_account,
    listed,
    seen,
)

INDICES = {
    "CPI": {
        "2024-09": "100",
        "2025-09": "104",
        "2026-09": "106.08",
        "2020-01": "128.4",
        "2021-01": "134.6",
        "2021-02": "129.5",
        "2020-02": "130.0",
        "2021-03": "128.7",
    }
}


def indexed(*, late="lapse", today=TODAY, mrr=8000, **fields):
    """Give the opportunity of a contract with an index clause, None without one."""
    told = {
        "index_series": "CPI",
        "index_date": "2027-02-01",
        "index_base_month": "2020-01",
        "index_month": "2021-01",
        "index_notice": "30 days",
        **fields,
    }
    agreed = {"mrr": Decimal(mrr), "currency": "GBP"}
    file = ContractFile(contract=a_contract(fields=told), terms=terms(**agreed))
    pricing = {"indices": INDICES, "index_late": late}
    rise = increase_of(file, a_playbook(pricing=pricing), today)
    service = a_service(agreed=agreed, increase=rise)
    return next(entitled.detect(an_account(service, today=today), POLICY), None)


@pytest.mark.parametrize(
    ("fields", "minor", "wrong"),
    [
        pytest.param(
            {"index_cap": "0.04", "index_floor": "0"}, 320_00, 386_29, id="capped"
        ),
        pytest.param(
            {"index_month": "2021-02", "index_cap": "0.05", "index_floor": "0.02"},
            *(160_00, 68_54),
            id="floored",
        ),
        pytest.param({}, 386_29, 386_30, id="rounded once, and not the rate before"),
    ],
)
def test_k26_a_rise_is_what_the_clause_gives_between_floor_and_cap(
    fields, minor, wrong
):
    one = indexed(**fields)

    assert one.estimate.likely_minor == minor
    assert one.estimate.likely_minor != wrong


def test_k26_a_floor_at_nothing_cuts_no_fee():
    fallen = {"index_base_month": "2020-02", "index_month": "2021-03"}

    assert indexed(**fallen, index_floor="0") is None
    assert indexed(**fallen) is None  # a fall is nothing to sell


def test_k27_what_can_no_longer_be_announced_is_not_proposed():
    last = date(2027, 1, 2)

    assert indexed(today=last).act_by_date == last
    assert indexed(today=last + timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("late", "minor", "wrong"),
    [
        pytest.param("lapse", 160_00, 486_40, id="the year is lost"),
        # 1.04 x 1.02, and not 4 % and 2 % added up.
        pytest.param("accumulate", 486_40, 480_00, id="it compounds"),
    ],
)
def test_k27_a_missed_rise_lapses_or_compounds(late, minor, wrong):
    one = indexed(
        late=late,
        index_base_month="2025-09",
        index_month="2026-09",
        index_missed="2024-09/2025-09",
    )

    assert one.estimate.likely_minor == minor
    assert one.estimate.likely_minor != wrong


def rescoped(*lines, count):
    inventory = (seen(workstation=count),)
    account = an_account(a_service(lines=lines), inventory=inventory)
    return next(scope.detect(account, POLICY), None)


def test_k25_an_add_on_counts_at_its_full_rate_whatever_was_billed_of_its_first_month():
    begun = a_line(quantity=10, number=1, start_date=TODAY - timedelta(days=1))

    one = rescoped(a_line(quantity=20), begun, count=40)

    (line,) = one.proposal
    assert (line.quantity, line.unit_price_minor) == (10, 30_00)


def test_k25_what_is_sold_and_has_not_begun_is_not_sold_again():
    later = a_line(quantity=10, number=1, start_date=TODAY + timedelta(days=9))

    assert rescoped(a_line(quantity=20), later, count=30) is None


def test_k25_what_has_not_begun_tells_no_price_yet():
    later = a_line(quantity=10, start_date=TODAY + timedelta(days=9))

    assert rescoped(later, a_line("Support", number=1), count=40) is None


CHEAP = a_line(quantity=20, price=30)
DEAR = a_line(quantity=6, price=33, number=1)


def test_k28_more_of_an_item_on_two_lines_costs_what_its_largest_line_does():
    one = rescoped(CHEAP, DEAR, count=36)

    (line,) = one.proposal
    blended = round(Decimal(20 * 30_00 + 6 * 33_00) / 26)
    assert (line.quantity, line.unit_price_minor) == (10, 30_00)
    assert line.unit_price_minor not in {33_00, blended}
    assert "prices as sold, each line keeps its own" in one.estimate.basis


def test_k28_the_largest_line_may_be_the_dear_one():
    dear = a_line(quantity=30, price=33, number=1)

    assert rescoped(CHEAP, dear, count=60).proposal[0].unit_price_minor == 33_00


def test_k28_two_lines_of_one_item_are_each_compared_with_the_list():
    service = a_service(lines=(CHEAP, DEAR), priced_date=TODAY - timedelta(days=400))

    (one,) = entitled.detect(an_account(service, prices=(listed(price=36),)), POLICY)

    each = 20 * 6_00 + 6 * 3_00
    assert one.estimate.likely_minor == each
    assert one.estimate.likely_minor not in {26 * 6_00, 26 * 3_00, 2 * 6 * 3_00}
    assert one.estimate.low_minor == 6 * 3_00
    assert "what each line is billed at" in one.estimate.basis
