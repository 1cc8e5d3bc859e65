"""Whose mail a message is, or why it does not count; the text is never needed."""

from collections import defaultdict
from collections.abc import Container, Iterable
from enum import StrEnum

from shared.domain.correspondence import Contact, Direction, Envelope
from shared.domain.model import Model

# Domains that anybody can have an address of: they say nothing of a customer.
PUBLIC_DOMAINS = frozenset(
    (
        *("gmail.com", "googlemail.com", "msn.com", "icloud.com", "me.com", "mac.com"),
        *("rocketmail.com", "web.de", "t-online.de", "freenet.de", "mail.com"),
        *("proton.me", "protonmail.com", "pm.me", "tutanota.com", "tuta.com"),
        *("fastmail.com", "hey.com", "zoho.com", "btinternet.com", "sky.com"),
        *("talktalk.net", "virginmedia.com", "ntlworld.com", "blueyonder.co.uk"),
        *("orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "libero.it"),
        *("comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net"),
        *("cox.net", "charter.net", "rogers.com", "shaw.ca", "bigpond.com"),
        *("optusnet.com.au", "xtra.co.nz", "qq.com", "163.com", "126.com"),
        *("naver.com", "mail.ru", "bluewin.ch", "ziggo.nl", "telenet.be"),
    )
)
# The same under the top-level domain of any country.
_PUBLIC_EVERYWHERE = frozenset(
    ("hotmail", "outlook", "live", "yahoo", "ymail", "gmx", "aol", "yandex")
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
    ERASED = "erased"
    SEVERAL = "several_customers"


class Correspondent(Model):
    """Whose mail it is; `person_id` is empty where only the domain is known."""

    customer_id: str
    person_id: str
    direction: Direction


class AddressBook:
    """Who is who: people by address, customers by domain, and ourselves."""

    def __init__(
        self,
        people: Iterable[Contact],
        *,
        mailboxes: Iterable[str] = (),
        agents: Iterable[str] = (),
        sender: str = "",
        erased: Container[str] = (),
    ) -> None:
        """Take our own addresses too; a domain is ours as a whole by `mailboxes`."""
        self._own = {_domain(one) for one in mailboxes if not _public(_domain(one))}
        self._own_addresses = frozenset(
            address.lower() for address in (*mailboxes, *agents)
        )
        self._sender = sender.lower()
        self._erased = erased
        self._people: dict[str, Contact | None] = {}
        self._domains: defaultdict[str, set[str]] = defaultdict(set)
        everybody = list(people)
        for gone in (False, True):
            self._add([one for one in everybody if one.inactive is gone], gone=gone)

    def place(self, envelope: Envelope) -> Correspondent | Skip:
        """Tell whose mail it is, or why it does not count."""
        return _unwanted(envelope, self._sender) or self._placed(envelope)

    def _add(self, people: list[Contact], *, gone: bool) -> None:
        """Add people; of those who are gone only what is nobody else's by now."""
        taken = (set(self._people), set(self._domains)) if gone else (set(), set())
        for person in people:
            address, domain = person.email, _domain(person.email)
            if self._is_ours(address):
                continue
            if address not in taken[0]:
                known = self._people.get(address, person)
                same = known is not None and known.customer_id == person.customer_id
                # An address that two customers share is neither's.
                self._people[address] = known if same else None
            if domain not in taken[1] and not _public(domain):
                self._domains[domain].add(person.customer_id)

    def _placed(self, envelope: Envelope) -> Correspondent | Skip:
        if not envelope.sender:
            return Skip.NO_SENDER
        # Gmail itself says what was sent, from whichever alias; else From must be true.
        own = "SENT" in envelope.labels
        sent = own or self._is_ours(envelope.sender)
        if not (envelope.authentic or own):
            return Skip.NOT_AUTHENTIC
        if sent:
            others = [one for one in envelope.recipients if not self._is_ours(one)]
            return self._of(others, Direction.SENT) if others else Skip.INTERNAL
        if self._is_erased(envelope.sender):
            return Skip.ERASED
        return self._of([envelope.sender], Direction.RECEIVED)

    def _of(self, addresses: list[str], direction: Direction) -> Correspondent | Skip:
        asked = [one for one in addresses if not self._is_erased(one)]
        if not asked:
            return Skip.ERASED
        found = [one for address in asked if (one := self._who(address))]
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
        for known in (address, _without_tag(address)):
            if known in self._people:
                person = self._people[known]
                return (person.customer_id, person.id) if person else None
        customers = self._domains.get(_domain(address), set())
        return (next(iter(customers)), "") if len(customers) == 1 else None

    def _is_erased(self, address: str) -> bool:
        return address in self._erased or _without_tag(address) in self._erased

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


def _without_tag(address: str) -> str:
    """Give the address that `name+tag@domain` delivers to."""
    local, at, domain = address.rpartition("@")
    return local.partition("+")[0] + at + domain


def _public(domain: str) -> bool:
    return domain in PUBLIC_DOMAINS or domain.partition(".")[0] in _PUBLIC_EVERYWHERE


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
