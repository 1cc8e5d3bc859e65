import pytest

from shared.domain.marker import marker_of, task_id_in


def test_a_marker_gives_its_task_back():
    summary = f"Readiness review: Northwind {marker_of('0123456789ab')}"

    assert task_id_in(summary) == "0123456789ab"


@pytest.mark.parametrize(
    "summary",
    ["", "Printer offline", "[rnwl-0123]", "[rnwl-0123456789AB]", "rnwl-0123456789ab"],
)
def test_other_tickets_carry_no_task(summary):
    assert task_id_in(summary) is None
