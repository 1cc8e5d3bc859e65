from decimal import Decimal

from shared.domain.renewal import Renewal, Stage
from shared.domain.score import Band, Driver
from shared.workflow.brief import brief
from tests.builders import CONTRACT, CUSTOMER, END, NOON, a_score, a_situation


def a_renewal(**over):
    values = {
        "customer_id": CUSTOMER,
        "contract_id": CONTRACT,
        "term_end": END,
        "decision_date": END,
        "stage": Stage.T30,
        "owner_id": "5",
        "baseline_mrr_minor": 100_050,
        "currency": "GBP",
        "opened_at": NOON,
    }
    return Renewal(**{**values, **over})


def a_driver(name, points, value="0.7"):
    return Driver(
        name=name,
        pillar="service",
        value=Decimal(value),
        unit="share",
        points=Decimal(points),
        points_possible=Decimal(10),
    )


def test_a_brief_says_when_and_how_much():
    text = brief(a_renewal(), a_situation(END))

    assert text == (
        "Decision due 2027-03-31, term ends 2027-03-31.\nAnnual value 12006.00 GBP."
    )


def test_a_brief_names_the_stages_that_were_missed():
    text = brief(a_renewal(missed=(Stage.T90, Stage.T60)), a_situation(END))

    assert text.splitlines()[-1] == "Stages missed: t90, t60."


def test_a_brief_gives_the_three_drivers_that_cost_most():
    drivers = (
        a_driver("csat", 9),
        a_driver("backlog_age", 2),
        a_driver("urgent_load", 10),
        a_driver("overdue_invoices", 5),
        a_driver("account_contact", 0),
    )
    score = a_score(55, Band.WATCH, drivers=drivers)

    lines = brief(a_renewal(), a_situation(END, score=score)).splitlines()

    assert lines[2:] == [
        "Readiness 55 of 100 (watch).",
        "- account contact 0.7 share: 10 points lost",
        "- backlog age 0.7 share: 8 points lost",
        "- overdue invoices 0.7 share: 5 points lost",
    ]


def test_a_brief_names_no_driver_that_lost_nothing():
    score = a_score(drivers=(a_driver("csat", 10),))

    lines = brief(a_renewal(), a_situation(END, score=score)).splitlines()

    assert lines[-1] == "Readiness 80 of 100 (ready)."
