"""Whose mail a message is, in tables: people, domains, ourselves, and nobody."""

from datetime import UTC, datetime

import pytest

from shared.domain.correspondence import Contact, Envelope
from shared.workflow.correspondents import AddressBook, Skip

AT = datetime(2026, 11, 25, tzinfo=UTC)
ALEX, AGENT, ENGINE = "alex@msp.example", "sub@other.example", "engine@msp.example"


def contact(number, customer, email, **over):
    values = {"id": f"p{number}", "customer_id": customer, "name": "N", "email": email}
    return Contact(**{**values, **over})


PEOPLE = [
    contact(1, "elm", "dana@elm.example"),
    contact(2, "elm", "pat@elm.example", inactive=True),
    contact(3, "oak", "lee@oak.example"),
    contact(4, "oak", "jo@gmail.com"),
    contact(5, "elm", "kim@shared.example"),
    contact(6, "oak", "max@shared.example"),
    contact(7, "elm", "broker@broker.example"),
    contact(8, "oak", "broker@broker.example"),
    contact(9, "elm", "moved@group.example", inactive=True),
    contact(10, "oak", "moved@group.example"),
    contact(11, "elm", "gone@left.example", inactive=True),
    contact(12, "own", "boss@msp.example"),
    contact(13, "oak", AGENT),
]
BOOK = AddressBook(
    PEOPLE,
    mailboxes=[ALEX, ENGINE],
    agents=[ALEX, AGENT],
    sender=ENGINE,
    erased={"erased@elm.example"},
)


def placed(sender, *recipients, book=BOOK, **over):
    """Place a mail; give customer, person and direction, or why it doesn't count."""
    values = {"id": "1", "at": AT, "authentic": True, "recipients": recipients}
    found = book.place(Envelope(sender=sender, **{**values, **over}))
    if isinstance(found, Skip):
        return found
    return found.customer_id, found.person_id, found.direction.value


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("dana@elm.example", ("elm", "p1", "received")),
        ("dana+bills@elm.example", ("elm", "p1", "received")),
        ("pat@elm.example", ("elm", "p2", "received")),
        ("new@elm.example", ("elm", "", "received")),
        ("jo@gmail.com", ("oak", "p4", "received")),
        ("jo+x@gmail.com", ("oak", "p4", "received")),
        ("kim@shared.example", ("elm", "p5", "received")),
        ("max@shared.example", ("oak", "p6", "received")),
        ("moved@group.example", ("oak", "p10", "received")),
        ("new@group.example", ("oak", "", "received")),
        ("gone@left.example", ("elm", "p11", "received")),
        ("new@left.example", ("elm", "", "received")),
        ("new@shared.example", Skip.STRANGER),
        ("broker@broker.example", Skip.STRANGER),
        ("other@gmail.com", Skip.STRANGER),
        ("dana@mail.elm.example", Skip.STRANGER),
        ("dana@elm.example.evil.example", Skip.STRANGER),
        ("dana@notelm.example", Skip.STRANGER),
        ("dana@xn--lm-jlc.example", Skip.STRANGER),
        ("dana@example", Skip.STRANGER),
        ("erased@elm.example", Skip.ERASED),
        ("erased+x@elm.example", Skip.ERASED),
        ("", Skip.NO_SENDER),
        ("boss@msp.example", Skip.INTERNAL),
        (ENGINE, Skip.ENGINE),
    ],
)
def test_the_sender_says_whose_mail_it_is(sender, expected):
    assert placed(sender, ALEX) == expected


@pytest.mark.parametrize(
    ("recipients", "expected"),
    [
        (["dana@elm.example"], ("elm", "p1", "sent")),
        (["new@elm.example", "dana@elm.example"], ("elm", "p1", "sent")),
        (["dana@elm.example", "eve@nobody.example"], ("elm", "p1", "sent")),
        (["dana@elm.example", "boss@msp.example"], ("elm", "p1", "sent")),
        (["erased@elm.example", "pat@elm.example"], ("elm", "p2", "sent")),
        (["dana@elm.example", "lee@oak.example"], Skip.SEVERAL),
        (["eve@nobody.example"], Skip.STRANGER),
        (["erased@elm.example"], Skip.ERASED),
        (["boss@msp.example", AGENT], Skip.INTERNAL),
        ([], Skip.INTERNAL),
    ],
)
@pytest.mark.parametrize("sender", [ALEX, "anybody@msp.example", AGENT])
def test_what_we_write_is_the_one_customers_among_its_recipients(
    sender, recipients, expected
):
    assert placed(sender, *recipients) == expected


@pytest.mark.parametrize(
    ("sender", "over", "expected"),
    [
        ("dana@elm.example", {"authentic": False}, Skip.NOT_AUTHENTIC),
        (ALEX, {"authentic": False}, Skip.NOT_AUTHENTIC),
        (ALEX, {"authentic": False, "labels": {"SENT"}}, ("elm", "p1", "sent")),
        (
            "x@alias.example",
            {"authentic": False, "labels": {"SENT"}},
            ("elm", "p1", "sent"),
        ),
        ("dana@elm.example", {"labels": {"DRAFT"}}, Skip.DRAFT),
        ("dana@elm.example", {"labels": {"INBOX", "SPAM"}}, Skip.SPAM),
        ("dana@elm.example", {"labels": {"TRASH"}}, Skip.TRASH),
        ("dana@elm.example", {"labels": {"CHAT"}}, Skip.CHAT),
        ("dana@elm.example", {"engine": True}, Skip.ENGINE),
        ("dana@elm.example", {"automatic": True}, Skip.AUTOMATIC),
        ("dana@elm.example", {"bulk": True}, Skip.BULK),
    ],
)
def test_what_is_not_said_by_a_person_beyond_doubt_does_not_count(
    sender, over, expected
):
    assert placed(sender, "dana@elm.example", **over) == expected


def test_an_agent_at_a_customer_makes_no_stranger_of_its_colleagues():
    book = AddressBook(PEOPLE, mailboxes=[ALEX], agents=["it@elm.example"])

    assert placed("dana@elm.example", ALEX, book=book) == ("elm", "p1", "received")
    assert placed("it@elm.example", ALEX, book=book) is Skip.INTERNAL


@pytest.mark.parametrize(
    "domain",
    ["gmail.com", "outlook.de", "hotmail.co.uk", "yahoo.fr", "live.nl", "t-online.de"],
)
def test_a_domain_that_anybody_can_have_says_nothing(domain):
    book = AddressBook([contact(1, "elm", f"a@{domain}")], mailboxes=[f"we@{domain}"])

    assert placed(f"b@{domain}", ALEX, book=book) is Skip.STRANGER
    assert placed(f"a@{domain}", ALEX, book=book) == ("elm", "p1", "received")
    assert placed(f"we@{domain}", f"a@{domain}", book=book) == ("elm", "p1", "sent")
