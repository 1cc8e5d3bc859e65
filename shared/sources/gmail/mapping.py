"""Headers of a message as an envelope: Google's and the mail standards' words end here.

What is automatic follows RFC 3834, what is bulk the headers of mailing lists.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import getaddresses

from shared.domain.correspondence import Envelope
from shared.sources.gmail.raw import RawHeader, RawMessage

OWN_HEADER = "X-Renewal-Key"
WANTED = (
    *("From", "To", "Cc", "Message-ID", "In-Reply-To", "References"),
    *("Auto-Submitted", "Precedence", "List-Id", "List-Unsubscribe"),
    *("X-Autoreply", "X-Auto-Response-Suppress", "X-Failed-Recipients"),
    *("Authentication-Results", OWN_HEADER),
)
_AUTHORITY = "mx.google.com"
_DMARC_PASS = re.compile(r"(?:^|[;\s])dmarc=pass(?=[\s;(]|$)", re.IGNORECASE)
_HEADER_FROM = re.compile(r"header\.from=([^\s;()]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"[^@\s<>\"(),;:]{1,64}@[a-z0-9.-]{1,255}")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
_BULK = {"bulk", "list", "junk"}
_MOST_RECIPIENTS = 500

Headers = Mapping[str, Sequence[str]]


def to_envelope(raw: RawMessage) -> Envelope:
    """Read the headers; a sender that is not exactly one address becomes empty."""
    headers = _by_name(raw.payload.headers)
    sender = _only(_addresses(headers["from"]))
    parents = _ids(headers["references"]) or _ids(headers["in-reply-to"])
    return Envelope(
        id=raw.id,
        labels=frozenset(raw.labelIds),
        at=datetime.fromtimestamp(raw.internalDate / 1000, UTC),
        sender=sender,
        recipients=_addresses([*headers["to"], *headers["cc"]])[:_MOST_RECIPIENTS],
        message_id=next(iter(_ids(headers["message-id"])), ""),
        references=parents,
        authentic=_authentic(headers["authentication-results"], sender),
        automatic=_automatic(headers),
        bulk=_bulk(headers),
        engine=bool(headers[OWN_HEADER.lower()]),
    )


def _by_name(headers: Sequence[RawHeader]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for header in headers:
        found[header.name.lower()].append(header.value)
    return found


def _addresses(values: Sequence[str]) -> tuple[str, ...]:
    pairs = getaddresses(list(values))
    emails = (email.strip().lower() for _, email in pairs)
    return tuple(dict.fromkeys(e for e in emails if _ADDRESS.fullmatch(e)))


def _only(addresses: tuple[str, ...]) -> str:
    return addresses[0] if len(addresses) == 1 else ""


def _ids(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(found for value in values for found in _MESSAGE_ID.findall(value))


def _authentic(results: Sequence[str], sender: str) -> bool:
    """Believe only the first verdict, and only Gmail's: others can be forged."""
    first = results[0] if results else ""
    authority, _, verdict = first.partition(";")
    if authority.strip().lower() != _AUTHORITY or not _DMARC_PASS.search(verdict):
        return False
    about = _HEADER_FROM.search(verdict)
    domain = sender.partition("@")[2]
    return about is None or about[1].lower().rstrip(".") == domain


def _automatic(headers: Headers) -> bool:
    told = " ".join(headers["auto-submitted"]).strip().lower()
    return (told not in {"", "no"}) or any(
        headers[name] for name in ("x-autoreply", "x-failed-recipients")
    )


def _bulk(headers: Headers) -> bool:
    precedence = {value.strip().lower() for value in headers["precedence"]}
    listed = headers["list-id"] or headers["list-unsubscribe"]
    return bool(listed or precedence & _BULK)
