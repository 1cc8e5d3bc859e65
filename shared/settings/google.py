"""Reading the settings of Gmail: all or nothing, and only Google's own addresses."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from shared.settings import values
from shared.settings.model import GmailSettings, PushSettings

T = TypeVar("T")

# Google's own; another address may stand for it on a developer's machine only.
ADDRESSES = {
    "GOOGLE_TOKEN_URL": "https://oauth2.googleapis.com/token",
    "GOOGLE_CERTS_URL": "https://www.googleapis.com/oauth2/v3/certs",
    "GMAIL_BASE_URL": "https://gmail.googleapis.com",
}
_KEY, _SIGNER = "GOOGLE_SERVICE_ACCOUNT_KEY", "GOOGLE_SIGNER_SERVICE_ACCOUNT"
_PUSH = ("AUDIENCE", "SERVICE_ACCOUNT", "SUBSCRIPTION")


class Reader(Protocol):
    """Reads one setting after another and gathers what is wrong."""

    def one(self, name: str, read: Callable[[str], T], otherwise: T) -> T: ...
    def problem(self, text: str) -> None: ...


def gmail(read: Reader, *, local: bool) -> GmailSettings:
    """Read what concerns Gmail; without mailboxes and sender it is off."""
    found = GmailSettings(
        mailboxes=read.one("GMAIL_MAILBOXES", values.mailboxes, ()),
        sender=read.one("GMAIL_SENDER", values.mailbox, ""),
        key=read.one(_KEY, values.service_account_key, {}),
        signer=read.one(_SIGNER, str, ""),
        topic=read.one("GMAIL_TOPIC", str, ""),
        token_url=_address(read, "GOOGLE_TOKEN_URL", local=local),
        base_url=_address(read, "GMAIL_BASE_URL", local=local),
        push=PushSettings(
            audience=read.one("GMAIL_PUSH_AUDIENCE", str, ""),
            service_account=read.one("GMAIL_PUSH_SERVICE_ACCOUNT", str, ""),
            subscription=read.one("GMAIL_PUSH_SUBSCRIPTION", str, ""),
            certs_url=_address(read, "GOOGLE_CERTS_URL", local=local),
        ),
    )
    _check(read, found)
    return found


def _address(read: Reader, name: str, *, local: bool) -> str:
    usual = ADDRESSES[name]
    given = read.one(name, values.address, usual)
    if given != usual and not local:
        read.problem(f"{name} is not Google's, which only local may use")
    return given


def _check(read: Reader, found: GmailSettings) -> None:
    if found.on and bool(found.key) == bool(found.signer):
        read.problem(f"{_KEY} or {_SIGNER} must be there, and not both")
    push = found.push
    parts = (push.audience, push.service_account, push.subscription)
    for name, text in zip(_PUSH, parts, strict=True):
        if bool(found.topic) != bool(text):
            missing = f"GMAIL_PUSH_{name}" if found.topic else "GMAIL_TOPIC"
            read.problem(f"{missing} is missing beside the other ones")
