"""The generator as a whole: size, determinism, speed, switches."""

import hashlib
import json
import os
import subprocess
import sys
import time

import pytest

from sandbox.portfolio import Quirks
from tests.sandbox.callers import AS_OF, a_portfolio

DIGEST = """
import hashlib, json
from datetime import date
from sandbox.portfolio import generate
portfolio = generate(5, 9, 120, date(2026, 10, 5))
text = json.dumps([portfolio.tables, portfolio.truth, portfolio.phases])
print(hashlib.sha256(text.encode()).hexdigest())
"""


def digest(portfolio):
    text = json.dumps([portfolio.tables, portfolio.truth, portfolio.phases])
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_same_seed_gives_the_same_bytes():
    first = digest(a_portfolio(seed=5))

    assert digest(a_portfolio(seed=5)) == first
    assert digest(a_portfolio(seed=6)) != first


def test_the_bytes_do_not_depend_on_the_process():
    """Sets of texts iterate differently in each process unless they are sorted."""
    environments = ({**os.environ, "PYTHONHASHSEED": seed} for seed in ("1", "2"))

    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env=environment,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for environment in environments
    }

    assert len(digests) == 1


@pytest.mark.parametrize(("contracts", "tickets"), [(3, 20), (40, 777)])
def test_it_holds_exactly_what_was_asked_for(contracts, tickets):
    portfolio = a_portfolio(contracts=contracts, tickets=tickets)

    assert len(portfolio.tables["Tickets"]) == tickets
    assert len(portfolio.truth["contracts"]) == contracts


def test_a_tiny_portfolio_is_made_in_no_time():
    a_portfolio(contracts=3, tickets=20)
    times = []
    for seed in range(5):
        begun = time.process_time()
        a_portfolio(contracts=3, tickets=20, seed=seed)
        times.append(time.process_time() - begun)

    assert min(times) < 0.02


def test_the_full_portfolio_is_made_in_seconds():
    begun = time.process_time()
    portfolio = a_portfolio(contracts=300, tickets=60_000)

    assert time.process_time() - begun < 6
    assert len(portfolio.tables["TimesheetEvent"]) > 60_000


def test_nothing_happens_after_the_portfolios_day():
    portfolio = a_portfolio()
    day = AS_OF.isoformat()

    for table, field in (
        ("Tickets", "dateoccurred"),
        ("Tickets", "dateclosed"),
        ("Feedback", "date"),
        ("Invoice", "invoice_date"),
        ("TimesheetEvent", "start_date"),
    ):
        latest = max(row[field] or "" for row in portfolio.tables[table])
        assert "2026-08" < latest <= f"{day}T00:00:00", (table, field)


def test_ids_of_tickets_grow_with_time():
    rows = a_portfolio(bad_records=False).tables["Tickets"]

    assert [row["dateoccurred"] for row in rows] == sorted(
        row["dateoccurred"] for row in rows
    )
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)


def test_a_contract_carries_its_terms_in_custom_fields():
    portfolio = a_portfolio(incomplete_contracts=False)
    truth = portfolio.truth["contracts"]

    for row in portfolio.tables["ClientContract"]:
        told = truth.get(str(row["id"]))
        if told:
            values = {f["name"]: f for f in row["customfields"]}
            assert values["CFnoticePeriodDays"]["value"] == told["notice_period_days"]
            assert isinstance(values["CFrenewalMode"]["value"], int)
            assert values["CFrenewalMode"]["display"].isprintable()


def test_a_contracts_value_is_that_of_its_recurring_lines():
    portfolio = a_portfolio(incomplete_contracts=False)
    months = {2: 1, 3: 12, 4: 3}
    values = dict.fromkeys(portfolio.truth["contracts"], 0.0)

    for header in portfolio.tables["RecurringInvoice"]:
        for line in header["lines"]:
            if line["autorenew"] and not line["isinactive"]:
                monthly = line["net_amount"] / months[header["period"]]
                values[str(header["contract_id"])] = (
                    values.get(str(header["contract_id"]), 0.0) + monthly
                )

    for number, told in portfolio.truth["contracts"].items():
        assert told["mrr"] == pytest.approx(values[number], abs=0.01)
        assert told["mrr"] > 0


@pytest.mark.parametrize(
    ("quirk", "table", "test"),
    [
        ("tickets_without_contract", "Tickets", lambda r: r["contract_id"] is None),
        ("reopened_tickets", "Tickets", lambda r: r.get("_reopenings")),
        ("deleted_tickets", "Tickets", lambda r: r.get("deleted")),
        ("merged_tickets", "Tickets", lambda r: r["merged_into_id"]),
        ("renewed_contracts", "ClientContract", lambda r: r["previouscontract"]),
        ("inactive_clients", "Client", lambda r: r["inactive"]),
        ("placeholder_clients", "Client", lambda r: r["id"] < 2),
        ("negative_recurring_ids", "RecurringInvoice", lambda r: r["id"] < 0),
        ("null_totals", "RecurringInvoice", lambda r: r["total"] is None),
        (
            "orphan_recurring_invoices",
            "RecurringInvoice",
            lambda r: r["contract_id"] > 900_000,
        ),
        (
            "far_future_end_dates",
            "ClientContract",
            lambda r: (r["end_date"] or "").startswith("2099-12-31"),
        ),
        (
            "feedback_without_ticket_id",
            "Feedback",
            lambda r: "ticket_id" not in r,
        ),
    ],
)
def test_each_quirk_is_there_and_can_be_switched_off(quirk, table, test):
    size = {"contracts": 60, "tickets": 1500}
    with_quirk = [r for r in a_portfolio(**size).tables[table] if test(r)]
    without = [
        r for r in a_portfolio(**size, **{quirk: False}).tables[table] if test(r)
    ]

    assert with_quirk
    if quirk == "tickets_without_contract":
        # A few are older than the customer's first contract.
        assert len(without) < len(with_quirk) / 2
    else:
        assert without == []


def test_every_switch_has_a_test():
    on_rows = {"mixed_dates", "sentinel_dates", "float_ids", "omit_nulls"}
    in_defects = {"incomplete_contracts", "bad_records"}
    marks = test_each_quirk_is_there_and_can_be_switched_off.pytestmark
    here = {case[0] for case in marks[0].args[1]}

    assert here | on_rows | in_defects == set(Quirks.__dataclass_fields__)
