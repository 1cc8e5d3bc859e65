"""Cookies that only this host can set and read, and that no script and no form sees."""

import re

LONGEST_HEADER = 8192
_VALUE = re.compile(r"[A-Za-z0-9._-]{1,1024}")
_PREFIX = "__Host-"
_RULES = "Path=/; Secure; HttpOnly; SameSite=Lax"


def set_cookie(name: str, value: str, *, seconds: int) -> str:
    """Write the header `Set-Cookie`; a browser keeps the value that long.

    >>> set_cookie("session", "abc", seconds=60)
    '__Host-session=abc; Max-Age=60; Path=/; Secure; HttpOnly; SameSite=Lax'
    """
    if not _VALUE.fullmatch(value):
        raise ValueError(f"cookie {name}: its value is not like {_VALUE.pattern}")
    return f"{_PREFIX}{name}={value}; Max-Age={seconds}; {_RULES}"


def clear_cookie(name: str) -> str:
    """Write the header `Set-Cookie` that makes a browser forget the value."""
    return f"{_PREFIX}{name}=; Max-Age=0; {_RULES}"


def read_cookie(header: str, name: str) -> str | None:
    """Find a value in the header `Cookie`; what stands there twice is not trusted."""
    if len(header) > LONGEST_HEADER:
        return None
    pairs = [part.strip(" ").partition("=") for part in header.split(";")]
    values = [value for key, _, value in pairs if key == f"{_PREFIX}{name}"]
    return values[0] if len(values) == 1 and _VALUE.fullmatch(values[0]) else None
