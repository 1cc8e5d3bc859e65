"""Which addresses we call: https, no surprises, nothing inside the data centre."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from shared.domain.errors import InvalidInput

_LOOPBACK_NAMES = frozenset({"localhost", "localhost.localdomain"})
_HTTPS_PORT = 443
_API = re.compile(r"/api$", re.IGNORECASE)
# Numeric hosts that are no plain IPv4 address (0x7f.1, 2130706433) reach it anyway.
_NUMERIC = re.compile(r"[0-9.]+|0x[0-9a-f.x]+", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.IGNORECASE)


def checked_address(text: str, *, setting: str, allow_local: bool = False) -> str:
    """Give the address without a trailing slash; InvalidInput names the setting.

    Custom domains and on-premises hosts are legitimate, so there is no list of
    vendor domains; `allow_local` admits plain http and hosts of this machine.
    """
    address = text.strip().rstrip("/")
    problem = _problem(address, allow_local=allow_local)
    if problem:
        message = f"{setting} {problem}"
        raise InvalidInput(message)
    return address


def auth_address(base_url: str) -> str:
    """Give the authorisation server that belongs to a resource server."""
    if not _API.search(base_url):
        message = "HALOPSA_AUTH_URL is needed: HALOPSA_BASE_URL does not end with /api"
        raise InvalidInput(message)
    return _API.sub("/auth", base_url)


def _problem(address: str, *, allow_local: bool) -> str:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return "is not a URL"
    if parts.scheme != "https" and not (allow_local and parts.scheme == "http"):
        return "must begin with https://"
    if "@" in parts.netloc or "\\" in address or re.search(r"[\s\x00-\x1f]", address):
        return "must not hold a user name or blanks"
    if parts.query or parts.fragment or "?" in address or "#" in address:
        return "must not hold a query or fragment"
    return _host_problem(parts, port, allow_local=allow_local)


def _host_problem(parts: SplitResult, port: int | None, *, allow_local: bool) -> str:
    host = (parts.hostname or "").rstrip(".")
    literal = _literal(host)
    if literal is None and not _NAME.fullmatch(host):
        return "has no valid host"
    if allow_local:
        return ""
    if port not in {None, _HTTPS_PORT}:
        return "must use the default port"
    inside = host.lower() in _LOOPBACK_NAMES or host.lower().endswith(".localhost")
    if inside or literal is False or (_NUMERIC.fullmatch(host) and literal is None):
        return "must not be an address inside the network"
    return ""


def _literal(host: str) -> bool | None:
    """Tell whether an IP literal is reachable for all; None when it is a name."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return None
