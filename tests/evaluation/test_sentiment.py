"""The reader of moods judged on public texts that it was not fitted on."""

import sys
from functools import cache

import pytest

from bench import sentiment_sets
from bench.sentiment import (
    auc,
    in_mails,
    macro_f1,
    rank_correlation,
    score,
    share_called,
)
from bench.sentiment_mails import WRAPPINGS, help_desk_mails
from shared.sentiment.reading import read

EQUAL = 0.002
mood = cache(score)  # AUC and F1 ask the same

with_data = pytest.mark.skipif(
    not sentiment_sets.present(),
    reason="the public texts are not beside the checkout",
)


@pytest.fixture(scope="module")
def posts():
    return sentiment_sets.labelled("test")


@pytest.fixture(scope="module")
def bare(posts):
    return auc(posts, mood), macro_f1(posts, mood)


@with_data
def test_negative_posts_are_told_from_the_rest(bare, capsys):
    with capsys.disabled():
        sys.stdout.write(f"\nposts: AUC {bare[0]:.4f}, macro F1 {bare[1]:.4f}\n")

    assert bare[0] >= 0.92
    assert bare[1] >= 0.80


@with_data
def test_quotes_and_signatures_cost_nothing(posts, bare):
    mails = in_mails(posts)

    assert auc(mails, mood) == pytest.approx(bare[0], abs=EQUAL)
    assert macro_f1(mails, mood) == pytest.approx(bare[1], abs=EQUAL)


@with_data
@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS)
def test_each_way_of_wrapping_is_taken_off(wrap, posts):
    some = [row.text for row in posts[:: len(posts) // 150]]

    assert [read(wrap(text)) for text in some] == [read(text) for text in some]


@with_data
def test_scores_follow_how_good_readers_found_letters(capsys):
    found = rank_correlation(sentiment_sets.graded(letters=True), score)

    with capsys.disabled():
        sys.stdout.write(f"\nletters: rank correlation {found:.4f}\n")
    assert found >= 0.50


@pytest.mark.parametrize("called", ["positive", "negative"])
def test_plain_help_desk_mails_have_no_mood(called):
    assert share_called(help_desk_mails(500), called, mood) < 0.03
