from decimal import Decimal

import pytest

from sandbox.demo.reasons import LABELS, lever, phrase, reasons
from shared import bootstrap
from shared.domain.score import Band, Driver, Lever

POLICIES = bootstrap.shipped_playbook().scoring.drivers


def a_driver(name="csat", value="50", **over):
    values = {
        "name": name,
        "pillar": "sentiment",
        "value": None if value is None else Decimal(value),
        "unit": "points of 100",
        "points": Decimal(2),
        "points_possible": Decimal(18),
        "money_at_risk_minor": 123_456,
    }
    return Driver(**(values | over))


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("csat", "49.6", "satisfaction 50 of 100 (85 is good)"),
        ("sla_resolution_attainment", "0.714", "71% of tickets were solved in time"),
        ("ticket_volume", "1.93", "tickets rose to 1.9 times what is usual here"),
        ("ticket_volume", "0.2", "tickets fell to 0.2 times what is usual here"),
        ("hours_utilisation", "0.02", "only 2% of the included hours are used"),
        ("hours_utilisation", "2.37", "237% of the included hours are used"),
        ("overdue_invoices", "1.24", "1.2 months of fees are overdue"),
        ("account_contact", "1", "no account contact for 1 day (30 is good)"),
        ("mail_tone", "-0.42", "the tone of their mail is -0.42 (+0.1 is good)"),
        ("mail_tone", "-0.001", "the tone of their mail is +0.00 (+0.1 is good)"),
        ("mail_tone_change", "-0.2", "the tone of their mail moved by -0.20"),
        ("mail_worries", "0.4", "40% of mails are about price, leaving or a"),
        ("mail_silence", "7.6", "they have been silent for 8 times the usual gap"),
        ("reply_lag", "30.2", "our replies take 30 hours (8 is good)"),
        ("champion_silence", "9", "the main contact has been silent for 9 times"),
        ("mail_senders", "0.5", "only 50% as many people write as before"),
        ("backlog_age", "98.4", "open tickets are 98 days old on average (7 is good)"),
    ],
)
def test_a_driver_is_put_into_words(name, value, text):
    assert phrase(a_driver(name, value), POLICIES).startswith(text)


def test_every_driver_of_the_shipped_playbook_has_words_and_a_label():
    plain = {
        name for name in POLICIES if "points of" in phrase(a_driver(name), POLICIES)
    }

    assert plain == set()
    assert POLICIES.keys() == LABELS.keys()


def test_the_three_costliest_reasons_come_first_with_points_and_money():
    costs = {"csat": 6, "urgent_load": 9, "backlog_age": 3, "reopened_share": 1}
    drivers = [
        a_driver(name, "1", points=Decimal(18 - cost)) for name, cost in costs.items()
    ]

    found = reasons(drivers, POLICIES, currency="GBP")

    assert [text.rpartition(": ")[2] for text in found] == [
        "-9.0 points, £1,235",
        "-6.0 points, £1,235",
        "-3.0 points, £1,235",
    ]


def test_drivers_that_cost_nothing_or_are_not_known_are_no_reasons():
    drivers = [a_driver(points=Decimal(18)), a_driver("urgent_load", None)]

    assert reasons(drivers, POLICIES, currency="GBP") == ()


def test_the_lever_says_what_to_cure_and_where_it_leads():
    found = Lever(
        drivers=("csat", "backlog_age"),
        points_gained=Decimal("20.2"),
        reaches=Band.AT_RISK,
    )

    assert lever(found) == (
        "cure satisfaction and the old backlog: +20.2 points, then at risk"
    )
    assert lever(None) == ""
