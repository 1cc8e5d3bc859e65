"""Contracts that are back after their renewal was given up."""

from datetime import date

import pytest

from shared.domain.contract import RenewalMode
from shared.domain.event import EventType
from shared.workflow.situation import Successor
from tests.builders import a_contract, terms
from tests.shared.workflow.story import Story, kinds

T60 = date(2027, 1, 30)
GONE = [
    {"contract": None},
    {"contract": a_contract(active=False)},
    {"terms": terms(renewal_mode=RenewalMode.NONE)},
]


def given_up(over):
    story = Story()
    story.day(T60)
    story.day(date(2027, 2, 1), **over)
    return story


@pytest.mark.parametrize("over", GONE)
def test_a_contract_that_is_back_is_shown_to_its_owner(over):
    """No renewal opens twice for one term, so nobody would look at it."""
    story = given_up(over)

    (raised,) = story.day(date(2027, 2, 2))

    assert raised.type == EventType.EXCEPTION_RAISED
    assert raised.data["rule"] == "renewal_came_back"
    assert (raised.data["owner_id"], raised.data["value_minor"]) == ("5", 1_200_000)


def test_it_is_told_once():
    story = given_up(GONE[0])
    story.day(date(2027, 2, 2))

    assert story.days(date(2027, 2, 3), date(2027, 3, 31)) == []


@pytest.mark.parametrize(
    "over",
    [
        {"contract": a_contract(active=False)},
        {"terms": terms(end_date=date(2028, 3, 31))},
        {"successor": Successor(contract_id="302", start_date=None, mrr_minor=1)},
    ],
)
def test_it_is_settled_by_an_end_a_new_term_or_a_successor(over):
    story = given_up(GONE[0])
    story.day(date(2027, 2, 2))

    events = story.day(date(2027, 2, 3), **over)

    assert kinds(events) == [EventType.EXCEPTION_CLOSED]


def test_a_contract_that_stays_away_is_no_exception():
    story = given_up(GONE[0])

    assert story.days(date(2027, 2, 2), date(2027, 3, 1), **GONE[0]) == []
