import hashlib
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.calibration import CalibratedModel
from shared.domain.playbook import ScoringPolicy
from shared.domain.score import Band, ScoreInputs
from shared.scoring.score import inputs_hash, score

from .samples import (
    AS_OF,
    FEW,
    POLICY,
    a_driver,
    a_full_month,
    facts_of,
    full_inputs,
    inputs_of,
    score_inputs,
)


def scored(inputs, policy=POLICY, **over):
    return score(inputs, policy, playbook_version="v1", **over)


@FEW
@given(score_inputs())
def test_points_add_up_to_the_readiness_exactly(inputs):
    result = scored(inputs)

    assert sum(driver.points for driver in result.drivers) == result.readiness
    assert 0 <= result.readiness <= 100


@FEW
@given(score_inputs())
def test_money_at_risk_adds_up_to_the_expected_loss_exactly(inputs):
    result = scored(inputs)

    loss = 12 * (inputs.mrr_minor or 0) * (1 - result.p_renew)
    at_risk = sum(driver.money_at_risk_minor for driver in result.drivers)
    known = any(driver.value is not None for driver in result.drivers)
    assert abs(at_risk - loss) <= Decimal("0.5") if known else at_risk == 0


@FEW
@given(score_inputs())
def test_a_score_recomputed_from_its_stored_inputs_is_the_same_to_the_byte(inputs):
    stored = inputs.model_dump_json()

    again = scored(ScoreInputs.model_validate_json(stored))

    assert again.model_dump_json() == scored(inputs).model_dump_json()


@FEW
@given(score_inputs())
def test_the_probability_lies_in_its_interval_and_the_shares_in_theirs(inputs):
    result = scored(inputs)

    assert 0 <= result.p_renew_low <= result.p_renew <= result.p_renew_high <= 1
    assert 0 <= result.coverage <= 1


def test_a_score_does_not_depend_on_the_callers_decimal_context():
    with localcontext(prec=5):
        narrow = scored(full_inputs())

    assert narrow == scored(full_inputs())


PINNED = ScoringPolicy(
    drivers={
        "sla_resolution_attainment": a_driver("0.95", "0.65", weight=14),
        "csat": a_driver(85, 55, weight=16),
        "account_contact": a_driver(30, 120, weight=6, effort=1),
    }
)


def test_a_score_is_what_a_pocket_calculator_says():
    result = scored(full_inputs(), PINNED)

    # 60 of 72 in time: (0.8333 - 0.65) / 0.30 = 0.611 of 38.89 points
    # own past (2520 + 8 x 75) / 44 = 70.909; (840 + 8 x 70.909) / 20 = 70.3636
    # (70.3636 - 55) / 30 = 0.51212 of 44.44 points; contact 14 days ago: 16.67
    assert [driver.points for driver in result.drivers] == [
        Decimal("23.76"),
        Decimal("22.76"),
        Decimal("16.67"),
    ]
    assert result.readiness == Decimal("63.19")
    # 0.6 + 0.55 x 1.319 = 1.32545; 12,000.00 x (1 - 0.7901) over 15.13 and 21.68
    assert result.p_renew == Decimal("0.7901")
    assert [driver.money_at_risk_minor for driver in result.drivers] == [
        103_530,
        148_350,
        0,
    ]


def test_a_score_is_the_same_to_the_byte_on_every_machine_and_version():
    """Fails when anything in a score changes: then old ones can't be recomputed."""
    text = scored(full_inputs(), PINNED).model_dump_json()

    assert hashlib.sha256(text.encode()).hexdigest()[:12] == "6c58c5a00cf2"


@pytest.mark.parametrize(
    ("resolution_met", "answers", "band"),
    [(18, 95, Band.READY), (14, 70, Band.WATCH), (9, 20, Band.AT_RISK)],
)
def test_readiness_becomes_a_band(resolution_met, answers, band):
    months = [
        a_full_month(
            ago,
            resolution_met=resolution_met,
            answers=9,
            satisfaction=9 * answers,
        )
        for ago in range(20)
    ]

    assert scored(inputs_of(*months)).band is band


def test_below_the_minimum_coverage_there_is_no_band():
    month = facts_of(0, last_contact_date=AS_OF, worked_minutes=600)

    result = scored(inputs_of(month))

    assert result.coverage == Decimal("0.19")
    assert result.band is Band.INSUFFICIENT_EVIDENCE
    assert result.lever is None


