"""Messages as the API shows them: headers, parts, base64url without padding."""

import base64
import html
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from email.utils import format_datetime

from sandbox.gmail.letters import Letter
from sandbox.rows import Row

_SNIPPET = 100


def encoded(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Read base64url with or without padding; ValueError for anything else."""
    return base64.b64decode(
        text + "=" * (-len(text) % 4), altchars=b"-_", validate=True
    )


def parsed(raw: bytes) -> EmailMessage:
    """Read an RFC 822 message."""
    return BytesParser(policy=default).parsebytes(raw)


def received(letter: Letter) -> bytes:
    """Return a letter as Gmail stores it, with its own verdict on the sender."""
    if letter.raw is not None:
        return letter.raw
    message = EmailMessage(policy=SMTP)
    domain = letter.sender.partition("@")[2].rstrip(">")
    verdict = f"mx.google.com; dkim={letter.dmarc}; dmarc={letter.dmarc} (p=NONE)"
    message["Authentication-Results"] = f"{verdict} header.from={domain}"
    message["From"] = letter.sender
    message["To"] = ", ".join(letter.to)
    if letter.cc:
        message["Cc"] = ", ".join(letter.cc)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.message_id}>"
    if letter.references:
        message["In-Reply-To"] = f"<{letter.references[-1]}>"
        message["References"] = " ".join(f"<{one}>" for one in letter.references)
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message.as_bytes()


def payload(raw: bytes, *, wanted: tuple[str, ...], full: bool) -> Row:
    """Return the payload: the wanted headers (all when none), and parts when full."""
    message = parsed(raw)
    names = {name.lower() for name in wanted}
    headers = [
        row for row in _headers(message) if not names or row["name"].lower() in names
    ]
    shown: Row = {"mimeType": message.get_content_type(), "headers": headers}
    return {**_part(message, ""), "headers": headers} if full else shown


def _part(message: EmailMessage, number: str) -> Row:
    part: Row = {
        "partId": number,
        "mimeType": message.get_content_type(),
        "filename": message.get_filename() or "",
        "headers": _headers(message),
    }
    if message.is_multipart():
        prefix = f"{number}." if number else ""
        children = [
            one for one in message.iter_parts() if isinstance(one, EmailMessage)
        ]
        part["body"] = {"size": 0}
        part["parts"] = [_part(one, f"{prefix}{n}") for n, one in enumerate(children)]
        return part
    data = message.get_payload(decode=True)
    content = data if isinstance(data, bytes) else b""
    part["body"] = {"size": len(content), "data": encoded(content)}
    return part


def _headers(message: EmailMessage) -> list[Row]:
    """Return the headers, as they stand where they can't be understood."""
    rows = []
    for name, text in message.raw_items():
        try:
            value = str(message.policy.header_fetch_parse(name, text))
        except (RecursionError, ValueError, IndexError):
            value = " ".join(text.split())
        rows.append({"name": name, "value": value})
    return rows


def snippet(raw: bytes) -> str:
    """Return the escaped beginning of the text."""
    body = parsed(raw).get_body(("plain", "html"))
    try:
        text = body.get_content() if body else ""
    except (LookupError, ValueError):
        text = ""
    return html.escape(" ".join(text.split())[:_SNIPPET])
