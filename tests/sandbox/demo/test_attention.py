from decimal import Decimal

import pytest

from sandbox.demo.attention import ranked, urgency

from .builders import a_candidate


def ids(contracts):
    return [one.contract_id for one in contracts]


@pytest.mark.parametrize(
    ("days", "weight"), [(-60, 1), (0, 1), (45, "0.5"), (90, "0.25"), (180, "0.0625")]
)
def test_urgency_halves_with_every_45_days(days, weight):
    assert urgency(a_candidate(days_left=days)) == Decimal(weight)


def test_money_that_may_go_soon_comes_before_more_money_much_later():
    soon = a_candidate(contract_id="1", at_risk=Decimal(5_000), days_left=10)
    later = a_candidate(contract_id="2", at_risk=Decimal(20_000), days_left=300)

    assert ids(ranked([later, soon])) == ["1", "2"]


def test_a_large_contract_going_wrong_comes_before_a_small_one_due_at_the_same_time():
    small = a_candidate(contract_id="1", at_risk=Decimal(900))
    large = a_candidate(contract_id="2", at_risk=Decimal(9_000))

    assert ids(ranked([small, large])) == ["2", "1"]


def test_a_contract_that_now_renews_itself_waits_for_its_next_decision():
    locked = a_candidate(contract_id="1", days_left=-3, locked=True)
    open_ = a_candidate(contract_id="2", days_left=90)

    assert ids(ranked([locked, open_])) == ["2", "1"]


def test_what_nobody_has_to_decide_is_left_out_unless_its_data_are_wrong():
    ending = a_candidate(contract_id="1", decision_date=None, days_left=None)
    broken = ending.model_copy(
        update={"contract_id": "2", "blocked_by": ("contract 2 has no owner",)}
    )

    assert ids(ranked([ending, broken])) == ["2"]


def test_equal_contracts_stand_in_one_order():
    twins = [a_candidate(contract_id=key) for key in ("3", "1", "2")]

    assert ids(ranked(twins)) == ["1", "2", "3"]
