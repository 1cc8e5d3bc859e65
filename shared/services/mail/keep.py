"""From a message to what is kept of it: headers first, the text only if it counts."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.domain.correspondence import Direction, Envelope, MailFact
from shared.domain.errors import (
    NotFound,
    RecordRejected,
    SourceError,
    SourceUnavailable,
)
from shared.ports import App, MailPorts
from shared.services.mail import people, summarise
from shared.workflow.correspondents import AddressBook, Correspondent, Skip

log = logging.getLogger(__name__)


class Kept(NamedTuple):
    """What became of messages, by how many and by id, and what ended it early."""

    counts: Counter[str]
    handled: tuple[str, ...]
    failure: SourceUnavailable | None = None


@dataclass
class _Catch:
    """What messages brought so far: facts, and the customers that they are about."""

    book: AddressBook
    facts: dict[str, MailFact] = field(default_factory=dict)
    customers: set[str] = field(default_factory=set)


def keep(app: App, mail: MailPorts, mailbox: str, *, ids: Sequence[str]) -> Kept:
    """Keep what counts of some messages, as far as Gmail lets us read them.

    Repeating it changes nothing: a mail's key is the keyed hash of its Message-ID, the
    same in every mailbox that holds a copy.
    """
    counts: Counter[str] = Counter()
    handled: list[str] = []
    failure = None
    catch = _Catch(people.address_book(app, mail) if ids else AddressBook([]))
    for message_id in ids:
        try:
            result = _caught(app, mail, (mailbox, message_id), catch)
        except SourceUnavailable as error:
            failure = error
            break
        counts[result] += 1
        handled.append(message_id)
    if catch.facts:
        app.stores.mail.put(catch.facts.values())
    # Those of known mail too: we may have died between a fact and its summary.
    for customer_id in sorted(catch.customers):
        summarise.customer(app, customer_id)
    return Kept(counts, tuple(handled), failure)


def _caught(app: App, mail: MailPorts, place: tuple[str, str], catch: _Catch) -> str:
    """Take one message in; give the word that it is counted by."""
    try:
        envelope = mail.gmail.envelope(*place)
        who = catch.book.place(envelope)
        if isinstance(who, Skip):
            return who.value
        catch.customers.add(who.customer_id)
        key = _key(mail, who, envelope, place)
        if key in catch.facts or app.stores.mail.get(who.customer_id, key):
            return "known"
        fact = _fact(mail, who, envelope, key)
        if who.direction is Direction.RECEIVED:  # our own words are no sign of a mood
            fact = _judged(mail, fact, place)
    except NotFound:  # deleted since it was listed
        return "vanished"
    except RecordRejected as error:
        log.warning("%s (%s)", error, error.source_id)
        return "unreadable"
    catch.facts[key] = fact
    return "counted"


def _fact(
    mail: MailPorts, who: Correspondent, envelope: Envelope, key: str
) -> MailFact:
    root = next(iter(envelope.references), envelope.message_id)
    return MailFact(
        id=key,
        customer_id=who.customer_id,
        person_id=who.person_id,
        direction=who.direction,
        at=envelope.at,
        thread=mail.hashed(f"thread|{who.customer_id}|{root}"),
    )


def _judged(mail: MailPorts, fact: MailFact, place: tuple[str, str]) -> MailFact:
    """Judge the text; one that can't be read or judged has no tone, and counts."""
    try:
        read = mail.judge(mail.gmail.text(*place))
    except RecordRejected as error:
        log.warning("%s", error)
        return fact
    except (SourceError, NotFound):
        raise
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
