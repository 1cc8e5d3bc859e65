import pytest

from bench import sentiment_fit, sentiment_sets
from bench.sentiment import label, share_called
from bench.sentiment_fit import fit, of_posts, of_sentences
from bench.sentiment_mails import WRAPPINGS, help_desk_mails, wrapped
from bench.sentiment_sets import Graded, Labelled
from shared.sentiment.model import weights

POSTS = [Labelled("This is awful and slow.", "negative")] * 5 + [
    *[Labelled("It is a table.", "neutral")] * 5,
    *[Labelled("This is great, well done!", "positive")] * 5,
]
SENTENCES = [Graded("A terrible day.", 1.8, "blog"), Graded("A joy.", 4.1, "blog")] * 5


@pytest.mark.parametrize(
    ("score", "name"),
    [(-0.06, "negative"), (-0.05, "neutral"), (0.05, "neutral"), (0.06, "positive")],
)
def test_a_score_is_named_by_the_cuts(score, name):
    assert label(score) == name


def test_shares_are_of_all_texts():
    assert (
        share_called(["a", "bcd"], "positive", lambda text: len(text) / 9 - 0.2) == 0.5
    )


def test_a_fit_tells_moods_apart_and_is_repeatable():
    posts, sentences = of_posts(POSTS), of_sentences(SENTENCES)

    fitted = fit(posts, sentences)

    bad, neutral, good = (fitted.mood(posts[n].found).tone for n in (0, 5, 10))
    assert bad < neutral < good
    assert fit(posts, sentences) == fitted


def test_made_mails_are_the_same_each_time_and_differ_from_each_other():
    mails = list(help_desk_mails(100))

    assert mails == list(help_desk_mails(100))
    assert len(set(mails)) > 90


def test_each_number_wraps_in_another_way():
    mails = {wrapped("The text.", number) for number in range(len(WRAPPINGS))}

    assert len(mails) == len(WRAPPINGS)
    assert all("The text." in mail for mail in mails)


@pytest.mark.slow
@pytest.mark.skipif(
    not sentiment_sets.present(),
    reason="the public texts are not beside the checkout",
)
def test_the_shipped_weights_are_those_of_a_new_fit():
    posts = of_posts(sentiment_sets.labelled("train"))
    sentences = of_sentences(sentiment_sets.graded(letters=False))

    fitted = sentiment_fit.fit(posts, sentences).by_name

    shipped = weights().by_name
    assert shipped.keys() <= fitted.keys()
    assert all(
        fitted[name] == pytest.approx(shipped[name], abs=0.02) for name in shipped
    )
