import pytest

from bench.uplift import run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.azurite,
    pytest.mark.usefixtures("azurite"),
]


def test_a_look_is_measured_over_real_storage():
    full, daily, memory = run(contracts=20, tickets=2_000)

    assert daily.value < full.value
    assert memory.value > 0
