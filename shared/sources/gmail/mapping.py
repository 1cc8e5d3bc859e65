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
    *("From", "To", "Cc", "Bcc", "Message-ID", "In-Reply-To", "References"),
    *("Auto-Submitted", "Precedence", "List-Id", "List-Unsubscribe", "Return-Path"),
    *("X-Autoreply", "X-Auto-Response-Suppress", "X-Failed-Recipients"),
    *("Authentication-Results", OWN_HEADER),
)
_AUTHORITY = "mx.google.com"
# RFC 8601: what stands in quotes or comments may be the sender's, and is no verdict.
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\([^()]*\)")
_DMARC = re.compile(r"\s*dmarc\s*=\s*(\w+)", re.IGNORECASE)
_HEADER_FROM = re.compile(r"\sheader\.from\s*=\s*([^\s;]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"[^@\s<>\"(),;:]{1,64}@[a-z0-9.-]{1,255}")
_LONGEST_ID = 500
_MESSAGE_ID = re.compile(rf"<([^<>\s]{{1,{_LONGEST_ID}}})>")
_BULK = {"bulk", "list", "junk"}
_MOST_RECIPIENTS = 500
_LONGEST_HEADER = 50_000
# Who writes from these is a machine, whatever else its headers say.
_MACHINES = re.compile(
    r"(?:mailer-daemon|postmaster|bounces?|no-?_?reply|do-?_?not-?_?reply)(?:[+@]|$)"
)

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
        recipients=_addresses([*headers["to"], *headers["cc"], *headers["bcc"]])[
            :_MOST_RECIPIENTS
        ],
        message_id=_message_id(headers["message-id"]),
        references=parents,
        authentic=_authentic(headers["authentication-results"], sender),
        automatic=_automatic(headers)
        or bool(_MACHINES.match(sender))
        or raw.payload.mimeType.lower() == "multipart/report",
        bulk=_bulk(headers),
        engine=bool(headers[OWN_HEADER.lower()]),
    )


def _by_name(headers: Sequence[RawHeader]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for header in headers:
        found[header.name.lower()].append(header.value)
    return found


def _addresses(values: Sequence[str]) -> tuple[str, ...]:
    try:
        pairs = getaddresses([value[:_LONGEST_HEADER] for value in values])
    except (RecursionError, ValueError):  # comments in comments in comments
        return ()
    emails = (email.strip().lower() for _, email in pairs)
    return tuple(dict.fromkeys(e for e in emails if _ADDRESS.fullmatch(e)))


def _only(addresses: tuple[str, ...]) -> str:
    return addresses[0] if len(addresses) == 1 else ""


def _message_id(values: Sequence[str]) -> str:
    """Give the id; of a badly written one all of it, the same in every copy."""
    found = next(iter(_ids(values)), "")
    return found or " ".join("".join(values[:1]).split())[:_LONGEST_ID]


def _ids(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(found for value in values for found in _MESSAGE_ID.findall(value))


def _authentic(results: Sequence[str], sender: str) -> bool:
    """Believe only the first verdict, and only Gmail's: others can be forged.

    Even Gmail's repeats words of others: the envelope's address, and in a comment what
    a forwarder found (ARC). So a verdict counts only at the beginning of its part.
    """
    authority, _, told = (results[0] if results else "").partition(";")
    if authority.lower().split()[:1] != [_AUTHORITY]:
        return False
    verdicts = [found for part in _parts(told) if (found := _DMARC.match(part))]
    if len(verdicts) != 1 or verdicts[0][1].lower() != "pass":
        return False
    about = _HEADER_FROM.search(verdicts[0].string)
    return about is None or about[1].lower().rstrip(".") == sender.partition("@")[2]


def _parts(told: str) -> list[str]:
    """Give the verdicts without quoted texts and comments, none if one has no end."""
    text = _QUOTED.sub(" ", told)
    while (plain := _COMMENT.sub(" ", text)) != text:
        text = plain
    return [] if re.search(r'["()]', text) else text.split(";")


def _automatic(headers: Headers) -> bool:
    told = " ".join(headers["auto-submitted"]).strip().lower()
    nobody = "<>" in {value.strip() for value in headers["return-path"]}
    precedence = {value.strip().lower() for value in headers["precedence"]}
    return (
        told not in {"", "no"}
        or nobody
        or "auto_reply" in precedence
        or bool(headers["x-autoreply"] or headers["x-failed-recipients"])
    )


def _bulk(headers: Headers) -> bool:
    precedence = {value.strip().lower() for value in headers["precedence"]}
    listed = headers["list-id"] or headers["list-unsubscribe"]
    return bool(listed or precedence & _BULK)
