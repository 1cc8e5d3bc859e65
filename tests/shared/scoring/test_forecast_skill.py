from decimal import Decimal

from shared.scoring.forecast_skill import Skill, skill_of


def test_brier_and_skill_follow_their_formulas():
    judged = skill_of([(0.9, 0.5, True), (0.2, 0.5, False)])

    # mean(0.01, 0.04) = 0.025 against 0.25
    assert (judged.brier, judged.brier_naive, judged.skill) == (
        Decimal("0.025"),
        Decimal("0.25"),
        Decimal("0.9"),
    )


def test_the_base_rate_itself_has_no_skill():
    assert skill_of([(0.8, 0.8, True), (0.8, 0.8, False)]).skill == 0


def test_forecasts_worse_than_the_base_rate_have_negative_skill():
    judged = skill_of([(0.1, 0.5, True), (0.9, 0.5, False)])

    # 0.81 against 0.25
    assert judged.skill == Decimal("-2.24")


def test_nothing_forecast_is_no_skill_rather_than_zero():
    assert skill_of([]) == Skill(0)


def test_a_base_rate_that_never_missed_leaves_skill_undefined():
    judged = skill_of([(0.9, 1.0, True)] * 3)

    assert judged.brier_naive == 0
    assert judged.skill is judged.skill_low is None