def test_the_minimum_coverage_itself_is_enough():
    inputs = full_inputs(entitled_hours=None)
    policy = POLICY.model_copy(update={"minimum_coverage": Decimal("0.92")})

    assert scored(inputs, policy).coverage == Decimal("0.92")
    assert scored(inputs, policy).band is not Band.INSUFFICIENT_EVIDENCE


def test_a_contact_alone_makes_no_score_however_low_the_minimum():
    policy = POLICY.model_copy(update={"minimum_coverage": Decimal(0)})
    month = facts_of(0, last_contact_date=AS_OF)

    assert scored(inputs_of(month), policy).band is Band.INSUFFICIENT_EVIDENCE


def test_no_evidence_at_all_leaves_everything_possible():
    result = scored(inputs_of())

    assert (result.p_renew_low, result.p_renew_high) == (0, 1)
    assert result.coverage == 0
    assert result.readiness == 0
    assert {driver.points_possible for driver in result.drivers} == {0}


def test_a_missing_input_takes_no_points_and_lowers_the_coverage():
    full = scored(full_inputs())
    less = scored(full_inputs(entitled_hours=None))

    hours = {driver.name: driver for driver in less.drivers}["hours_utilisation"]
    assert (hours.value, hours.points, hours.points_possible) == (None, 0, 0)
    assert (full.coverage, less.coverage) == (1, Decimal("0.92"))


def test_unattributed_tickets_lower_the_coverage_of_ticket_drivers_only():
    months = [a_full_month(ago, unattributed=10) for ago in range(20)]

    # Half the tickets may be another contract's; ticket drivers weigh 75 of 100.
    assert scored(inputs_of(*months)).coverage == Decimal("0.625")


def test_thinner_evidence_widens_the_interval():
    full = scored(full_inputs())
    months = [a_full_month(ago, unattributed=40) for ago in range(20)]
    loose = scored(inputs_of(*months))

    assert loose.readiness == full.readiness
    assert loose.p_renew_low < full.p_renew_low
    assert loose.p_renew_high > full.p_renew_high


def test_without_revenue_no_money_is_at_risk():
    result = scored(full_inputs(mrr_minor=None))

    assert {driver.money_at_risk_minor for driver in result.drivers} == {0}


def test_a_driver_that_lost_nothing_carries_no_money():
    by_name = {driver.name: driver for driver in scored(full_inputs()).drivers}

    csat, surveys = by_name["csat"], by_name["survey_response"]
    assert surveys.points == surveys.points_possible
    assert surveys.money_at_risk_minor == 0
    assert csat.money_at_risk_minor > 0


def test_a_calibrated_model_changes_the_probability_and_not_the_readiness():
    model = CalibratedModel(
        version="calibrated-1", intercept=Decimal(-1), slope=Decimal(0), n=90, events=30
    )

    result = scored(full_inputs(), model=model)

    assert result.p_renew == Decimal("0.2689")
    assert result.model_version == "calibrated-1"
    assert result.readiness == scored(full_inputs()).readiness
    assert scored(full_inputs()).model_version == POLICY.model_version


def test_the_hash_of_inputs_does_not_depend_on_the_order_of_keys():
    one = inputs_of(facts_of(0, by_priority={"1": 1, "3": 2}))
    other = inputs_of(facts_of(0, by_priority={"3": 2, "1": 1}))
    changed = inputs_of(facts_of(0, by_priority={"1": 2, "3": 2}))

    assert inputs_hash(one) == inputs_hash(other)
    assert inputs_hash(one) != inputs_hash(changed)


@FEW
@given(score_inputs(), st.integers(1, 400))
def test_readiness_alone_never_changes_with_the_value_of_the_contract(inputs, times):
    """Only its own drivers may see revenue: overdue invoices and the hourly rate."""
    if not inputs.mrr_minor:
        return
    richer = inputs.model_copy(update={"mrr_minor": inputs.mrr_minor * times})
    seeing = {"overdue_invoices", "effective_hourly_rate"}

    def values(given):
        drivers = scored(given).drivers
        return [(one.name, one.value) for one in drivers if one.name not in seeing]

    assert values(richer) == values(inputs)
