"""A running host: its threads, and how they end."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from functions.localhost.queues import QueueListener
from functions.localhost.server import LoopbackServer
from functions.localhost.timers import Timer, run_timer

log = logging.getLogger(__name__)

STOP_SECONDS = 30.0


class Service:
    """HTTP, timers and queues at work until stop()."""

    def __init__(
        self,
        server: LoopbackServer,
        *,
        timers: Sequence[Timer],
        listeners: Sequence[QueueListener],
        stopping: threading.Event,
    ) -> None:
        self._server = server
        self._stopping = stopping
        self._listeners = listeners
        self._loops = [
            *(
                _loop(timer.function.name, run_timer, timer, stopping)
                for timer in timers
            ),
            *(_loop(one.function.name, one.run, stopping) for one in listeners),
        ]
        self._acceptor = _loop("http", self._server.serve_forever, 0.05)
        for thread in (*self._loops, self._acceptor):
            thread.start()

    @property
    def url(self) -> str:
        """The address to call, without a path."""
        return f"{self._server.scheme}://{self._server.host}"

    def wait(self) -> None:
        """Block until another thread or a signal handler asks to stop."""
        # A wait without a timeout would keep the main thread from seeing signals.
        while not self._stopping.wait(0.5):
            pass

    def ask_to_stop(self) -> None:
        """Start no more invocations; safe in a signal handler."""
        self._stopping.set()

    def stop(self, timeout: float = STOP_SECONDS) -> bool:
        """Finish what is running, at most that long; false when something is not."""
        deadline = time.monotonic() + timeout
        self.ask_to_stop()
        self._server.shutdown()
        finished = [self._server.wait_idle(_left(deadline))]
        for thread in self._loops:
            thread.join(_left(deadline))
            finished.append(not thread.is_alive())
        finished += [one.close(_left(deadline)) for one in self._listeners]
        self._server.server_close()
        return all(finished)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())


def _loop(name: str, work: Callable[..., None], *arguments: object) -> threading.Thread:
    def run() -> None:
        try:
            work(*arguments)
        except Exception:
            log.exception("%s has stopped listening", name)

    return threading.Thread(target=run, name=name, daemon=True)
