"""Puts the stories together; the same arguments give the same bytes."""

import random
from datetime import date
from itertools import cycle, islice

from sandbox.portfolio.randomness import stream
from sandbox.portfolio.shapes import Portfolio, Quirks
from sandbox.portfolio.tenant import lookup_tables, tenant_ids
from sandbox.portfolio.uplift.cases import DECOYS, PLANTED
from sandbox.portfolio.uplift.desk import Desk
from sandbox.portfolio.uplift.papers import Papers, contract_id, usual_hours
from sandbox.portfolio.uplift.story import Story
from sandbox.rows import Row

FIRST_CLIENT_ID = 12
AGENT = 5
_ABROAD = {"America/New_York": "Eastern Standard Time"}


def plant(seed: int, customers: int, as_of: date) -> Portfolio:
    """Return a portfolio of so many customers, about half of them decoys.

    Its truth tells, by client id, the case and the detector that must find it; an
    empty detector means that none may.
    """
    dice = stream(seed, "uplift")
    ids = tenant_ids(stream(seed, "ids"))
    stories, truth = _stories(dice, customers, as_of)
    owner = _agent()
    papers, desk = Papers(as_of, owner), Desk(dice, ids, as_of, AGENT)
    tables = _tables(stories, papers, desk)
    return Portfolio(
        as_of=as_of,
        ids=ids,
        quirks=Quirks(),
        tables={
            **lookup_tables(stream(seed, "lookups"), ids),
            "Agent": [owner],
            "Item": papers.items(),
            **tables,
        },
        truth={"seed": seed, "as_of": as_of.isoformat(), "customers": truth},
    )


def _stories(
    dice: random.Random, customers: int, as_of: date
) -> tuple[list[Story], Row]:
    planted = [(name, found) for name, (found, _) in PLANTED.items()]
    decoys = [(name, "") for name in DECOYS]
    names = list(islice(cycle([*planted, *decoys]), customers))
    stories, truth = [], {}
    for number, (name, detector) in enumerate(names, FIRST_CLIENT_ID):
        story = _usual(dice, number)
        write = PLANTED[name][1] if detector else DECOYS[name]
        write(story, dice, as_of)
        stories.append(story)
        truth[str(number)] = {
            "case": name,
            "detector": detector,
            "topic": story.theme.category if story.theme else "",
            "hours": round(usual_hours(story), 2),
        }
    return stories, truth


def _usual(dice: random.Random, number: int) -> Story:
    seats = dice.randint(25, 110)
    return Story(
        number=number,
        seats=seats,
        calls=seats * dice.uniform(0.3, 0.55),
        level=dice.uniform(0.65, 1.0),
        list_factor=dice.uniform(0.99, 1.02),
        priced_months_ago=dice.randint(2, 18),
    )


def _tables(stories: list[Story], papers: Papers, desk: Desk) -> dict[str, list[Row]]:
    contracts, bills = [], []
    for story in stories:
        rows = papers.contracts(story) if story.contracted else []
        contracts += rows
        bills += [papers.bill(story, row["id"]) for row in rows if row["active"]]
        desk.work(story, contract_id(story) if rows else None)
    return {
        "Client": [papers.client(story) for story in stories],
        "ClientContract": contracts,
        "RecurringInvoice": bills,
        "Tickets": desk.tickets,
        "TimesheetEvent": sorted(desk.time, key=lambda row: row["start_date"]),
        "Asset": [row for story in stories for row in papers.assets(story)],
        "Users": [row for story in stories for row in papers.users(story)],
        "Site": [row for story in stories for row in _sites(story)],
        "Invoice": [],
        "Feedback": [],
    }


def _sites(story: Story) -> list[Row]:
    """Return the main site, and the second one where work is done there.

    A site of the MSP's own zone may not name it.
    """
    names = ["Main", "Depot"] if any(story.elsewhere) else ["Main"]
    told = story.zone in _ABROAD or story.number % 2
    zone = _ABROAD.get(story.zone, "GMT Standard Time") if told else ""
    return [
        {
            "id": story.number * 10 + place,
            "name": name,
            "client_id": story.number,
            "inactive": False,
            "timezone": zone,
        }
        for place, name in enumerate(names)
    ]


def _agent() -> Row:
    return {
        "id": AGENT,
        "name": "Alex Owner",
        "email": "alex@msp.example",
        "isdisabled": False,
        "team": "Account Management",
    }
