from datetime import date

import pytest

from shared.workflow.tasks import subject
from tests.builders import a_situation, terms


@pytest.mark.parametrize(
    ("reference", "named"),
    [
        ("Managed Services", "Northwind - Managed Services"),
        ("Northwind - Managed Services", "Northwind - Managed Services"),
    ],
)
def test_a_task_names_its_customer_once(reference, named):
    situation = a_situation(date(2026, 11, 25), terms=terms(reference=reference))

    assert subject(situation) == named
