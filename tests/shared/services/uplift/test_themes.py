"""Themes in force over an engine in memory; the encoder is a fake."""

from dataclasses import replace

import numpy as np
import pytest

from shared.domain.errors import InvalidInput, NotFound
from shared.services.uplift import run, themes
from tests.shared.services import upstream
from tests.shared.services.engine import Engine
from tests.shared.services.uplift.offices import an_office

WORDS = ("printer", "mailbox", "vpn")


class OneWordEncoder:
    """Puts a text on the axis of the word it holds, a little off by its length."""

    name = "fake"

    def __call__(self, texts):
        rows = np.zeros((len(texts), 8), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for place, word in enumerate(WORDS):
                row[place] = float(word in text)
            row[7] = 0.01 * (len(text) % 7) + 0.001
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / lengths


@pytest.fixture
def engine():
    """Give an office whose tickets are about three things, synced."""
    places = ("hall", "office", "yard", "shop", "desk", "lab", "store", "gate", "bar")
    texts = [f"{word} broken in the {place}" for word in WORDS for place in places]
    tickets = [
        upstream.ticket(
            4000 + n,
            12 + n % 2,
            contract_id=301 + n % 2,
            summary=text,
            category_1="",
            opened=f"2026-{6 + n % 6:02d}-10",
        )
        for n, text in enumerate(texts)
    ]
    found = Engine(an_office(tickets=tickets))
    found.app = replace(found.app, encoder=OneWordEncoder)
    found.sync()
    return found


def looked(engine):
    run.plan(engine.app)
    engine.work()
    return engine


def test_the_first_themes_are_fitted_and_adopted_by_the_first_look(engine):
    looked(engine)

    model = engine.stores.themes.current()
    assert model.themes
    assert "ThemesAdopted" in [event.type for event in engine.timeline()]


def test_work_is_counted_by_the_themes_in_force(engine):
    looked(engine)

    rows = [row for row in engine.stores.work.of("12") if row.tickets]
    version = engine.stores.themes.current().version
    assert {row.theme_version for row in rows} == {version}
    assert all(sum(load.tickets for load in row.themes.values()) for row in rows)


def test_norms_are_the_mean_share_of_all_customers(engine):
    looked(engine)

    (book,) = engine.stores.theme_books.all()
    assert sum(theme.share for theme in book.themes.values()) <= 1
    assert any(theme.share > 0 for theme in book.themes.values())


def test_a_second_look_fits_nothing_anew(engine):
    before = looked(engine).stores.themes.current()

    looked(engine.later(days=1))

    assert engine.stores.themes.current() == before


def test_adopting_counts_all_months_again(engine):
    looked(engine)
    version = engine.stores.themes.current().version

    themes.adopt(engine.app, version, actor="ada")

    marked = {mark.customer_id for mark in engine.stores.uplift_due.some(100)}
    assert marked == {"12", "13"}


def test_a_version_that_was_never_fitted_cannot_be_adopted(engine):
    with pytest.raises(NotFound):
        themes.adopt(engine.app, "nothing", actor="ada")


def test_without_an_encoder_themes_are_left_out_and_cannot_be_fitted(engine):
    app = replace(engine.app, encoder=None)

    assert themes.in_force(app) is None
    with pytest.raises(InvalidInput, match="encoder"):
        themes.propose(app)
