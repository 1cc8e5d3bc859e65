from datetime import date
from decimal import Decimal

import pytest

from shared.domain.facts import EVIDENCE_LIMIT, UnpaidInvoice
from shared.scoring.monthly_facts import Account, Records, month_facts

from .samples import (
    a_contract,
    a_ticket,
    a_time_entry,
    an_answer,
    an_invoice,
)

MONTH = "2026-09"
ONE = Account(customer_id="c1", contracts=(a_contract("k1"),))
TWO = Account(customer_id="c1", contracts=(a_contract("k1"), a_contract("k2")))


def rows_of(account=ONE, **records):
    rows = month_facts(account, MONTH, records=Records(**records))
    return {row.contract_id: row for row in rows}


def facts(**records):
    return rows_of(**records)["k1"]


def test_every_contract_and_the_rest_have_a_row_even_when_nothing_happened():
    rows = rows_of(TWO)

    assert list(rows) == ["k1", "k2", "-"]
    assert {row.month for row in rows.values()} == {MONTH}
    assert {row.opened for row in rows.values()} == {0}


@pytest.mark.parametrize(
    "left_out",
    [
        {"deleted": True},
        {"merged_into": "t2"},
        {"opened": "2026-08-31T23:59"},
        {"opened": "2026-10-01T00:00"},
    ],
)
def test_deleted_merged_and_other_months_tickets_do_not_count(left_out):
    row = facts(tickets=(a_ticket("t1", **left_out), a_ticket("t2")))

    assert row.opened == 1
    assert row.open_ids == ("t2",)


def test_tickets_outside_the_sla_and_undecided_ones_are_in_no_attainment():
    row = facts(
        tickets=(
            a_ticket("met", response_met=True, resolution_met=True),
            a_ticket("late", response_met=False, resolution_met=False),
            a_ticket("undecided"),
            a_ticket(
                "outside", response_met=False, resolution_met=False, sla_excluded=True
            ),
        )
    )

    assert (row.response_met, row.response_decided) == (1, 2)
    assert (row.resolution_met, row.resolution_decided) == (1, 2)
    assert row.late_response_ids == row.late_resolution_ids == ("late",)
    assert row.opened == 4


def test_tickets_are_counted_by_priority_with_the_urgent_ones_named():
    row = facts(
        tickets=(
            a_ticket("t1", priority=1),
            a_ticket("t2", priority=2),
            a_ticket("t3", priority=3),
            a_ticket("t4"),
        )
    )

    assert row.by_priority == {"-": 1, "1": 1, "2": 1, "3": 1}
    assert row.urgent_ids == ("t2", "t1")


def test_open_tickets_keep_the_days_they_were_opened_on():
    row = facts(
        tickets=(
            a_ticket("t1", "2026-09-01T08:00"),
            a_ticket("t2", "2026-09-03T23:00"),
            a_ticket("t3", "2026-09-02T08:00", closed="2026-09-02T09:00"),
        )
    )

    assert (row.still_open, row.closed) == (2, 1)
    assert row.open_ordinals == 2 * date(2026, 9, 2).toordinal()
    assert row.open_ids == ("t2", "t1")


def test_a_ticket_reopened_twice_is_one_reopened_ticket():
    row = facts(tickets=(a_ticket("t1", reopened=2), a_ticket("t2")))

    assert row.reopened == 1
    assert row.reopened_ids == ("t1",)


def test_resolution_times_are_exact_and_rounded_once_half_up():
    closings = ["08:01:20", "08:02:20", "08:10:00", "08:59:50"]
    tickets = tuple(
        a_ticket(f"t{number}", closed=f"2026-09-10T{closing}")
        for number, closing in enumerate(closings)
    )

    row = facts(tickets=tickets)

    # seconds 80, 140, 600, 3590: sum 73.5 min, median 370 s, p90 2693 s
    assert row.resolution_minutes == 74
    assert row.resolution_minutes_median == 6
    assert row.resolution_minutes_p90 == 45


def test_without_a_closed_ticket_there_is_no_median():
    row = facts(tickets=(a_ticket(),))

    assert row.resolution_minutes_median is None
    assert row.resolution_minutes_p90 is None


def test_evidence_is_bounded_and_the_newest():
    tickets = [
        a_ticket(f"t{day:02d}", f"2026-09-{day:02d}T08:00") for day in range(1, 31)
    ]

    row = facts(tickets=tuple(tickets))
    shuffled = facts(tickets=tuple(reversed(tickets)))

    assert len(row.open_ids) == EVIDENCE_LIMIT
    assert row.open_ids[0] == "t30"
    assert shuffled == row


