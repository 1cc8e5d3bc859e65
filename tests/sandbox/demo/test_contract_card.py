from datetime import date
from decimal import Decimal

from sandbox.demo.contract_card import card, next_step, when
from sandbox.demo.result import NextTask

from .builders import a_candidate


def test_a_card_says_what_is_at_stake_by_when_and_why():
    text = "\n".join(card(1, a_candidate()))

    assert "Elm Hotels · Managed Services (contract 101)" in text
    assert "£12,000 at risk" in text
    assert "decision due 25 Dec 2026 (in 30 days); the term ends on 31 Mar 2027" in text
    assert "£60,000 a year · readiness 41 of 100 (at risk)" in text
    assert "80% likely to renew (61% to 92%)" in text


def test_an_insufficient_score_is_not_shown_as_a_readiness():
    thin = a_candidate(band="insufficient_evidence", coverage=Decimal("0.21"))

    text = "\n".join(card(1, thin))

    assert "only 21% of the evidence is there" in text
    assert "readiness" not in text


def test_a_passed_day_of_notice_is_told_as_what_it_is():
    locked = a_candidate(
        locked=True, decision_date=date(2026, 11, 1), term_end=date(2026, 12, 31)
    )

    assert when(locked) == (
        "the day to give notice was 1 Nov 2026; the contract renews itself on "
        "31 Dec 2026 unless the customer gave notice"
    )


def test_a_term_that_is_over_is_told_as_over():
    over = a_candidate(
        decision_date=date(2026, 9, 26), term_end=date(2026, 9, 26), days_left=-60
    )

    assert when(over) == "its term ended on 26 Sep 2026 (60 days ago) without a renewal"


def test_the_next_step_is_the_open_task_or_the_day_on_which_there_will_be_one():
    task = NextTask(
        title="Decision call",
        owner="Ravi Hale",
        due_date=date(2026, 12, 24),
        ticket_id="46001",
    )

    assert next_step(a_candidate(next_task=task)) == (
        "Decision call - Ravi Hale, due 24 Dec 2026, ticket 46001"
    )
    assert next_step(a_candidate()) == ("no task yet: its renewal opens on 26 Sep 2026")
