"""Whose mail a message is, or why it does not count; the text is never needed."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum

from shared.domain.correspondence import Contact, Direction, Envelope
from shared.domain.model import Model

# Domains that anybody can have an address of: they say nothing of a customer.
PUBLIC_DOMAINS = frozenset(
    (
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com"),
        *("msn.com", "yahoo.com", "yahoo.co.uk", "hotmail.co.uk", "icloud.com"),
        *("me.com", "mac.com", "aol.com", "gmx.com", "gmx.net", "gmx.de", "web.de"),
        *("proton.me", "protonmail.com", "btinternet.com", "sky.com"),
    )
)
_HIDDEN = {"DRAFT": "draft", "SPAM": "spam", "TRASH": "trash", "CHAT": "chat"}


class Skip(StrEnum):
    """Why a message does not count."""

    DRAFT = "draft"
    SPAM = "spam"
    TRASH = "trash"
    CHAT = "chat"
    ENGINE = "engine"
    AUTOMATIC = "automatic"
    BULK = "bulk"
    INTERNAL = "internal"
    NO_SENDER = "no_sender"
    NOT_AUTHENTIC = "not_authentic"
    STRANGER = "stranger"
    SEVERAL = "several_customers"


class Correspondent(Model):
    """Whose mail it is; `person_id` is empty where only the domain is known."""

    customer_id: str
    person_id: str
    direction: Direction


class AddressBook:
    """Who is who: people by address, customers by domain, and ourselves."""

    def __init__(
        self, people: Iterable[Contact], *, ours: Iterable[str], sender: str = ""
    ) -> None:
        """Take our own addresses too: their domains are ours as a whole."""
        own = [address.lower() for address in ours if "@" in address]
        self._own = {_domain(one) for one in own} - PUBLIC_DOMAINS
        self._own_addresses = frozenset(own)
        self._sender = sender.lower()
        self._people: dict[str, Contact | None] = {}
        self._domains: defaultdict[str, set[str]] = defaultdict(set)
        for person in people:
            self._add(person)

    def place(self, envelope: Envelope) -> Correspondent | Skip:
        """Tell whose mail it is, or why it does not count."""
        return _unwanted(envelope, self._sender) or self._placed(envelope)

    def _add(self, person: Contact) -> None:
        if self._is_ours(person.email):
            return
        known = self._people.get(person.email, person)
        same = known is not None and known.customer_id == person.customer_id
        # An address that two customers share is neither's.
        self._people[person.email] = known if same else None
        if _domain(person.email) not in PUBLIC_DOMAINS:
            self._domains[_domain(person.email)].add(person.customer_id)

    def _placed(self, envelope: Envelope) -> Correspondent | Skip:
        if not envelope.sender:
            return Skip.NO_SENDER
        sent = self._is_ours(envelope.sender)
        if not (envelope.authentic or (sent and "SENT" in envelope.labels)):
            return Skip.NOT_AUTHENTIC
        if sent:
            others = [one for one in envelope.recipients if not self._is_ours(one)]
            return self._of(others, Direction.SENT) if others else Skip.INTERNAL
        return self._of([envelope.sender], Direction.RECEIVED)

    def _of(self, addresses: list[str], direction: Direction) -> Correspondent | Skip:
        found = [one for address in addresses if (one := self._who(address))]
        customers = {customer for customer, _ in found}
        if not customers:
            return Skip.STRANGER
        if len(customers) > 1:
            return Skip.SEVERAL
        people = [person for _, person in found if person]
        return Correspondent(
            customer_id=found[0][0],
            person_id=people[0] if people else "",
            direction=direction,
        )

    def _who(self, address: str) -> tuple[str, str] | None:
        """Find customer and person of an address, by itself or by its domain."""
        if address in self._people:
            person = self._people[address]
            return (person.customer_id, person.id) if person else None
        customers = self._domains.get(_domain(address), set())
        return (next(iter(customers)), "") if len(customers) == 1 else None

    def _is_ours(self, address: str) -> bool:
        return address in self._own_addresses or _domain(address) in self._own


def _unwanted(envelope: Envelope, sender: str) -> Skip | None:
    for label, reason in _HIDDEN.items():
        if label in envelope.labels:
            return Skip(reason)
    if envelope.engine or (sender and envelope.sender == sender):
        return Skip.ENGINE
    if envelope.automatic:
        return Skip.AUTOMATIC
    return Skip.BULK if envelope.bulk else None


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
