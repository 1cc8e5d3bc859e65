import time

import pytest

from shared.sentiment.tokens import MOST, tokens, words_of


def negated(text):
    return {token.word for token in tokens(text) if token.negated}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not happy", {"happy"}),
        ("We aren't happy at all.", {"happy", "at", "all"}),
        ("without trouble", {"trouble"}),
        ("not happy. Glad now", {"happy"}),
        ("not bad but slow", {"bad"}),
        ("not without issues", set()),
        ("happy, not", set()),
        ("never once in all these years good", {"once", "in", "all", "these"}),
    ],
)
def test_a_negation_reaches_four_words_of_its_clause(text, words):
    assert negated(text) == words


def test_thanking_that_cannot_be_enough_is_no_negation():
    assert negated("I can't thank you enough.") == set()


@pytest.mark.parametrize(
    "text",
    [
        "See https://great.example/love",
        "awesome@love.example",
        "`love = great`",
        "/love/great/awesome",
    ],
)
def test_code_and_addresses_say_nothing(text):
    assert not {"love", "great", "awesome"} & {token.word for token in tokens(text)}
    assert not {"love", "great", "awesome"} & set(words_of(text))


def test_words_of_politeness_count_as_words():
    assert words_of("Please call me!") == ["please", "call", "me"]


def test_only_so_many_words_are_looked_at():
    assert len(tokens("word " * 3_000)) == MOST


@pytest.mark.parametrize(
    "part",
    [
        *("a", "not ", "`", "`a", "a@", "/a", "!", "http://", "a-", "thanks ", "."),
        *(
            "i hope you are ",
            "any help ",
            "thank you for the ",
            "would be ",
            "can't thank ",
        ),
        *("if you have ", "have a very good ", "appreciate your "),
    ],
)
def test_hostile_text_costs_no_more_than_its_length(part):
    began = time.perf_counter()

    tokens(part * (20_000 // len(part)))

    assert time.perf_counter() - began < 1
