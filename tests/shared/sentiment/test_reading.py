from decimal import Decimal

import pytest

from shared.sentiment.reading import NEGATIVE, POSITIVE, read


def mood(text):
    score = read(text).score
    if score is None:
        return "unknown"
    return "bad" if score < NEGATIVE else "good" if score > POSITIVE else "neutral"


def moods(mood, *texts):
    return [(text, mood) for text in texts]


NEGATION = [
    *moods(
        "bad",
        "We are not happy with the response.",
        "This is not good.",
        "I would not recommend you to anybody.",
        "Nobody has replied to us for weeks.",
    ),
    *moods(
        "neutral",
        "No problem at all.",
        "Can't complain, everything works.",
        "It was okay, no trouble with the login.",
    ),
    *moods(
        "good",
        "I can't thank you enough.",
        "No complaints here, the team has been wonderful.",
        "We could not be more pleased, excellent work.",
    ),
]
POLITENESS = [
    *moods(
        "neutral",
        "Hi team, could you please reset my password? Thanks in advance, kind regards",
        "Dear all, I hope you are well. We would like two laptops. Many thanks!",
        "It would be great if you could look at the scanner. Have a lovely day!",
        "Please find attached the signed quote. Thank you for your time.",
    ),
    *moods(
        "bad",
        "I'm afraid this is the third time, and we are disappointed.",
        "With respect, this is simply not good enough.",
        "Thank you for your email. Unfortunately we are still waiting, for weeks now.",
        "I hope you understand how frustrated my staff are. Kind regards",
        "I am writing to express my dissatisfaction with the response times.",
    ),
    *moods(
        "good",
        "Thanks for fixing the printer.",
        "It works now, thank you!",
        "Just wanted to say your engineer Tom was brilliant today.",
        "Thank you so much for sorting this out so quickly.",
    ),
]
JARGON = moods(
    "neutral",
    "The backup job failed with a critical error and the process was killed.",
    "Please kill the hung process on SRV02 and restart the service.",
    "The update is blocked and the install was aborted.",
    "User cannot log in, the account was locked after three failed attempts.",
    "Critical alert: host unreachable.",
    "Deadlock detected in the payroll database.",
    "Antivirus found malicious files and removed the threat.",
    "The printer on the first floor is slow.",
    "My screen is frozen.",
    "We have an issue with the label printer, it prints blank pages.",
)
OTHER_REGISTERS = [
    *moods(
        "bad",
        "Terrible app, keeps freezing and support never answers.",
        "Waste of money, do not buy.",
        "The camera is decent but the battery is awful.",
        "This is a horrible hack.",
        "I hate this API.",
        "Ugh, broken again...",
        "WTF is this code doing?",
        "Frankly, your service desk is useless.",
    ),
    *moods(
        "good",
        "Simple, fast and does exactly what I need. Five stars.",
        "A charming and often affecting journey.",
        "Great value, sturdy and looks nice.",
        "Awesome, works like a charm :)",
        "Nice catch!",
        "Excellent service as always.",
    ),
    *moods(
        "neutral",
        "Closing as duplicate.",
        "Please add a test for this.",
        "The film runs for two hours and is set in Leeds.",
        "The invoice for October is attached.",
    ),
]
# What the model can't do; a better one may change these.
LIMITS = [
    *moods(
        "good",
        "Great, another outage. Just what we needed.",  # sarcasm
        "The outcome was anything but good.",  # a negation without its word
    ),
    *moods(
        "neutral",
        "The plot is predictable and the acting is wooden.",  # unknown to the lexicon
        "We are paying for a service we do not get.",  # no word of it feels
    ),
]


@pytest.mark.parametrize(("text", "expected"), NEGATION)
def test_negation_turns_a_mood(text, expected):
    assert mood(text) == expected


@pytest.mark.parametrize(("text", "expected"), POLITENESS)
def test_politeness_is_no_mood_and_hides_none(text, expected):
    assert mood(text) == expected


@pytest.mark.parametrize(("text", "expected"), JARGON)
def test_words_of_the_trade_are_no_feelings(text, expected):
    assert mood(text) == expected


@pytest.mark.parametrize(("text", "expected"), OTHER_REGISTERS)
def test_reviews_chats_and_comments_are_read_too(text, expected):
    assert mood(text) == expected


@pytest.mark.parametrize(("text", "expected"), LIMITS)
def test_known_limits(text, expected):
    assert mood(text) == expected


@pytest.mark.parametrize(
    "text", ["", "Ok", "Done.", "Tuesday", "> Great!", "12:30", "Hi,"]
)
def test_too_little_text_is_unknown_and_never_neutral(text):
    found = read(text)

    assert found.score is None
    assert found.confidence == 0


@pytest.mark.parametrize("text", ["Great!", "Awful.", "Thanks!"])
def test_one_word_that_feels_is_enough(text):
    assert read(text).score


def test_a_longer_mail_of_the_same_mood_is_surer():
    short = read("Awful service.")
    long = read("Awful service, we are disappointed and angry about these weeks.")

    assert short.confidence < long.confidence


def test_words_are_those_of_the_writer():
    text = (
        "The scanner works.\n\nOn Tue, 3 Nov 2026, Sam wrote:\n> It is broken, sorry."
    )

    assert read(text).words == 3


@pytest.mark.parametrize(
    "text",
    [
        "love love love love great great best!!! :) " * 50,
        "hate awful worst terrible useless!!! " * 50,
        "\U0001f600 \ud83d fine text \x00 with odd characters",
    ],
)
def test_scores_and_confidences_stay_in_bounds(text):
    found = read(text)

    assert found.score
    assert -1 <= found.score <= 1
    assert 0 <= found.confidence <= 1


def test_a_reading_is_rounded_and_repeatable():
    found = read("The migration went well, thank you.")

    assert found.score
    assert found == read("The migration went well, thank you.")
    assert found.score == found.score.quantize(Decimal("0.0001"))
    assert found.confidence == found.confidence.quantize(Decimal("0.01"))


def test_themes_of_quoted_history_do_not_count():
    text = "See below.\n\nOn 3 Nov 2026, Dana wrote:\n> We want to cancel our contract."

    assert read(text).themes == ()


def test_themes_come_with_the_mood():
    found = read("This is unacceptable. We will not renew our contract.")

    assert found.themes == ("renewal", "cancel", "escalation")
    assert found.score
    assert found.score < NEGATIVE
