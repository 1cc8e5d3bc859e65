"""What was asked of the stand-in: counts per normalised path, and every request."""

import re
from collections import Counter

from sandbox.halopsa.catalogue import RESOURCES
from sandbox.halopsa.messages import Request
from sandbox.rows import Row

_IDENT = re.compile(r"/(-?\d+(\.\d+)?|[0-9a-f]{8}-[0-9a-f-]{27})(?=/|$)", re.IGNORECASE)


def normalised(path: str) -> str:
    """Return a path with documented casing and `{id}` for ids."""
    parts = _IDENT.sub("/{id}", path).split("/")
    return "/".join(_documented(part) for part in parts)


def _documented(part: str) -> str:
    resource = RESOURCES.get(part.lower())
    return resource.name if resource else part


class Ledger:
    """Counts and lists requests until it is reset."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._entries: list[Row] = []

    def record(self, request: Request, at: str) -> int:
        """Note a request; its status is told later by `settle`."""
        self._counts[f"{request.method} {normalised(request.path)}"] += 1
        self._entries.append(
            {
                "at": at,
                "method": request.method,
                "path": request.path,
                "query": dict(request.pairs()),
                "body": _body(request),
                "status": None,
            }
        )
        return len(self._entries) - 1

    def settle(self, number: int, status: int) -> None:
        if number < len(self._entries):  # else it was reset in the meantime
            self._entries[number]["status"] = status

    def reset(self) -> None:
        self._counts.clear()
        self._entries.clear()

    def told(self, *, full: bool = False) -> Row:
        """Return the counts and, when asked, every request."""
        body: Row = {
            "total": sum(self._counts.values()),
            "counts": dict(sorted(self._counts.items())),
        }
        return body | {"requests": list(self._entries)} if full else body


def _body(request: Request) -> str:
    # The sign-in form holds a secret; the ledger is for reading.
    return "" if "/auth/" in request.path else request.body.decode(errors="replace")
