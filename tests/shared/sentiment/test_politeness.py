import pytest

from shared.sentiment.politeness import without_politeness

FACT = "The scanner prints blank pages."


def words(text):
    return "".join(
        c for c in without_politeness(text) if c.isalnum() or c == " "
    ).split()


@pytest.mark.parametrize(
    "formula",
    [
        *("I hope you are well.", "Hope this finds you well!", "Happy Friday!"),
        *("Have a great weekend.", "Wishing you a lovely evening.", "No rush."),
        *("Looking forward to hearing from you.", "Don't hesitate to call me."),
        *("Feel free to ring.", "Let me know if you need more.", "Many thanks!"),
        *("Any questions, just ask.", "Sorry for the late reply.", "Thanks Bob."),
        *("Any help would be greatly appreciated.", "Thank you for your time."),
        *("Thanks for getting back to me.", "Thanks in advance for your help."),
        *("We appreciate your support.", "Good to speak to you earlier."),
    ],
)
def test_a_formula_beside_a_fact_says_nothing(formula):
    assert words(f"{FACT} {formula}") == words(FACT)


@pytest.mark.parametrize(
    "thanks",
    [
        "Thank you, it works now.",
        "The scanner is fixed. Thanks!",
        "Perfect, that solved it. Many thanks!",
        "Thank you for fixing the scanner.",
        "Thank you for your help!",
    ],
)
def test_thanks_for_what_was_done_stay(thanks):
    assert {"Thank", "thanks", "Thanks"} & set(words(thanks))


@pytest.mark.parametrize(
    "text",
    [
        "I hope you understand how angry we are about this.",
        "We look forward to another year with you.",
        "Happy customers are rare here.",
        "Have a look at the terrible state of this.",
    ],
)
def test_sentences_that_begin_like_formulas_stay(text):
    assert words(text) == words(text.replace("please", ""))
    assert len(words(text)) == len(text.split())
