"""Mail that the engine writes: whom for, what it says, how it is known again."""

import json
from base64 import b32encode
from enum import StrEnum
from hashlib import sha256

from pydantic import JsonValue

from shared.domain.model import Model

_TOKEN_LENGTH = 10


class Audience(StrEnum):
    """Who would read it: our own people, or a customer."""

    INTERNAL = "internal"
    CUSTOMER = "customer"


class MailOrder(Model):
    """A mail that was decided: rendered only when it goes, from `facts` alone.

    `recipient_id` is an agent's id or that of a customer's person; `writer_id` the
    agent in whose mailbox a draft lies. `about` is the task that it belongs to.
    """

    template: str
    recipient_id: str
    writer_id: str = ""
    about: str = ""
    facts: dict[str, JsonValue] = {}


class Rendered(Model):
    """A mail's content in both its forms."""

    subject: str
    text: str
    html: str

    def hash_for(self, recipients: tuple[str, ...]) -> str:
        """Give the hash of exactly this content to exactly these recipients."""
        content = [*sorted(recipients), self.subject, self.text, self.html]
        return sha256(json.dumps(content).encode()).hexdigest()


def mail_id(key: str) -> str:
    """Give the id of the mail that goes with a task, or with another key."""
    return f"mail-{sha256(key.encode()).hexdigest()[:12]}"


def token_of(effect_id: str) -> str:
    """Give the word that stands in a mail's text, to find it by.

    >>> token_of("mail-0123456789ab")
    'RNYMYVBFOYIM'
    """
    digest = sha256(f"token|{effect_id}".encode()).digest()
    return "RN" + b32encode(digest).decode()[:_TOKEN_LENGTH]
