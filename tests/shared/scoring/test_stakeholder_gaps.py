"""The driver of missing people, and when it takes no part."""

import pytest

from shared.domain.stakeholder import Gap, StakeholderFacts
from shared.scoring.points import parts
from shared.scoring.stakeholder_gaps import measure

from .samples import POLICY, full_inputs


@pytest.mark.parametrize(
    ("gaps", "value", "note"),
    [
        ((), 0, "nobody is missing"),
        ((Gap.SINGLE_THREADED,), 1, "single-threaded"),
        (tuple(Gap), 3, "no economic buyer, single-threaded, champion left"),
    ],
)
def test_gaps_are_counted_and_named(gaps, value, note):
    facts = StakeholderFacts(known=True, gaps=gaps, person_ids=("p1",))

    measured = measure(full_inputs(stakeholders=facts), POLICY)

    assert (measured.value, measured.note, measured.evidence) == (value, note, ("p1",))


def test_a_customer_that_the_crm_does_not_know_has_no_value():
    unknown = StakeholderFacts(known=False)

    assert measure(full_inputs(stakeholders=unknown), POLICY).value is None


def test_without_a_crm_the_driver_takes_no_part():
    scored = parts(full_inputs(), POLICY)

    assert "stakeholder_gaps" not in [part.name for part in scored]


def test_with_a_crm_the_driver_has_its_share_of_the_points():
    nobody = StakeholderFacts(known=True)

    scored = {p.name: p for p in parts(full_inputs(stakeholders=nobody), POLICY)}

    assert scored["stakeholder_gaps"].points == scored["stakeholder_gaps"].possible > 0
