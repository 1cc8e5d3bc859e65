import pytest

from bench.sync_requests import figures

READ = {
    "directory": 10,
    "customers": 55,
    "contracts": 96,
    "contract_details": 96,
    "recurring": 101,
    "recurring_details": 101,
    "invoices": 723,
    "tickets": 5_973,
    "time": 8_591,
    "feedback": 712,
}
LEAST = 1 + 4 + 1 + 1 + 97 + 103 + 8 + 60 + 110 + 1


def told(**over):
    values = {
        "seconds": 20.0,
        "peak_memory_mb": 128,
        "transactions": 4_000,
        "finished": True,
        "read": READ,
        "started_date": "2026-11-25",
        "history_months": 25,
    }
    return values | over


@pytest.mark.parametrize(("over", "met"), [(0, True), (0.04, True), (0.06, False)])
def test_requests_are_compared_with_the_floor_of_the_rows_served(over, met):
    sent = {"GET /api/Tickets": round(LEAST * (1 + over))}

    requests, memory, _ = figures(told(), sent)

    assert requests.value == pytest.approx(1 + over, abs=0.005)
    assert requests.met is met
    assert memory.met


def test_a_sync_that_did_not_finish_has_no_figures():
    with pytest.raises(ValueError, match="did not finish"):
        figures(told(finished=False), {})
