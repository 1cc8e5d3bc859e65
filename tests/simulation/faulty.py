"""Stores and a transport whose every call passes an injector of faults."""

from itertools import islice

import httpx

from shared.storage.gateway import Row
from tests.simulation.faults import READ, SEND, WRITE, HttpAnswers
from tests.simulation.plans import Fault

LATE_SECONDS = 1800
PAGE_ROWS = 1000


class FaultyTables:
    """Tables whose calls may fail."""

    def __init__(self, inner, injector, page_rows=PAGE_ROWS):
        self._inner = inner
        self._injector = injector
        self._page_rows = page_rows

    def insert(self, table, rows):
        rows = list(rows)
        self._write("insert", table, rows, lambda: self._inner.insert(table, rows))

    def put(self, table, rows):
        for part in _transactions(rows):  # each can be the last before a crash
            self._write("put", table, part, lambda p=part: self._inner.put(table, p))

    def replace(self, table, row):
        act = lambda: self._inner.replace(table, row)  # noqa: E731 - one line of five
        return self._write("replace", table, [row], act)

    def delete(self, table, rows):
        for part in _transactions(rows):
            self._write(
                "delete", table, part, lambda p=part: self._inner.delete(table, p)
            )

    def get(self, table, pk, rk):
        return self._injector.call(
            "tables.get",
            f"{table} {pk}/{rk}",
            lambda: self._inner.get(table, pk, rk),
            answers=READ,
        )

    def query(self, table, **bounds):
        rows = iter(self._inner.query(table, **bounds))
        page = None
        while page is None or len(page) == self._page_rows:
            page = self._injector.call(
                "tables.query",
                f"{table} {bounds}",
                lambda: list(islice(rows, self._page_rows)),
                answers=READ,
            )
            yield from page

    def _write(self, operation, table, rows, action):
        target = f"{table} {rows[0].pk}/{rows[0].rk}" if rows else table
        return self._injector.call(f"tables.{operation}", target, action, answers=WRITE)


class FaultyQueues:
    """Queues whose messages may be lost, doubled or late."""

    def __init__(self, inner, injector):
        self._inner = inner
        self._injector = injector

    def send(self, queue, body, *, delay_seconds=0):
        def deliver(fault):
            if fault is Fault.DROP:
                return
            late = LATE_SECONDS if fault is Fault.DELAY else 0
            self._inner.send(queue, body, delay_seconds=delay_seconds + late)
            if fault is Fault.DOUBLE:
                self._inner.send(queue, body, delay_seconds=delay_seconds)

        self._injector.call(
            "queues.send", f"{queue} {body[:60]}", deliver, answers=SEND
        )


class FaultyBlobs:
    """Blobs whose calls may fail."""

    def __init__(self, inner, injector):
        self._inner = inner
        self._injector = injector

    def put(self, container, name, data):
        self._call(
            "put", f"{container}/{name}", lambda: self._inner.put(container, name, data)
        )

    def get(self, container, name):
        return self._call(
            "get",
            f"{container}/{name}",
            lambda: self._inner.get(container, name),
            answers=READ,
        )

    def names(self, container, prefix=""):
        yield from self._call(
            "names",
            f"{container}/{prefix}",
            lambda: list(self._inner.names(container, prefix)),
            answers=READ,
        )

    def _call(self, operation, target, action, answers=WRITE):
        return self._injector.call(
            f"blobs.{operation}", target, action, answers=answers
        )


class FaultyTransport(httpx.BaseTransport):
    """A transport whose requests may fail, before or after they were served."""

    def __init__(self, inner, injector):
        self._inner = inner
        self._injector = injector

    def handle_request(self, request):
        return self._injector.call(
            f"http.{request.method}",
            request.url.raw_path.decode(),
            lambda: self._inner.handle_request(request),
            answers=HttpAnswers(request),
        )


def _transactions(rows):
    """Cut rows as the adapter does: by partition, a hundred at most."""
    parts: dict[str, list[Row]] = {}
    for row in rows:
        parts.setdefault(row.pk, []).append(row)
    for members in parts.values():
        yield from (members[n : n + 100] for n in range(0, len(members), 100))
