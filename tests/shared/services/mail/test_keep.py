"""What is kept of mail: whose it is and what it says of their mood, never the words."""

from datetime import timedelta
from decimal import Decimal

import pytest

from sandbox.gmail.mime import received
from shared.domain.correspondence import Direction
from tests.shared.services import upstream

from .office import (
    ALEX,
    DANA,
    PAT,
    SAM,
    SENDER,
    Office,
    a_letter,
    two_customers,
    user,
)

HEAD = (
    b"Authentication-Results: mx.google.com; dmarc=pass header.from=elm.example\n"
    b"From: dana@elm.example\nTo: alex@msp.example\nMessage-ID: <odd@elm.example>\n"
)


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
        ({"labels": ("SPAM",)}, "hidden"),
        ({"labels": ("TRASH",)}, "hidden"),
        ({"sender": "noreply@elm.example"}, "automatic"),
        ({"headers": {"Return-Path": "<>"}}, "automatic"),
        ({"sender": "dana@mail.elm.example"}, "stranger"),
        ({"sender": "dana@xn--lm-jlc.example"}, "stranger"),
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
    assert office.counts()["hidden"] == 1
    assert office.gmail.requests["GET /gmail/v1/users/ID/messages/ID"] == 0


def test_mail_moved_to_the_inbox_later_counts_then(office):
    office.post(1, labels=("SPAM",)).read()
    box = office.gmail.box(ALEX)
    (stored,) = box.messages.values()
    stored.labels.remove("SPAM")
    box.label(stored, "INBOX", office.clock.now() + timedelta(minutes=5))

    office.read()

    assert len(office.facts()) == 1


def test_a_label_that_somebody_puts_on_costs_nothing(office):
    office.post(1).read()
    asked = office.gmail.requests.copy()
    box = office.gmail.box(ALEX)
    (stored,) = box.messages.values()
    for label in ("STARRED", "IMPORTANT", "Label_7"):
        box.label(stored, label, office.clock.now())

    office.later(minutes=5).read()

    assert (office.gmail.requests - asked).keys() <= {
        "GET /gmail/v1/users/ID/history",
        "POST /token",
    }


def test_an_alias_that_gmail_says_was_sent_is_our_own(office):
    office.post(1, sender="alex@alias.example", to=(DANA,))
    office.gmail.box(ALEX).add(
        received(a_letter(number=2, sender="alex@alias.example", to=(DANA,))),
        ["SENT"],
        office.clock.now(),
        "t",
    )
    office.read()

    assert [fact.direction for fact in office.facts()] == [Direction.SENT]


def test_a_plus_in_an_address_is_still_its_owners(office):
    office.post(1, sender="dana+invoices@elm.example")
    office.post(2, sender="jo.private+x@gmail.com").read()

    assert {fact.person_id for fact in office.facts()} == {"901", "904"}


def test_an_address_that_two_customers_share_is_neithers():
    shared = "shared@broker.example"
    users = [user(1, 12, DANA), user(2, 12, shared), user(3, 13, shared)]
    office = Office(two_customers(users)).opened()

    office.post(1, sender=shared).read()

    assert office.facts() == []
    assert office.counts()["stranger"] == 1


def test_who_moved_to_another_customer_writes_for_that_one():
    moved = "dana@group.example"
    users = [user(1, 12, moved, inactive=True), user(2, 13, moved)]
    office = Office(two_customers(users)).opened()

    office.post(1, sender=moved).read()

    assert [fact.customer_id for fact in office.facts()] == ["13"]


def test_an_agent_at_a_customer_does_not_make_its_domain_ours():
    """Where the customer has an IT department that works in our HaloPSA."""
    agents = [upstream.agent(5), {**upstream.agent(6), "email": "it@elm.example"}]
    office = Office(two_customers(agents=agents)).opened()

    office.post(1).post(2, sender="it@elm.example").read()

    assert [fact.person_id for fact in office.facts()] == ["901"]
    assert office.counts()["internal"] == 1


@pytest.mark.parametrize("domain", ["hotmail.fr", "yahoo.co.nz", "t-online.de"])
def test_a_domain_that_anybody_can_have_is_no_customers(domain):
    users = [user(1, 12, f"jo@{domain}")]
    office = Office(two_customers(users)).opened()

    office.post(1, sender=f"other@{domain}").post(2, sender=f"jo@{domain}").read()

    assert [fact.person_id for fact in office.facts()] == ["1"]


def test_a_crash_before_the_summary_is_made_good(office):
    class Dying:
        def put(self, _):
            raise KeyboardInterrupt

        def __getattr__(self, name):
            return getattr(stores.mail_summaries, name)

    stores, app = office.stores, office.app
    dying = type(stores)(**{**vars(stores), "mail_summaries": Dying()})
    office.app = office.process(stores=dying, mail=app.mail)
    with pytest.raises(KeyboardInterrupt):
        office.post(1).read()
    office.app = app

    office.later(minutes=16).read()

    history = stores.mail_summaries.get("12", "mail").history
    assert sum(month.received for month in history.months) == 1


def test_mail_that_is_too_large_to_read_counts_without_a_tone(office):
    office.post(1, text="poor service " * 700_000).post(2).read()

    large, usual = office.facts()
    assert (large.tone, large.words) == (None, 0)
    assert usual.tone is not None


@pytest.mark.parametrize(
    "over",
    [
        {"html": "<![odd[ poor ]]><p>poor service again</p>", "text": ""},
        {"raw": b"From: " + b"(" * 5000 + b"\n\npoor service"},
        {"raw": HEAD + b'Content-Type: text/plain; charset="idna"\n\npoor service'},
        {"raw": HEAD + b'Content-Type: text/plain; charset="x\0y"\n\npoor \xff'},
        {"raw": HEAD + b"Content-Type: multipart/mixed; boundary=x\n\nno part"},
        {"raw": HEAD + b"\xff\xfe: \xff\n\n\0\0\0"},
        {"raw": b"no header at all"},
        {"raw": b""},
    ],
)
def test_odd_mail_holds_up_nobody(office, over):
    office.post(1, **over).post(2, message_id="usual@elm.example").read()

    assert office.counts()["read"] == 2
    assert office.facts()


def reads_of_text(office):
    """Count the messages read beyond their headers."""
    gets = office.gmail.requests["GET /gmail/v1/users/ID/messages/ID"]
    return gets - sum(office.counts(box).get("read", 0) for box in (ALEX, SAM))
