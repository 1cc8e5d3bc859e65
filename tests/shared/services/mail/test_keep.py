"""What is kept of mail: whose it is and what it says of their mood, never the words."""

from datetime import timedelta
from decimal import Decimal

import pytest

from shared.domain.correspondence import Direction

from .office import ALEX, DANA, PAT, SAM, SENDER, Office, two_customers, user


@pytest.fixture
def office():
    return Office().opened()


def test_a_customers_mail_is_kept_as_a_fact(office):
    office.post(1).read()

    (fact,) = office.facts()
    assert (fact.customer_id, fact.person_id) == ("12", "901")
    assert fact.direction is Direction.RECEIVED
    assert (fact.tone, fact.confidence) == (Decimal("0.3"), Decimal("0.8"))
    assert fact.words == 8


def test_our_own_words_are_not_read(office):
    office.post(1, sender=ALEX, to=(DANA,)).read()

    (fact,) = office.facts()
    assert fact.direction is Direction.SENT
    assert (fact.tone, fact.words) == (None, 0)


def test_a_short_text_has_no_tone_instead_of_a_neutral_one(office):
    office.post(1, text="Thanks").read()

    assert office.facts()[0].tone is None


def test_themes_are_kept_as_codes(office):
    office.post(1, text="We may terminate, the service is poor.").read()

    assert office.facts()[0].themes == ("cancel",)


def test_an_unknown_writer_of_a_known_domain_is_the_customers(office):
    office.post(1, sender="new.person@elm.example").read()

    (fact,) = office.facts()
    assert (fact.customer_id, fact.person_id) == ("12", "")


def test_copies_in_several_mailboxes_count_once(office):
    office.post(1, to=(ALEX, SAM)).read()

    assert len(office.facts()) == 1
    assert {office.counts(box).get("known", 0) for box in (ALEX, SAM)} == {0, 1}


def test_a_reply_is_in_the_thread_of_what_it_answers(office):
    office.post(1)
    office.post(2, sender=ALEX, to=(DANA,), references=("1@elm.example",)).read()

    first, second = office.facts()
    assert first.thread == second.thread


def test_ids_are_keyed_and_say_nothing(office):
    office.post(1).read()

    (fact,) = office.facts()
    assert "elm" not in fact.model_dump_json()
    assert len(fact.id) == 32


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"sender": "eve@nobody.example"}, "stranger"),
        ({"sender": f"desk@{ALEX.partition('@')[2]}"}, "internal"),
        ({"sender": SENDER, "to": (ALEX,)}, "engine"),
        ({"headers": {"X-Renewal-Key": "RN1"}}, "engine"),
        ({"headers": {"Auto-Submitted": "auto-replied"}}, "automatic"),
        ({"headers": {"List-Id": "<x>"}}, "bulk"),
        ({"dmarc": "fail"}, "not_authentic"),
        ({"labels": ("SPAM",)}, "spam"),
        ({"labels": ("TRASH",)}, "trash"),
        ({"sender": "eve@gmail.com"}, "stranger"),
        (
            {"sender": ALEX, "to": (DANA, "lee@oak.example")},
            "several_customers",
        ),
        ({"sender": f"{DANA}, {PAT}"}, "no_sender"),
    ],
)
def test_what_does_not_count_is_not_even_read(office, over, reason):
    office.post(1, **over).read()

    assert office.facts() == []
    assert office.counts()[reason] == 1
    assert reads_of_text(office) == 0


def test_a_private_address_counts_for_its_owner_only(office):
    office.post(1, sender="jo.private@gmail.com").read()

    assert [fact.customer_id for fact in office.facts()] == ["13"]


def test_a_domain_of_two_customers_is_neithers():
    users = [user(1, 12, DANA), user(2, 13, PAT)]
    office = Office(two_customers(users)).opened()

    office.post(1, sender="third@elm.example").post(2, sender=PAT).read()

    assert [fact.customer_id for fact in office.facts()] == ["13"]


def test_a_message_that_vanished_is_skipped(office):
    office.post(1).post(2)
    box = office.gmail.box(ALEX)
    box.delete(next(iter(box.messages)), office.clock.now())

    office.read()

    assert len(office.facts()) == 1
    assert office.counts()["vanished"] == 1


def test_what_was_kept_becomes_the_customers_summary(office):
    for day in range(6):
        office.post(day, text="Everything here works well.").later(days=1)
    office.read()

    history = office.stores.mail_summaries.get("12", "mail").history
    assert sum(month.received for month in history.months) == 6
    assert history.champion_id == "901"
    assert history.gap_days == 1


def test_drafts_leave_no_trace(office):
    office.post(1, labels=("DRAFT",)).later(minutes=1).read()

    assert office.facts() == []
    assert office.counts()["draft"] == 1


def test_mail_moved_to_the_inbox_later_counts_then(office):
    office.post(1, labels=("SPAM",)).read()
    box = office.gmail.box(ALEX)
    (stored,) = box.messages.values()
    stored.labels.remove("SPAM")
    box.label(stored, "INBOX", office.clock.now() + timedelta(minutes=5))

    office.read()

    assert len(office.facts()) == 1


def reads_of_text(office):
    """Count the messages read beyond their headers."""
    gets = office.gmail.requests["GET /gmail/v1/users/ID/messages/ID"]
    return gets - sum(office.counts(box).get("read", 0) for box in (ALEX, SAM))
