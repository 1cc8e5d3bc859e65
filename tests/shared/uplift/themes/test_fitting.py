import random

import pytest

from shared.domain.errors import InvalidInput
from shared.domain.theme import ThemeModel
from shared.uplift.themes.assigning import assign
from shared.uplift.themes.fitting import fit
from shared.uplift.themes.ticket import ThemeTicket
from tests.shared.uplift.themes.desk import NEW_TOPIC, TOPICS, WordCounts, tickets

ENCODE = WordCounts()


@pytest.fixture(scope="module")
def model():
    return fit(tickets(), ENCODE)


def test_each_topic_becomes_a_theme_named_in_its_own_words(model):
    ids = assign(model, tickets(), ENCODE)

    names = {theme.id: theme.name for theme in model.themes}
    by_topic = [{names.get(one) for one in ids[at : at + 63]} for at in (0, 63, 126)]
    assert by_topic == [
        {"Password reset"},
        {"Paper jam, printer"},
        {"Backup job failed"},
    ]


def test_the_same_tickets_give_the_same_model_in_any_order(model):
    shuffled = random.Random(3).sample(tickets(), k=len(tickets()))

    assert fit(shuffled, ENCODE) == model


def test_a_model_survives_its_document(model):
    assert ThemeModel.model_validate_json(model.model_dump_json()) == model


def test_examples_are_tickets_of_the_theme(model):
    book = {ticket.id: ticket for ticket in tickets()}

    for theme in model.themes:
        examples = [book[one] for one in theme.examples]
        assert assign(model, examples, ENCODE) == [theme.id] * 5


def test_the_document_holds_no_summary_and_nobodys_own_words():
    private = [ThemeTicket(str(n), "one", "Bluebird password reset") for n in range(9)]
    document = fit(tickets() + private, ENCODE).model_dump_json()

    assert "luebird" not in document
    assert not any(ticket.summary in document for ticket in tickets())


def test_a_refit_with_some_new_tickets_keeps_ids_names_and_tickets(model):
    new = [
        ThemeTicket(f"new {n}", "customer 1", f"{summary} again")
        for n, summary in enumerate(["Password reset", "Paper jam", "Backup failed"])
    ]

    refit = fit(tickets() + new, ENCODE, previous=model)

    assert {t.id: t.name for t in refit.themes} == {t.id: t.name for t in model.themes}
    assert assign(refit, tickets(), ENCODE) == assign(model, tickets(), ENCODE)
    assert refit.version != model.version


def test_a_new_topic_gets_a_new_id_and_the_others_keep_theirs(model):
    added = tickets({"projector": NEW_TOPIC}, start=900)

    refit = fit(tickets() + added, ENCODE, previous=model)

    before = {theme.id for theme in model.themes}
    assert {theme.id for theme in refit.themes} - before == {"theme-4"}
    assert set(assign(refit, added, ENCODE)) == {"theme-4"}


def test_the_number_of_a_theme_that_is_gone_is_not_given_again(model):
    fewer = {topic: TOPICS[topic] for topic in ("password", "printer")}
    without = fit(tickets(fewer), ENCODE, previous=model)

    refit = fit(
        tickets(fewer) + tickets({"projector": NEW_TOPIC}, start=900),
        ENCODE,
        previous=without,
    )

    assert {theme.id for theme in without.themes} < {t.id for t in model.themes}
    assert "theme-4" in {theme.id for theme in refit.themes}


def test_another_number_of_themes_can_be_asked_for(model):
    refit = fit(tickets(), ENCODE, previous=model, themes=2)

    assert len(refit.themes) == 2


def test_too_few_wordings_make_no_themes_and_leave_a_model_as_it_is(model):
    few = tickets()[:12]

    assert fit(few, ENCODE).themes == ()
    assert fit(few, ENCODE, previous=model) == model


def test_what_belongs_to_no_theme_is_left_to_the_rest(model):
    strange = [
        ThemeTicket("1", "a", "Quarterly forklift inspection"),
        ThemeTicket("2", "a", ""),
    ]

    assert assign(model, strange, ENCODE) == [None, None]


def test_a_ticket_is_assigned_alike_alone_and_among_others(model):
    alone = [assign(model, [ticket], ENCODE)[0] for ticket in tickets()[::20]]

    assert alone == assign(model, tickets(), ENCODE)[::20]


class Other(WordCounts):
    name = "word-counts-2"


def test_vectors_of_another_encoder_are_refused_for_assigning(model):
    with pytest.raises(InvalidInput, match=r"word-counts-1, not with word-counts-2"):
        assign(model, tickets(), Other())


def test_a_refit_with_another_encoder_starts_anew_with_new_numbers(model):
    refit = fit(tickets(), Other(), previous=model)

    assert refit.encoder == "word-counts-2"
    assert not {t.id for t in refit.themes} & {t.id for t in model.themes}
