"""Counts storage transactions as the service bills them, retries and pages included."""

from collections import Counter
from threading import Lock


class Meter:
    """How many requests were sent, by operation; safe between threads."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = Lock()

    def count(self, operation: str) -> None:
        """Note one transaction."""
        with self._lock:
            self._counts[operation] += 1

    def counts(self) -> dict[str, int]:
        """Give the counts so far, by operation."""
        with self._lock:
            return dict(sorted(self._counts.items()))

    def total(self) -> int:
        """Give the number of transactions so far."""
        with self._lock:
            return self._counts.total()

    def reset(self) -> None:
        """Begin again at nothing."""
        with self._lock:
            self._counts.clear()


def operation(service: str, method: str, path: str) -> str:
    """Name a request, such as `tables.batch` or `queues.POST`.

    >>> operation("tables", "POST", "/account/$batch")
    'tables.batch'
    >>> operation("tables", "GET", "/account/facts()")
    'tables.query'
    """
    if service != "tables":
        return f"{service}.{method.lower()}"
    if path.endswith("$batch"):
        return "tables.batch"
    if path.endswith("/Tables"):
        return "tables.create"
    if method == "GET":
        return "tables.get" if "PartitionKey=" in path else "tables.query"
    verbs = {"POST": "insert", "PUT": "put", "DELETE": "delete"}
    return f"tables.{verbs.get(method, method.lower())}"
