"""The demo's part on HubSpot."""

from datetime import date
from decimal import Decimal

from sandbox.demo.pictures import RenewalDeal, Sales
from sandbox.demo.sales_sections import sales
from tests.sandbox.demo.builders import a_portrait, a_result


def a_deal(number, **over):
    values = {
        "deal_id": str(number),
        "customer": f"Customer {number}",
        "owner": "Ravi Hale",
        "stage": "t90",
        "amount": Decimal(12_000),
        "currency": "GBP",
        "close_date": date(2027, 1, 31),
        "tasks": ("1",),
        "gaps": (),
    }
    return RenewalDeal.model_validate(values | over)


def page(**over):
    found = Sales.model_validate({"matched": 5, "open": 1, "absent": 2, **over})
    return "\n".join(sales(a_result(portrait=a_portrait(sales=found))))


def test_matches_and_missing_people_are_counted():
    told = " ".join(page(gaps={"single-threaded": 3}).split())

    assert "5 customers matched to a company, 1 open for a person to settle" in told
    assert "3 x single-threaded" in told


def test_a_deal_names_its_owner_its_tasks_and_who_is_missing():
    told = " ".join(page(deals=(a_deal(1, gaps=("champion left",)),)).split())

    assert "31 Jan 2027 £12,000 t90 Ravi Hale 1 Customer 1: champion left" in told


def test_what_falls_first_comes_first_and_the_rest_is_counted():
    later = [a_deal(n, close_date=date(2027, 3, 1)) for n in range(2, 16)]

    lines = page(deals=(*later, a_deal(1))).splitlines()

    first = next(n for n, line in enumerate(lines) if "Customer" in line)
    assert "Customer 1:" in lines[first]
    assert "and 3 more deals" in lines[-1]