def test_what_cannot_be_attributed_is_counted_on_every_row():
    rows = rows_of(
        TWO,
        tickets=(
            a_ticket("t1", contract_id="k1"),
            a_ticket("t2"),
            a_ticket("t3"),
        ),
    )

    assert {key: row.opened for key, row in rows.items()} == {"k1": 1, "k2": 0, "-": 2}
    assert {row.unattributed for row in rows.values()} == {2}


def test_time_and_answers_follow_their_ticket_even_from_an_earlier_month():
    rows = rows_of(
        TWO,
        tickets=(a_ticket("t1", "2026-08-30T08:00", contract_id="k2"),),
        time_entries=(a_time_entry(ticket_id="t1", minutes=45),),
        feedback=(an_answer(ticket_id="t1", satisfaction=67),),
    )

    assert rows["k2"].worked_minutes == 45
    assert rows["k2"].busiest_ids == ("t1",)
    assert (rows["k2"].answers, rows["k2"].satisfaction) == (1, 67)
    assert rows["k2"].opened == 0


def test_the_busiest_tickets_come_first():
    row = facts(
        time_entries=(
            a_time_entry("e1", ticket_id="short", minutes=20),
            a_time_entry("e2", ticket_id="long", minutes=15),
            a_time_entry("e3", ticket_id="long", minutes=15),
            a_time_entry("e4", minutes=90),
        )
    )

    assert row.worked_minutes == 140
    assert row.busiest_ids == ("long", "short")


def test_only_the_newest_answer_about_a_ticket_counts():
    row = facts(
        feedback=(
            an_answer("f2", 100, "2026-09-12T08:00", ticket_id="t1"),
            an_answer("f1", 0, "2026-09-11T08:00", ticket_id="t1"),
        )
    )

    assert (row.answers, row.satisfaction) == (1, 100)
    assert row.unhappy_ids == ()


def test_unhappy_answers_name_their_tickets():
    row = facts(
        feedback=(
            an_answer("f1", 33, ticket_id="t1"),
            an_answer("f2", 50, ticket_id="t2"),
        )
    )

    assert row.unhappy_ids == ("t1",)


def test_contact_is_time_of_the_owner_or_the_account_manager_at_the_customer():
    account = TWO.model_copy(
        update={"owner_ids": {"k1": "owner", "k2": None}, "account_manager_id": "am"}
    )

    rows = rows_of(
        account,
        time_entries=(
            a_time_entry("e1", "2026-09-03T08:00", agent_id="am", contract_id="k1"),
            a_time_entry("e2", "2026-09-09T08:00", agent_id="owner", contract_id="k2"),
            a_time_entry("e3", "2026-09-12T08:00"),
        ),
    )

    assert rows["k1"].last_contact_date == date(2026, 9, 9)
    assert rows["k1"].contact_ids == ("e2", "e1")
    assert rows["k2"].last_contact_date == date(2026, 9, 3)


def test_time_of_other_months_does_not_count():
    row = facts(
        time_entries=(
            a_time_entry("e1", "2026-08-31T23:59"),
            a_time_entry("e2", "2026-09-01T00:00", minutes=15),
        )
    )

    assert row.worked_minutes == 15


def test_a_contract_without_an_owner_has_no_contact_by_anybody():
    row = facts(time_entries=(a_time_entry(),))

    assert row.last_contact_date is None


def test_invoices_add_up_and_what_is_unpaid_is_named():
    row = facts(
        invoices=(
            an_invoice("i1", 10_000, 0),
            an_invoice("i2", 5_000, 2_500),
            an_invoice("i3", 9_000, 9_000, voided=True),
            an_invoice("i4", 9_000, 9_000, invoice_date=date(2026, 8, 31)),
            an_invoice("i5", -3_000, -3_000),
        )
    )

    assert row.invoiced_minor == 12_000
    assert row.unpaid == (
        UnpaidInvoice(id="i2", due_date=date(2026, 9, 30), due_minor=2_500),
    )


def test_seats_of_the_month_are_kept_with_its_facts():
    account = TWO.model_copy(update={"seats": {"k1": Decimal(12)}})

    rows = rows_of(account)

    assert (rows["k1"].seats, rows["k2"].seats) == (Decimal(12), None)
