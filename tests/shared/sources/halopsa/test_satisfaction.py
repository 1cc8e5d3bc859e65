import pytest

from shared.sources.halopsa.satisfaction import Scale


@pytest.mark.parametrize(
    ("scale", "score", "expected"),
    [
        ("4-1", 1, 100),
        ("4-1", 2, 67),
        ("4-1", 3, 33),
        ("4-1", 4, 0),
        ("1-5", 1, 0),
        ("1-5", 3, 50),
        ("1-5", 5, 100),
        ("1 - 4", 3, 67),
        ("0-10", 0, 0),
        ("0-200", 1, 1),  # exactly a half is rounded up
    ],
)
def test_a_score_becomes_0_to_100_from_worst_to_best(scale, score, expected):
    assert Scale.parse(scale).satisfaction(score) == expected


@pytest.mark.parametrize(("scale", "score"), [("4-1", 0), ("4-1", 5), ("1-5", 6)])
def test_a_score_off_the_scale_is_an_error(scale, score):
    with pytest.raises(ValueError, match=f"score {score} is not on the scale {scale}"):
        Scale.parse(scale).satisfaction(score)
