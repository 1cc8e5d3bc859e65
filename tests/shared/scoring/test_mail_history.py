"""The summary of a customer's mail: months, waits, and who usually writes."""

import random
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shared.domain.correspondence import MailHistory
from shared.scoring.mail_history import history_of
from tests.shared.scoring.correspondence import a_mail, a_reply, every


def waits(*mails):
    return [one for month in history_of(mails).months for one in month.waits]


def test_no_mail_is_an_empty_history():
    assert history_of([]) == MailHistory()


def test_the_order_of_the_mails_makes_no_difference():
    mails = [*every(5, count=20), *every(9, count=9, person_id="p2"), a_reply(3)]
    shuffled = random.Random(1).sample(mails, len(mails))

    assert history_of(shuffled) == history_of(mails)


def test_a_month_counts_what_came_and_went():
    mails = [
        a_mail(1, tone=Decimal("-0.5"), confidence=Decimal("0.8"), themes=("cancel",)),
        a_mail(2, tone=None, confidence=Decimal(0), person_id="p2"),
        a_mail(3, themes=("praise",)),
        a_reply(3, hours=-1),
    ]

    (month,) = history_of(mails).months

    assert (month.month, month.received, month.sent) == ("2026-09", 3, 1)
    assert (month.judged, month.senders, month.worried) == (2, 2, 1)
    assert (month.tone, month.confidence) == (Decimal("-0.20"), Decimal("1.8"))
    assert month.themes == {"cancel": 1, "praise": 1}
    assert month.bad_ids == month.worried_ids == ("m1",)


@pytest.mark.parametrize(
    ("asked", "answered", "minutes"),
    [
        ("2026-09-14T12:00", "2026-09-14T16:30", 270),
        ("2026-09-11T16:00", "2026-09-14T09:00", 8 * 60 + 9 * 60),  # over a weekend
        ("2026-09-12T10:00", "2026-09-13T10:00", 0),  # within one
        ("2026-09-12T10:00", "2026-09-14T01:00", 60),
    ],
)
def test_a_wait_is_measured_without_weekends(asked, answered, minutes):
    def moment(text):
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    found = waits(a_mail(1, at=moment(asked)), a_reply(1, at=moment(answered)))

    assert found == [minutes]


def test_a_wait_begins_with_the_first_mail_that_nobody_answered():
    mails = [
        a_mail(1, hours=9),
        a_mail(2, hours=6, thread="t1"),
        a_reply(1, hours=3),
        a_mail(3, hours=2, thread="t1"),
    ]

    assert waits(*mails) == [6 * 60]


def test_our_own_first_word_is_no_answer():
    assert waits(a_reply(1, hours=3), a_mail(1)) == []


def test_a_rhythm_is_known_from_five_days_on():
    assert history_of(every(3, count=4)).gap_days is None
    assert history_of(every(3, count=5)).gap_days == 3


def test_several_mails_of_a_day_are_one_day_of_the_rhythm():
    mails = [*every(4, count=5), *every(4, count=5, person_id="p2")]

    assert history_of(mails).gap_days == 4


def test_the_champion_is_who_wrote_on_the_most_days():
    mails = [
        *every(2, count=10, first=30, person_id="p2"),
        *every(5, count=6, person_id="p1"),
    ]

    found = history_of(mails)

    assert found.champion_id == "p2"
    assert found.champion_last_date == date(2026, 8, 15)
    assert found.champion_gap_days == 2


def test_nobody_is_the_champion_of_a_few_mails():
    assert history_of(every(2, count=4)).champion_id == ""


def test_mail_of_an_unknown_person_makes_no_champion():
    assert history_of(every(2, count=9, person_id="")).champion_id == ""


def test_who_left_long_ago_is_no_champion_and_an_old_rhythm_no_measure():
    mails = [
        *every(1, count=90, first=400, person_id="p2"),
        *every(7, count=20, person_id="p1"),
    ]

    found = history_of(mails)

    assert (found.champion_id, found.gap_days) == ("p1", Decimal(7))
    assert sum(month.received for month in found.months) == 110
