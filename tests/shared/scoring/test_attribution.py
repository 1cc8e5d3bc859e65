from datetime import date

import pytest

from shared.scoring.attribution import attribute, is_in_force

from .samples import a_contract

ON = date(2026, 9, 10)
RUNNING = a_contract("running")
OTHER = a_contract("other")
PAST = a_contract("past", end_date=date(2026, 6, 30))
CLOSED = a_contract("closed", end_date=date(2026, 6, 30), active=False)
OPEN_ENDED = a_contract("open", end_date=None)
FUTURE = a_contract("future", start_date=date(2026, 10, 1))


@pytest.mark.parametrize(
    ("contracts", "named", "expected"),
    [
        ([RUNNING, OTHER], "other", "other"),
        ([RUNNING, PAST], "past", "past"),
        ([RUNNING], "of-somebody-else", "running"),
        ([RUNNING, OTHER], "of-somebody-else", None),
        ([RUNNING, OTHER], None, None),
        ([RUNNING, PAST, CLOSED, FUTURE], None, "running"),
        ([PAST, CLOSED], None, "past"),
        ([CLOSED], None, None),
        ([FUTURE], None, None),
        ([OPEN_ENDED, CLOSED], None, "open"),
        ([], None, None),
    ],
)
def test_a_record_goes_to_the_contract_it_names_or_the_only_one(
    contracts, named, expected
):
    assert attribute(contracts, named, on=ON) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 12, 31), False),
        (date(2025, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_contract_is_in_force_from_its_first_to_its_last_day(on, expected):
    assert is_in_force(RUNNING, on) is expected


def test_a_contract_that_renews_itself_stays_in_force_past_its_end():
    assert attribute([PAST, OTHER], None, on=ON, self_renewing={"past"}) is None
    assert attribute([PAST, OTHER], None, on=ON) == "other"


def test_a_closed_open_ended_contract_takes_nothing():
    contract = a_contract(end_date=None, active=False)

    assert attribute([contract], None, on=ON) is None
