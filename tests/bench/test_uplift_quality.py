import pytest

from bench.uplift_quality import Score, Verdict, decoys, table


def told(case, planted="", *found):
    return Verdict(seed=1, customer="12", case=case, planted=planted, found=found)


VERDICTS = [
    told("devices", "under_scoped", "under_scoped"),
    told("devices", "under_scoped"),
    told("overrun", "service_overrun", "service_overrun", "under_scoped"),
    told("one visit"),
    told("one visit", "", "under_scoped"),
]


def test_finding_what_another_must_find_is_wrong_too():
    score = Score("under_scoped", VERDICTS)

    assert score.precision == pytest.approx(1 / 3)
    assert score.recall == 0.5
    assert score.wrong == {"overrun": 1, "one visit": 1}
    assert score.missed == {"devices": 1}


def test_the_table_has_intervals_and_names_the_cases():
    rate, wrong, missed = table([Score("under_scoped", VERDICTS)])

    assert "precision 0.333 [0.061, 0.792] (1/3)" in rate
    assert wrong.strip() == "not planted: 1 x overrun, 1 x one visit"
    assert missed.strip() == "not found: 1 x devices"


def test_decoys_are_listed_with_how_many_were_left_alone():
    assert decoys(VERDICTS)[1:] == ["      one visit: 1/2"]


def test_what_never_had_a_chance_is_no_failure():
    score = Score("recurring_theme", VERDICTS)

    assert (score.precision, score.recall) == (1, 1)
    assert table([score]) == ["  recurring_theme  precision none  recall none"]
