import pytest

from bench.scoring import run

pytestmark = [pytest.mark.azurite, pytest.mark.usefixtures("azurite")]


def test_scoring_is_measured_over_real_storage():
    per_contract, over_floor, nothing_new, _ = run(contracts=30)

    assert per_contract.value < 12
    assert over_floor.value == pytest.approx(per_contract.value / 2)
    assert nothing_new.value < per_contract.value
