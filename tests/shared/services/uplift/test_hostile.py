"""Hostile texts of the other systems stay inert wherever an opportunity's text goes."""

import logging
from contextlib import redirect_stdout
from html.parser import HTMLParser
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest

from sandbox.demo import opportunities, uplift_section
from shared import bootstrap
from shared.cli.__main__ import main
from shared.telemetry import JsonLines
from shared.uplift.themes.naming import LONGEST
from tests.builders import TENANT
from tests.shared.hostile import HOSTILE, acts_on
from tests.shared.services.uplift.planted import Planted

LINE = 600  # characters; a customer's name and a title are 250 each


class Lines(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []
        self.addFilter(JsonLines(TENANT))

    def emit(self, record):
        self.lines.append(record.getMessage())


@pytest.fixture(scope="module")
def world():
    """Give the planted MSP after everything was done, and what was logged."""
    root, kept = logging.getLogger(), Lines()
    before = root.level
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    try:
        engine = Planted()
    finally:
        root.removeHandler(kept)
        root.setLevel(before)
    return SimpleNamespace(engine=engine, logs=kept.lines)


def shelf(engine, kind):
    return [one.properties for one in engine.hub.portal.records[kind].ordered()]


def theme_names(world):
    return [theme.name for theme in world.engine.stores.themes.current().themes]


def theme_terms(world):
    themes = world.engine.stores.themes.current().themes
    return [term for theme in themes for term in theme.terms]


def titles(world):
    return [one.opportunity.title for one in world.engine.found]


def proposed_lines(world):
    return [p.item for one in world.engine.found for p in one.opportunity.proposal]


def reasons(world):
    pursuits = world.engine.stores.projections.uplifts()
    return [one.reason for one in pursuits if one.reason]


def summaries(world):
    kinds = ("Opportunity", "Task", "CrmWrite", "Exception", "Renewal")
    return [
        event.summary
        for event in world.engine.timeline()
        if event.type.startswith(kinds)
    ]


def halopsa_tasks(world):
    return [task["summary"] for task in world.engine.tasks()]


def hubspot_deals(world):
    return [row["dealname"] for row in shelf(world.engine, "deals")]


def hubspot_tasks(world):
    return [row["hs_task_subject"] for row in shelf(world.engine, "tasks")]


def one_lines():
    return (
        theme_names,
        theme_terms,
        titles,
        proposed_lines,
        reasons,
        summaries,
        halopsa_tasks,
        hubspot_deals,
        hubspot_tasks,
    )


@pytest.mark.parametrize("place", one_lines(), ids=lambda place: place.__name__)
def test_it_is_one_short_line_without_anything_unseen(world, place):
    texts = place(world)

    assert texts
    for text in texts:
        assert acts_on(text) == []
        assert "\n" not in text
        assert len(text) <= LINE


@pytest.mark.parametrize("place", [theme_names, theme_terms])
def test_themes_are_called_by_plain_words(world, place):
    for text in place(world):
        assert text[:1].isalpha()
        assert set(text) - set(" ,'-") <= {c for c in text if c.isalnum()}
        assert len(text) <= LONGEST


@pytest.mark.parametrize(
    "place", [hubspot_deals, halopsa_tasks, hubspot_tasks], ids=lambda p: p.__name__
)
def test_what_other_systems_list_begins_with_our_own_words(world, place):
    assert all(text[0].isalpha() for text in place(world))


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, *attrs))

    def handle_comment(self, data):
        self.found.append(("comment", data))


def halopsa_details(world):
    return [task["details_html"] for task in world.engine.tasks()]


def hubspot_bodies(world):
    return [row["hs_task_body"] for row in shelf(world.engine, "tasks")]


@pytest.mark.parametrize(
    "place", [halopsa_details, hubspot_bodies], ids=lambda place: place.__name__
)
def test_html_holds_no_markup_but_our_own(world, place):
    texts = place(world)

    assert texts
    for text in texts:
        reader = Tags()
        reader.feed(text)
        reader.close()
        assert set(reader.found) <= {("p",), ("br",)}
        assert acts_on(text) == []


def said(monkeypatch, engine, *arguments):
    monkeypatch.setattr(bootstrap, "app", lambda: engine.app)
    told = StringIO()
    with redirect_stdout(told):
        main(["uplift", *arguments])
    return told.getvalue()


def explained(monkeypatch, engine):
    return "".join(
        said(monkeypatch, engine, "explain", one.id) for one in engine.found[::3]
    )


SCREENS = {
    "list": lambda patch, engine: said(patch, engine, "list"),
    "explain": explained,
    "review": lambda patch, engine: said(patch, engine, "review", "--month", "2026-12"),
    "fit": lambda patch, engine: said(patch, engine, "fit"),
    "report": lambda _, engine: reported(engine),
}


def reported(engine):
    """Give the demo's report of the best opportunities."""
    names = {one.id: one.name for one in engine.stores.customers.all()}
    picture = opportunities.picture(engine.app, names)
    shown: Any = SimpleNamespace(
        portrait=SimpleNamespace(uplift=picture, currency="GBP")
    )
    return "\n".join(uplift_section.uplift(shown))


@pytest.mark.parametrize("screen", SCREENS)
def test_a_terminal_shows_lines_and_obeys_nothing(world, monkeypatch, screen):
    told = SCREENS[screen](monkeypatch, world.engine)

    assert told
    for line in told.split("\n"):
        assert acts_on(line) == []
        assert "\t" not in line
        assert not line.lstrip().startswith("Approved by")


def test_each_log_line_is_one_line(world):
    assert world.logs
    assert [line for line in world.logs if "\n" in line or acts_on(line)] == []


def test_no_template_in_a_text_is_filled_in(world):
    told = "\n".join(
        text
        for place in (titles, summaries, halopsa_details, hubspot_deals, hubspot_bodies)
        for text in place(world)
    )

    assert "{{7*7}}${7*7}" in told


def test_every_hostile_text_reached_an_opportunity(world):
    owners = {one.opportunity.customer_id for one in world.engine.found}

    assert len(owners) == len(HOSTILE)
    assert world.engine.quarantined() == []
