import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.domain.playbook import (
    Absence,
    DriverPolicy,
    EscalationPolicy,
    Playbook,
    canonical,
)
from tests.builders import a_playbook

ROOT = Path(__file__).parents[3]
HOLIDAYS = ["2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-03-29"]
VERSION = """
import sys
from tests.builders import a_playbook
print(a_playbook(holidays=sys.argv[1:]).version)
"""


def stages(**over):
    """Give the shipped stages with some replaced; None takes one away."""
    found = {**a_playbook().model_dump()["stages"], **over}
    return {name: stage for name, stage in found.items() if stage is not None}


def a_stage_task(kind):
    return {"kind": kind, "summary": "Call", "guidance": "Call them."}


def version_in_a_process(seed, holidays):
    done = subprocess.run(
        [sys.executable, "-c", VERSION, *holidays],
        env={**os.environ, "PYTHONHASHSEED": seed},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_the_same_content_has_the_same_version_in_every_process():
    turned = [*reversed(HOLIDAYS)]

    found = {
        version_in_a_process("0", HOLIDAYS),
        version_in_a_process("1", turned),
        version_in_a_process("4711", HOLIDAYS[2:] + HOLIDAYS[:2]),
    }

    assert found == {a_playbook(holidays=HOLIDAYS).version}


def test_a_stored_playbook_has_the_version_it_was_stored_under():
    book = a_playbook(holidays=HOLIDAYS, default_mode="pilot")

    assert Playbook.model_validate_json(canonical(book)).version == book.version


@pytest.mark.parametrize(
    "over",
    [
        {"grace_days": 31},
        {"holidays": HOLIDAYS},
        {"roles": {"cs_lead": "7"}},
        {"stages": stages(t90={"days_before": 91, "tasks": []})},
    ],
)
def test_any_other_content_has_another_version(over):
    assert a_playbook(**over).version != a_playbook().version


def test_the_version_is_twelve_hex_digits():
    assert len(bytes.fromhex(a_playbook().version)) == 6


def test_the_canonical_form_sorts_holidays():
    content = json.loads(canonical(a_playbook(holidays=HOLIDAYS[::-1])))

    assert content["holidays"] == HOLIDAYS


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"stages": stages(t60=None)}, "stages must be t90, t60, t30"),
        ({"stages": stages(decision=None)}, "stages must be t90, t60, t30"),
        ({"stages": stages(holdover=None)}, "stages must be t90, t60, t30"),
        ({"stages": stages(t45={"days_before": 45})}, "t45"),
        ({"stages": stages(t60={"days_before": 90})}, "come in that order"),
        ({"stages": stages(t60={"days_before": 20})}, "come in that order"),
        ({"stages": stages(t30={"days_before": 0})}, "come in that order"),
        ({"stages": stages(t30={"days_before": -1})}, "greater than or equal to 0"),
        (
            {
                "stages": stages(
                    t30={"days_before": 30, "tasks": [a_stage_task("holdover_call")]}
                )
            },
            "holdover_call is the kind of more than one task",
        ),
        ({"grace_days": -1}, "greater than or equal to 0"),
        ({"renewed_in_place_days": 0}, "greater than or equal to 1"),
        ({"intake_due_days": -1}, "greater than or equal to 0"),
        ({"default_mode": "loud"}, "'shadow', 'pilot' or 'live'"),
        ({"graze_days": 30}, "graze_days"),
        ({"holidays": ["Christmas"]}, "holidays"),
    ],
)
def test_a_playbook_that_makes_no_sense_is_refused(over, reason):
    with pytest.raises(ValidationError) as refused:
        a_playbook(**over)

    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ((5, 5), "must be more than"),
        ((5, 2), "must be more than"),
        ((-1, 5), "greater than or equal to 0"),
    ],
)
def test_an_escalation_rises_to_the_owner_last(days, reason):
    with pytest.raises(ValidationError, match=reason):
        EscalationPolicy(cs_lead_after_days=days[0], owner_after_days=days[1])


def test_an_absence_ends_after_it_begins():
    with pytest.raises(ValidationError, match="last_date is before first_date"):
        Absence(
            agent="5",
            first_date=date(2027, 1, 8),
            last_date=date(2027, 1, 7),
            cover="6",
        )


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"weight": 0}, "greater than 0"),
        ({"bad": "0.95"}, "good and bad must differ"),
        ({"low_good": "0.5"}, "go together"),
        ({"low_bad": "0.5"}, "go together"),
        ({"low_good": "0.5", "low_bad": "0.5"}, "low_good and low_bad must differ"),
        ({"effort": 6}, "less than or equal to 5"),
    ],
)
def test_a_driver_needs_slopes_that_lead_somewhere(over, reason):
    values = {"weight": Decimal(8), "good": "0.95", "bad": "0.7", **over}

    with pytest.raises(ValidationError, match=reason):
        DriverPolicy.model_validate(values)


def test_the_shipped_playbook_has_a_checkpoint_with_evidence_at_t60():
    tasks = a_playbook().stages["t60"].tasks

    assert [(task.kind, task.evidence) for task in tasks] == [
        ("customer_checkpoint", True)
    ]
