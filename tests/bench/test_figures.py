import pytest

from bench.figures import Figure, ratio


def test_a_figure_without_a_limit_is_always_met():
    assert Figure(name="n", value=9.0, unit="x").met


@pytest.mark.parametrize(("value", "met"), [(1.05, True), (1.06, False)])
def test_a_figure_is_met_up_to_its_limit(value, met):
    figure = Figure(name="n", value=value, unit="x", limit=1.05)

    assert figure.met is met
    assert ("MISSED" in str(figure)) is not met


def test_nothing_can_be_compared_with_no_floor():
    with pytest.raises(ValueError, match="no floor"):
        ratio(1, 0)
