from datetime import date

import pytest

from bench.floor import Rows, least_requests, pages, weeks


@pytest.mark.parametrize(
    ("rows", "requests"), [(0, 1), (1, 1), (100, 1), (101, 2), (60_000, 600)]
)
def test_a_list_costs_a_request_for_each_hundred_rows_and_one_at_least(rows, requests):
    assert pages(rows) == requests


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        (date(2026, 11, 23), date(2026, 11, 29), 1),  # Monday to Sunday
        (date(2026, 11, 29), date(2026, 11, 30), 2),
        (date(2026, 11, 25), date(2026, 11, 25), 1),
        (date(2024, 10, 25), date(2026, 11, 25), 110),
    ],
)
def test_time_costs_a_request_for_each_week_that_has_begun(since, until, count):
    assert weeks(since, until) == count


def test_each_contract_and_recurring_invoice_costs_its_detail():
    rows = Rows(
        agents=10,
        clients=55,
        contracts=96,
        recurring_invoices=101,
        invoices=723,
        tickets=5_973,
    )

    floor = least_requests(rows, since=date(2026, 11, 23), until=date(2026, 11, 29))

    assert floor == {
        "sign-in": 1,
        "lookups": 4,
        "agents": 1,
        "clients": 1,
        "contracts": 1 + 96,
        "recurring invoices": 2 + 101,
        "invoices": 8,
        "tickets": 60,
        "time": 1,
        "feedback": 1,
    }
