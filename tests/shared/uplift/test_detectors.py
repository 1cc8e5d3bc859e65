from decimal import Decimal

import pytest

from shared.uplift.detectors import detected, without_doubles
from shared.uplift.worksheet import recomputed
from tests.shared.uplift.accounts import (
    POLICY,
    a_line,
    a_service,
    an_account,
    beyond,
    listed,
    seen,
    themed,
    with_outlier,
    work,
)


def everything():
    """Give a customer of whom each detector finds something."""
    rows = with_outlier(themed([6] * 6, rows=work([30] * 6)), 2, hours=20)
    return an_account(
        a_service(work=rows, lines=(a_line(),)),
        inventory=(seen(workstation=30),),
        prices=(listed(price=40),),
    )


def test_each_detector_finds_its_own():
    assert {one.detector.value for one in detected(everything(), POLICY)} == {
        "recurring_theme",
        "service_overrun",
        "under_scoped",
        "entitled_price",
    }


def test_working_the_figures_out_again_from_the_records_gives_the_same():
    account = everything()

    for one in detected(account, POLICY):
        again = recomputed(one.figures, account, POLICY)
        assert again == {figure.name: figure.value for figure in one.figures}
        assert one.records


def test_a_record_that_is_gone_leaves_its_figures_open():
    account = everything()
    bare = account.model_copy(update={"inventory": ()})
    one = next(o for o in detected(account, POLICY) if o.detector == "under_scoped")

    again = recomputed(one.figures, bare, POLICY)

    assert again["in service"] is None
    assert again["contracted"] == 20


def test_the_same_money_found_twice_is_one_opportunity():
    rows = tuple(row.model_copy(update={"minutes": 30 * 60}) for row in beyond([4] * 6))
    account = an_account(a_service(work=rows))

    (one,) = (o for o in detected(account, POLICY) if o.key == "hours:301")

    assert one.detector == "service_overrun"


def test_the_most_expected_value_comes_first_and_wins():
    found = detected(everything(), POLICY)
    cheap = found[0].model_copy(update={"probability": Decimal("0.01")})

    assert without_doubles([cheap, *found]) == found
    assert [o.expected_minor for o in found] == sorted(
        (o.expected_minor for o in found), reverse=True
    )


@pytest.mark.parametrize("one", detected(everything(), POLICY), ids=lambda o: o.key)
def test_money_is_in_whole_minor_units_and_in_order(one):
    amounts = (one.estimate.low_minor, one.estimate.likely_minor)

    assert amounts == tuple(sorted(amounts))
    assert one.estimate.likely_minor <= one.estimate.high_minor
    assert one.estimate.currency == "GBP"
