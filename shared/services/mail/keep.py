"""From a message to what is kept of it: headers first, the text only if it counts."""

import logging
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from shared.domain.correspondence import Direction, Envelope, MailFact
from shared.domain.errors import NotFound, SourceUnavailable
from shared.ports import App, MailPorts
from shared.services.mail import people, summarise
from shared.workflow.correspondents import AddressBook, Correspondent, Skip

log = logging.getLogger(__name__)


class Kept(NamedTuple):
    """What became of messages, by how many and by id, and what ended it early."""

    counts: Counter[str]
    handled: tuple[str, ...]
    failure: SourceUnavailable | None = None


def keep(app: App, mail: MailPorts, mailbox: str, *, ids: Sequence[str]) -> Kept:
    """Keep what counts of some messages, as far as Gmail lets us read them.

    Repeating it changes nothing: a mail's key is the keyed hash of its Message-ID, the
    same in every mailbox that holds a copy.
    """
    counts: Counter[str] = Counter()
    kept: dict[str, MailFact] = {}
    handled: list[str] = []
    failure = None
    book = people.address_book(app, mail) if ids else AddressBook([], ours=[])
    for message_id in ids:
        try:
            result = _kept(app, mail, (mailbox, message_id), book, kept)
        except NotFound:  # deleted since it was listed
            result = "vanished"
        except SourceUnavailable as error:
            failure = error
            break
        if isinstance(result, MailFact):
            kept[result.id] = result
            result = "counted"
        counts[result] += 1
        handled.append(message_id)
    app.stores.mail.put(kept.values())
    for customer_id in sorted({fact.customer_id for fact in kept.values()}):
        summarise.customer(app, customer_id)
    return Kept(counts, tuple(handled), failure)


def _kept(
    app: App,
    mail: MailPorts,
    place: tuple[str, str],
    book: AddressBook,
    kept: dict[str, MailFact],
) -> MailFact | str:
    envelope = mail.gmail.envelope(*place)
    who = book.place(envelope)
    if isinstance(who, Skip):
        return who.value
    key = _key(mail, who, envelope, place)
    if key in kept or app.stores.mail.get(who.customer_id, key):
        return "known"
    fact = MailFact(
        id=key,
        customer_id=who.customer_id,
        person_id=who.person_id,
        direction=who.direction,
        at=envelope.at,
        thread=mail.hashed(f"thread|{who.customer_id}|{_root(envelope)}"),
    )
    if who.direction is Direction.SENT:  # our own words are no sign of their mood
        return fact
    return _judged(mail, fact, mail.gmail.text(*place))


def _judged(mail: MailPorts, fact: MailFact, text: str) -> MailFact:
    try:
        read = mail.judge(text)
    except Exception as error:  # noqa: BLE001 - its message may repeat the text
        log.error("a mail could not be judged: %s", type(error).__name__)  # noqa: TRY400 - so may its traceback
        return fact
    return fact.model_copy(
        update={
            "tone": read.score,
            "confidence": read.confidence,
            "themes": read.themes,
            "words": read.words,
        }
    )


def _key(
    mail: MailPorts, who: Correspondent, envelope: Envelope, place: tuple[str, str]
) -> str:
    # Who writes without a Message-ID has one copy a mailbox, and each counts.
    name = envelope.message_id or "@".join(place)
    return mail.hashed(f"mail|{who.customer_id}|{name}")


def _root(envelope: Envelope) -> str:
    return next(iter(envelope.references), envelope.message_id)
