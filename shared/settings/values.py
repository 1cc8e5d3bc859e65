"""How each kind of setting is read from its text; ValueError tells what is wrong."""

import json
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.settings.model import LOCAL, PRODUCTION

_CURRENCY_LENGTH = 3
_MAILBOX = re.compile(r"[^@\s,;<>\"()]+@[A-Za-z0-9.-]+")
_KEY_BYTES = 32
_KID = re.compile(r"[A-Za-z0-9_-]{1,32}")
# What a contract may tell in its custom fields (shared/workflow/intake.py).
_FIELDS = (
    *("start_date", "end_date", "renewal_mode", "notice_period"),
    *("notice_period_days", "owner", "mrr", "currency", "entitled_hours", "seats"),
    "last_price_change",
    *("licence_cost", "index_series", "index_date", "index_base_month", "index_month"),
    *("index_margin", "index_floor", "index_cap", "index_notice"),
    "index_missed",
)


def environment(text: str) -> str:
    """Read where the engine runs."""
    if text not in {LOCAL, PRODUCTION}:
        message = f"{text!r} is neither {LOCAL} nor {PRODUCTION}"
        raise ValueError(message)
    return text


def zone(text: str) -> str:
    """Read a time zone's name."""
    return ZoneInfo(text).key


def currency(text: str) -> str:
    """Read a currency's code, in whatever case."""
    if len(text) != _CURRENCY_LENGTH or not (text.isalpha() and text.isascii()):
        message = f"{text!r} is not an ISO 4217 code"
        raise ValueError(message)
    return text.upper()


def address(text: str) -> str:
    """Read an address; it is not shown, for it may hold a password."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        message = "it is no http or https address without a user name"
        raise ValueError(message)
    return text.rstrip("/")


def only_local(address: str) -> Iterator[str]:
    """Say what of an address only a developer's machine may have."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return  # told as malformed
    if parts.scheme == "http":
        yield "plain http"
    if _is_loopback(host):
        yield "this machine"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def months(text: str) -> int:
    """Read a number of months, one at least."""
    number = count(text)
    if not number:
        message = "at least one month is needed"
        raise ValueError(message)
    return number


def count(text: str) -> int:
    """Read a number, 0 at least."""
    number = int(text)
    if number < 0:
        message = f"{text} is negative"
        raise ValueError(message)
    return number


def digits(text: str) -> str:
    """Read an id of digits alone."""
    if not (text.isascii() and text.isdecimal()):
        message = f"{text!r} is not a number"
        raise ValueError(message)
    return text


def flag(text: str) -> bool:
    """Read true or false."""
    if text.lower() not in {"true", "false"}:
        message = f"{text!r} is neither true nor false"
        raise ValueError(message)
    return text.lower() == "true"


def listed(text: str) -> tuple[str, ...]:
    """Read a list with commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def guid(text: str) -> str:
    """Read an id of Entra ID; it is written in lower case with hyphens."""
    return str(UUID(text))


def signing_keys(text: str) -> str:
    """Check that keys are `kid:base64,…`; none of them is shown."""
    seen: set[str] = set()
    for number, part in enumerate(listed(text), 1):
        kid, _, key = part.partition(":")
        fit = _KID.fullmatch(kid) and kid not in seen
        seen.add(kid)
        if not fit or len(b64decode(key, validate=True)) < _KEY_BYTES:
            message = f"key {number} is not kid:base64 of {_KEY_BYTES} bytes or more"
            raise ValueError(message)
    return text


def scale(text: str) -> str:
    """Read a scale, `worst-best`."""
    worst, _, best = text.partition("-")
    if not (worst.isdigit() and best.isdigit() and worst != best):
        message = f"{text!r} is not worst-best, as in 4-1 or 1-5"
        raise ValueError(message)
    return text


def _object(text: str) -> dict[str, object]:
    content = json.loads(text)
    if not isinstance(content, dict):
        message = "it is not a JSON object"
        raise ValueError(message)  # noqa: TRY004 - reported like all bad values
    return content


def concession_fields(text: str) -> dict[str, str]:
    """Read JSON: a concession's field → the id or name of a ticket's custom field."""
    return {name: str(field) for name, field in _object(text).items()}


def field_map(text: str) -> dict[str, str]:
    """Read JSON: our field → the custom field's id or name."""
    found = {name: str(field) for name, field in _object(text).items()}
    _check_fields(found)
    return found


def _check_fields(names: Iterable[str]) -> None:
    unknown = sorted(set(names) - set(_FIELDS))
    if unknown:
        message = f"{', '.join(unknown)} is not among {', '.join(_FIELDS)}"
        raise ValueError(message)


def mailboxes(text: str) -> tuple[str, ...]:
    """Read a list of addresses with commas."""
    return tuple(mailbox(one) for one in listed(text))


def mailbox(text: str) -> str:
    """Read an address, in lower case."""
    if not _MAILBOX.fullmatch(text):
        message = f"{text!r} is not an address"
        raise ValueError(message)
    return text.lower()


def service_account_key(text: str) -> dict[str, str]:
    """Read a service account's key file; it is not shown, for it is a secret."""
    try:
        content = _object(text)
    except ValueError:
        content = {}
    if not {"client_email", "private_key"} <= content.keys():
        message = "it is not the JSON of a service account's key"
        raise ValueError(message)
    return {name: str(value) for name, value in content.items()}


def value_tables(text: str) -> dict[str, dict[str, str]]:
    """Read JSON: our field → its shown text → ours."""
    tables = {}
    content = _object(text)
    _check_fields(content)
    for name, table in content.items():
        if not isinstance(table, dict):
            message = f"the table of {name} is not a JSON object"
            raise ValueError(message)  # noqa: TRY004 - reported like all bad values
        tables[name] = {str(key): str(value) for key, value in table.items()}
    return tables
