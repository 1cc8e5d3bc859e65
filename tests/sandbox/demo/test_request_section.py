from datetime import date

from sandbox.demo.report import report
from sandbox.demo.request_section import waiting
from sandbox.demo.result import Requests, Settled

from .builders import a_result, a_waiting


def page(**over):
    return " ".join("\n".join(waiting(Requests(**over))).split())


def test_the_page_ends_with_the_request_that_waits_and_how_to_open_it():
    result = a_result(requests=Requests(waiting=a_waiting()))

    end = report(result).split("One request waits")[1]

    assert "python -m sandbox serve" in end
    assert "──" not in end.split("\n", 1)[1], "no section comes after it"


def test_a_request_is_told_in_money():
    told = page(waiting=a_waiting())

    assert "5.0% deep; -£1,046 of margin a year; 75.7% margin left" in told
    assert "86% likely with it, 84% without; it pays for itself from 92%" in told
    assert "Cheapest half of it" in told


def test_a_request_names_who_decides_and_until_when():
    told = page(waiting=a_waiting())

    assert (
        "Decides Ben Okafor (L1), who signs in as ben@msp.example, until 30 Nov 2026 "
        "23:59 UTC"
    ) in told


def test_a_link_stands_alone_on_its_line_and_is_never_cut():
    one = a_waiting()

    assert one.approvers[0].link in waiting(Requests(waiting=one))


def test_what_no_probability_pays_for_is_said():
    told = page(waiting=a_waiting(break_even=None, depth=None, cheapest=""))

    assert "no chance pays for it" in told
    assert "unknown deep" in told
    assert "no alternative pays for itself" in told


def test_what_became_of_the_request_before_is_told():
    settled = Settled(
        customer="Elm Hotels",
        contract_id="101",
        status="rejected",
        by=("Ben Okafor",),
        day=date(2026, 11, 26),
    )

    told = page(settled=settled)

    assert (
        "The request before, about contract 101 of Elm Hotels, is rejected by Ben "
        "Okafor on 26 Nov 2026."
    ) in told
    assert "Nothing waits for an approver" in told
