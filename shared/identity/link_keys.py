"""The keys that sign links, read from a setting: the newest signs, all verify."""

import base64
import re
from dataclasses import dataclass, field

from shared.domain.errors import InvalidInput

SECRET_BYTES = 32
_KID = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class LinkKey:
    """A signing key, and the id under which links name it."""

    kid: str
    secret: bytes = field(repr=False)


def read_keys(text: str) -> tuple[LinkKey, ...]:
    """Read `kid:base64,kid:base64`, the newest first.

    A key that is left out revokes every link it signed. Raises InvalidInput that names
    the key and never shows its secret.
    """
    keys = tuple(_read_key(part.strip()) for part in text.split(","))
    if len({key.kid for key in keys}) < len(keys):
        raise InvalidInput("link keys: two have the same id")
    return keys


def _read_key(text: str) -> LinkKey:
    kid, _, encoded = text.partition(":")
    if not _KID.fullmatch(kid):
        # It may be a secret without its id, so it isn't shown.
        raise InvalidInput(f"link keys: an id is not like {_KID.pattern}")
    try:
        secret = base64.b64decode(encoded, validate=True)
    except ValueError:
        raise InvalidInput(f"link key {kid}: it is not base64") from None
    if len(secret) < SECRET_BYTES:
        raise InvalidInput(f"link key {kid}: it is under {SECRET_BYTES} bytes")
    return LinkKey(kid, secret)
