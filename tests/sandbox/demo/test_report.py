from datetime import date

from sandbox.demo.layout import WIDTH, table
from sandbox.demo.report import report

from .builders import a_candidate, a_change, a_portrait, a_result


def test_no_line_is_wider_than_the_screen():
    long = a_candidate(
        customer="Southbank Charitable Trust for Precision Tools and Veterinary Care",
        reference="Managed Services, Security and Cloud Backup",
        reasons=("no account contact for 116 days " * 5,),
    )

    page = report(a_result(portrait=a_portrait(attention=(long,))))

    assert max(map(len, page.splitlines())) <= WIDTH


def test_a_long_last_column_is_wrapped_and_not_cut():
    lines = table(["", "why"], [["x", "word " * 40]])

    assert sum(line.count("word") for line in lines) == 40
    assert max(map(len, lines)) <= WIDTH


def test_money_has_thousands_separators_and_a_currency():
    assert "£1,234,567 a year" in " ".join(report(a_result()).split())


def test_the_share_of_tickets_that_count_for_no_contract_is_told():
    assert "39 of 1,000 tickets (3.9%)" in report(a_result())


def test_many_rejected_ids_are_counted_beyond_the_first():
    page = " ".join(report(a_result()).split())

    assert "40001, 40002, 40003, 40004, 40005, 40006, 40007, 40008 and 4 more" in page


def test_a_first_run_tells_its_figures():
    page = " ".join(report(a_result()).split())

    assert (
        "First run on these data: 994 changed records, 7 timeline events, 0 new "
        "scores, 1 delivered effect, 1 write to HaloPSA and 0 writes to HubSpot."
    ) in page


def test_a_second_run_says_that_nothing_changed():
    second = a_result(earlier_runs=(date(2026, 11, 25),), change=a_change())

    page = " ".join(report(second).split())

    assert (
        "Nothing changed, as it should be on the same data: 0 changed records, 0 "
        "timeline events, 0 new scores, 0 delivered effects, 0 writes to HaloPSA and "
        "0 writes to HubSpot."
    ) in page


def test_a_run_on_another_day_says_that_the_day_changes_things():
    second = a_result(
        earlier_runs=(date(2026, 11, 24),), change=a_change(scores=62, events=1)
    )

    page = " ".join(report(second).split())

    assert "the last run was on 24 Nov 2026 and today is 25 Nov 2026" in page
    assert "some things change rightly" in page


def test_a_broken_chain_is_not_hidden():
    page = report(a_result(portrait=a_portrait(chain_faults=2)))

    assert "The timeline has 2 faults." in page
