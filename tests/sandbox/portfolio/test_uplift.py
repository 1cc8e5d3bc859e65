from datetime import date

from sandbox.portfolio.uplift import plant
from sandbox.portfolio.uplift.cases import DECOYS, PLANTED

DAY = date(2026, 11, 25)
ALL = len(PLANTED) + len(DECOYS)


def test_the_same_arguments_give_the_same_portfolio():
    first, second = plant(5, ALL, DAY), plant(5, ALL, DAY)

    assert first.tables == second.tables
    assert first.truth == second.truth


def test_every_case_is_there_with_the_detector_that_must_find_it():
    truth = plant(5, ALL, DAY).truth["customers"]

    cases = {one["case"]: one["detector"] for one in truth.values()}
    assert cases == {
        **{name: detector for name, (detector, _) in PLANTED.items()},
        **dict.fromkeys(DECOYS, ""),
    }


def test_all_time_lies_before_the_portfolios_day():
    tables = plant(5, ALL, DAY).tables

    assert max(row["start_date"] for row in tables["TimesheetEvent"]) < "2026-11-25"
    assert {row["client_id"] for row in tables["ClientContract"]} < {
        row["id"] for row in tables["Client"]
    }
