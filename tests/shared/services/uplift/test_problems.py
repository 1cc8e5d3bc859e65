"""A theme's problem record in HaloPSA: on request, once, named on its tickets."""

from collections import Counter
from dataclasses import replace
from itertools import count

import pytest

from shared.domain.contract import AutomationMode
from shared.domain.errors import NotFound, PolicyViolation
from shared.domain.opportunity import CUSTOMER_LINE
from shared.services import ask_effects, govern
from shared.services.uplift import explain, problems, pursue
from tests.shared.services.test_crm_crashes import Dying, Killed, deliver
from tests.shared.services.uplift.theme_office import ThemeOffice


@pytest.fixture
def office():
    return ThemeOffice(connected=False)


def asked(office, *, times=1):
    theme = office.theme
    for _ in range(times):
        problems.ask(office.app, theme.id, actor="ann")
    office.work()
    return theme


def test_nobody_who_did_not_ask_gets_a_problem_record(office):
    pursue.accept(office.app, office.theme.id, actor="ann")
    office.work()

    assert office.problems() == []


def test_asking_makes_a_ticket_of_the_problem_type_that_links_its_examples(office):
    theme = asked(office)

    (record,) = office.problems()
    assert record["summary"].startswith("Problem: Customer 12 - Managed print for")
    assert record["client_id"] == 12
    for ticket_id in theme.opportunity.examples:
        assert (
            f"https://acme.halopsa.com/ticket?id={ticket_id}"
            in (record["details_html"])
        )


def test_each_example_gets_a_private_note_that_names_the_problem(office):
    theme = asked(office)

    (record,) = office.problems()
    noted = {str(note["ticket_id"]) for note in office.notes()}
    assert noted == set(theme.opportunity.examples)
    assert all(note["hiddenfromuser"] for note in office.notes())
    assert all(f"record {record['id']} " in note["note"] for note in office.notes())


def test_asking_twice_makes_one(office):
    asked(office, times=2)
    asked(office)

    assert len(office.problems()) == 1
    told = Counter(event.type for event in office.events_of(12, CUSTOMER_LINE))
    assert told["ProblemRequested"] == 1


def test_it_stands_on_the_timeline_and_is_explained(office):
    theme = asked(office)

    (record,) = office.problems()
    told = explain.explained(office.app, theme.id).lines
    assert f"problem record delivered as ticket {record['id']}" in told
    (event,) = (e for e in office.timeline() if e.type == "ProblemRequested")
    assert event.actor == "ann"


def test_it_is_no_ticket_of_the_customers_to_the_engine(office):
    asked(office)
    office.later(hours=1).sync()

    (record,) = office.problems()
    kept = {ticket.id for ticket in office.stores.tickets.all()}
    assert str(record["id"]) not in kept


def test_in_shadow_it_is_recorded_until_somebody_asks_outside_of_it():
    office = ThemeOffice(connected=False, book={"default_mode": "shadow"})
    theme = asked(office, times=2)
    assert office.problems() == []

    contract_id = theme.opportunity.contract_id
    govern.set_mode(
        office.app, contract_id, AutomationMode.PILOT, actor="lea", reason="pilot"
    )
    asked(office)

    assert len(office.problems()) == 1


def test_the_kill_switch_holds_it_back(office):
    govern.stop_effects(office.app, stopped=True, actor="lea", reason="a doubt")
    asked(office)
    assert office.problems() == []

    govern.stop_effects(office.app, stopped=False, actor="lea", reason="no doubt")
    ask_effects.relay(office.app)
    office.work()

    assert len(office.problems()) == 1


def test_without_a_type_it_is_refused(office):
    app = replace(office.app, problem_ticket_type="")

    with pytest.raises(PolicyViolation, match="HALOPSA_PROBLEM_TICKET_TYPE"):
        problems.ask(app, office.theme.id, actor="ann")


def test_what_is_no_theme_has_no_problem(office):
    other = next(
        p for p in pursue.listed(office.app) if p.opportunity.kind == "price_increase"
    )

    with pytest.raises(PolicyViolation, match="no theme"):
        problems.ask(office.app, other.id, actor="ann")
    with pytest.raises(NotFound):
        problems.ask(office.app, "u0", actor="ann")


def test_an_example_that_is_gone_does_not_hold_it_up(office):
    gone = int(office.theme.opportunity.examples[0])
    office.rows["Tickets"].remove(gone)

    asked(office)

    assert len(office.problems()) == 1
    assert gone not in {note["ticket_id"] for note in office.notes()}


def test_without_an_outcome_no_ticket_is_noted():
    office = ThemeOffice(connected=False, config={"note_outcome": ""})

    asked(office)

    assert len(office.problems()) == 1
    assert office.notes() == []


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fatal", range(2, 26, 3))
def test_a_death_at_any_call_makes_one_record_and_one_note_a_ticket(fatal, after):
    office = ThemeOffice(connected=False)
    problems.ask(office.app, office.theme.id, actor="ann")
    office.lose()

    assert dies(office, fatal, after=after)
    ask_effects.relay(office.later(minutes=20).app)
    office.work()

    assert len(office.problems()) == 1
    notes = Counter(str(note["ticket_id"]) for note in office.notes())
    assert notes == dict.fromkeys(office.theme.opportunity.examples, 1)


def dies(office, fatal, *, after):
    """Deliver in a process that dies at its so-manieth call; tell whether it did."""
    calls = count()
    process = office.process(
        tables=Dying(office.tables, calls, fatal, after=after),
        halo=Dying(office.client(), calls, fatal, after=after),
    )
    try:
        deliver(office, process)
    except Killed:
        return True
    return False
