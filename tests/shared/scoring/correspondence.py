"""Made-up mail for the tests of scoring."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from shared.domain.correspondence import Direction, MailFact
from shared.scoring.mail_history import history_of

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)  # a Monday, the day before AS_OF


def a_mail(number=1, *, days=0, hours=0, **over):
    """Give a mail of so many days and hours ago."""
    values = {
        "id": f"m{number}",
        "customer_id": "c1",
        "person_id": "p1",
        "direction": Direction.RECEIVED,
        "at": NOON - timedelta(days=days, hours=hours),
        "thread": f"t{number}",
        "tone": Decimal("0.2"),
        "confidence": Decimal(1),
        "words": 20,
    }
    return MailFact(**{**values, **over})


def a_reply(number=1, **over):
    """Give our answer to the mail of a number."""
    unread = {"tone": None, "confidence": Decimal(0), "words": 0, "person_id": ""}
    values = {"direction": Direction.SENT, "thread": f"t{number}", **unread}
    return a_mail(f"{number}-reply", **{**values, **over})


def every(days, *, count, first=0, **over):
    """Give mails at a regular distance, the newest `first` days ago."""
    return [
        a_mail(
            f"{over.get('person_id', 'p1')}-{first}-{n}", days=first + n * days, **over
        )
        for n in range(count)
    ]


def a_lively_mail():
    """Give a year of mail in which everything can be measured."""
    mails = every(7, count=60)
    replies = [
        a_reply(mail.id.removeprefix("m"), days=n * 7, hours=-4)
        for n, mail in enumerate(mails)
    ]
    return history_of([*mails, *replies])
