"""The drivers of mail: tone, worries, silence, replies, and who writes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from shared.scoring import (
    mail_senders,
    mail_silence,
    mail_tone,
    mail_worries,
    reply_lag,
)
from shared.scoring.drivers import DRIVERS
from shared.scoring.mail_history import history_of
from shared.scoring.score import score
from tests.shared.scoring.correspondence import a_mail, a_reply, every
from tests.shared.scoring.samples import AS_OF, POLICY, full_inputs, inputs_of


def inputs(*mails, **dates):
    """Give inputs with just this mail."""
    known = {"until_date": AS_OF, **dates}
    return inputs_of(mail=history_of(mails).model_copy(update=known))


def toned(tone, *, count, first=0, **over):
    return every(2, count=count, first=first, tone=Decimal(tone), **over)


def value(measure, *mails, **dates):
    return measure(inputs(*mails, **dates), POLICY).value


def test_few_mails_move_the_tone_little():
    few = value(mail_tone.measure, *toned("-0.8", count=2))
    many = value(mail_tone.measure, *toned("-0.8", count=40))

    assert Decimal("-0.2") < few < Decimal("0.1")
    assert many < Decimal("-0.65")


def test_the_tone_is_drawn_to_the_customers_own_past():
    grumpy = [*toned("-0.4", count=60, first=150), *toned("0.0", count=3)]
    sunny = [*toned("0.6", count=60, first=150), *toned("0.0", count=3)]

    assert value(mail_tone.measure, *grumpy) < value(mail_tone.measure, *sunny)


def test_unsure_judgements_count_less():
    sure = toned("-0.8", count=10)
    unsure = toned("-0.8", count=10, confidence=Decimal("0.1"))

    assert value(mail_tone.measure, *sure) < value(mail_tone.measure, *unsure)


def test_mails_too_short_to_judge_are_unknown_and_not_neutral():
    assert value(mail_tone.measure, *every(2, count=20, tone=None)) is None


def test_the_evidence_of_the_tone_are_the_bad_mails():
    mails = [*toned("0.5", count=3), a_mail(9, tone=Decimal("-0.9"))]

    assert mail_tone.measure(inputs(*mails), POLICY).evidence == ("m9",)


def test_a_change_of_tone_is_against_the_own_past():
    mails = [*toned("0.4", count=10, first=150), *toned("-0.1", count=10)]

    assert value(mail_tone.measure_change, *mails) == Decimal("-0.5")


@pytest.mark.parametrize(("now", "before"), [(4, 10), (10, 4), (10, 0)])
def test_a_change_needs_five_judged_mails_on_either_side(now, before):
    mails = [*toned("0.4", count=before, first=150), *toned("-0.1", count=now)]

    assert value(mail_tone.measure_change, *mails) is None


def test_worries_are_a_share_of_what_came():
    mails = [*every(3, count=8), a_mail(91, themes=("price",)), a_mail(92)]

    assert value(mail_worries.measure, *mails) == Decimal("0.1")
    assert value(mail_worries.measure, *mails[-3:]) is None


@pytest.mark.parametrize("theme", ["praise", "renewal", "new_decision_maker"])
def test_not_every_theme_is_a_worry(theme):
    assert value(mail_worries.measure, *every(3, count=8, themes=(theme,))) == 0


def test_silence_is_measured_by_the_customers_own_habit():
    weekly, daily = every(7, count=10, first=28), every(1, count=10, first=28)

    assert value(mail_silence.measure, *weekly) == ratio(29, 7)
    assert value(mail_silence.measure, *daily) == 29


def test_days_of_which_no_mail_is_known_are_not_quiet():
    mails = every(2, count=10, first=28)
    known = AS_OF - timedelta(days=20)

    assert value(mail_silence.measure, *mails, until_date=known) == ratio(9, 2)


def test_a_champion_may_be_silent_while_others_write():
    mails = [
        *every(2, count=20, first=40, person_id="p1"),
        *every(2, count=10, person_id="p2"),
    ]
    measured = mail_silence.measure_champion(inputs(*mails), POLICY)

    assert measured.value == ratio(41, 2)
    assert measured.evidence == ("p1",)
    assert value(mail_silence.measure, *mails) < 1


def test_a_rhythm_that_is_not_known_is_no_silence():
    assert value(mail_silence.measure, *every(2, count=3, first=90)) is None


def test_replies_are_measured_by_their_median():
    pairs = [
        one
        for number, lag in enumerate((1, 4, 90))
        for one in (
            a_mail(number, days=7, hours=lag),
            a_reply(number, days=7),
        )
    ]

    assert value(reply_lag.measure, *pairs) == 4
    assert value(reply_lag.measure, *pairs[:4]) is None


def test_fewer_people_write_than_before():
    before = [
        mail
        for person in ("p1", "p2", "p3", "p4")
        for mail in every(10, count=20, first=140, person_id=person)
    ]
    now = every(10, count=9, person_id="p1")

    assert value(mail_senders.measure, *before, *now) == Decimal("0.25")
    assert value(mail_senders.measure, *now) is None


def test_a_month_that_has_only_begun_is_not_compared():
    """On its 15th day p1 alone has written; the others will."""
    before = [
        mail
        for person in ("p1", "p2")
        for mail in every(10, count=20, first=20, person_id=person)
    ]

    assert value(mail_senders.measure, *before, *every(5, count=2)) == 1


@pytest.mark.parametrize(
    "name", [name for name, driver in DRIVERS.items() if driver.from_mail]
)
def test_without_mail_no_driver_of_it_has_a_value(name):
    assert DRIVERS[name].measure(inputs(), POLICY).value is None


def test_bad_mail_costs_readiness_and_says_why():
    good = history_of(toned("0.5", count=40))
    bad = history_of(
        [
            *toned("0.5", count=40, first=150),
            *toned("-0.7", count=40, themes=("cancel",)),
        ]
    )

    scores = [
        score(full_inputs(mail=mail), POLICY, playbook_version="1")
        for mail in (good, bad)
    ]

    assert scores[1].readiness < scores[0].readiness - 8
    costly = {d.name for d in scores[1].drivers if d.points < d.points_possible}
    assert {"mail_tone", "mail_tone_change", "mail_worries"} <= costly


def scored(*mails, **dates):
    mail = history_of(mails).model_copy(update={"until_date": AS_OF, **dates})
    return score(full_inputs(mail=mail), POLICY, playbook_version="1")


def points(result, *names):
    """Give the share of their points that drivers kept; None where none is known."""
    found = {d.name: d for d in result.drivers if d.points_possible}
    known = [found[name] for name in names if name in found]
    return (
        sum(d.points for d in known) / sum(d.points_possible for d in known)
        if known
        else None
    )


def content(*, first=0, answered=timedelta(hours=3), **over):
    """Give half a year of letters, each of which we answered."""
    mails = every(4, count=45, first=first, tone=Decimal("0.3"), **over)
    answers = [
        a_reply(mail.id.removeprefix("m"), at=mail.at + answered) for mail in mails
    ]
    return [*mails, *answers]


def crowd(size, *, first=0):
    """Give three months of letters by so many people."""
    people = (f"p{n}" for n in range(1, size + 1))
    return [
        mail
        for one in people
        for mail in every(6, count=17, first=first, person_id=one)
    ]


CALM = content()
STORIES = {
    "the champion went quiet, others write": (
        [*content(first=45), *every(4, count=11, person_id="p2")],
        {"champion_silence"},
    ),
    "all went quiet": (content(first=60), {"mail_silence", "champion_silence"}),
    "the tone falls": (
        [*content(first=92), *every(4, count=23, tone=Decimal("-0.6"))],
        {"mail_tone", "mail_tone_change"},
    ),
    "they talk about the price": (
        [*content(first=92), *every(4, count=23, themes=("price",))],
        {"mail_worries"},
    ),
    "they talk about leaving": (
        [*content(first=92), *every(4, count=23, themes=("cancel", "competitor"))],
        {"mail_worries"},
    ),
    "they wait for our answers": (content(answered=timedelta(days=4)), {"reply_lag"}),
    "fewer of them write": (
        [*crowd(4, first=107), *crowd(1)],
        {"mail_senders"},
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_a_score_moves_as_its_story_goes(story):
    mails, costly = STORIES[story]
    calm, found = scored(*CALM), scored(*mails)

    assert points(calm, *costly) == 1
    assert points(found, *costly) < Decimal("0.5")
    assert found.readiness < calm.readiness


def test_no_mail_at_all_is_unknown_and_no_penalty():
    without = score(full_inputs(mail=None), POLICY, playbook_version="1")
    silent = scored()

    assert silent.readiness == without.readiness
    assert silent.coverage < without.coverage
    mail = [d for d in silent.drivers if DRIVERS[d.name].from_mail]
    assert mail
    assert all((d.value, d.points_possible) == (None, 0) for d in mail)


def test_while_gmail_is_down_nobody_is_silent():
    """Mail is known until three weeks ago, and came every four days until then."""
    mails = content(first=22)
    known = AS_OF - timedelta(days=21)

    up, down = scored(*mails), scored(*mails, until_date=known)

    silence = {"mail_silence", "champion_silence"}
    assert points(up, *silence) < points(down, *silence) == 1
    assert down.readiness > up.readiness


def ratio(numerator, denominator):
    return round(Decimal(numerator) / Decimal(denominator), 4)
