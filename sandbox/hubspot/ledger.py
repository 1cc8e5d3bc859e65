"""What was asked of the portal: counts per path without ids, and every request."""

import re
from collections import Counter

from sandbox.halopsa.messages import Request
from sandbox.rows import Row

_IDENT = re.compile(r"/\d+(?=/|$)")


class Ledger:
    """Counts and lists requests until it is reset."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self.entries: list[Row] = []

    def record(self, request: Request, status: int) -> None:
        self._counts[f"{request.method} {_IDENT.sub('/{id}', request.path)}"] += 1
        # A key stands in this body; the ledger is for reading.
        secret = "access-token-info" in request.path
        body = "" if secret else request.body.decode(errors="replace")
        self.entries.append(
            {
                "method": request.method,
                "path": request.path,
                "query": dict(request.pairs()),
                "body": body,
                "status": status,
            }
        )

    def reset(self) -> None:
        self._counts.clear()
        self.entries.clear()

    def told(self, *, full: bool = False) -> Row:
        counts = dict(sorted(self._counts.items()))
        body: Row = {"total": sum(counts.values()), "counts": counts}
        return body | {"requests": list(self.entries)} if full else body
