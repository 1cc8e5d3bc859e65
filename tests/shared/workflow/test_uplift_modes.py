import pytest

from shared.domain.contract import AutomationMode
from shared.workflow.uplift_modes import modes_of
from tests.builders import a_state

SHADOW, PILOT, LIVE = AutomationMode


@pytest.mark.parametrize(
    ("default", "own", "expected"),
    [
        (SHADOW, {}, SHADOW),
        (LIVE, {}, LIVE),
        (SHADOW, {"301": PILOT}, SHADOW),
        (SHADOW, {"301": PILOT, "302": LIVE}, PILOT),
        (LIVE, {"301": SHADOW}, SHADOW),
    ],
)
def test_for_a_customer_the_engine_may_do_what_it_may_for_every_contract(
    default, own, expected
):
    states = [a_state(contract_id=key, mode=mode) for key, mode in own.items()]

    found = modes_of(["301", "302"], states, default)

    assert found.of("") is expected
    assert found.of("301") is own.get("301", default)


def test_without_a_contract_the_default_counts():
    assert modes_of([], [], PILOT).of("") is PILOT
