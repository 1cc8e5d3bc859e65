"""The queue trigger: fetch in batches, run in parallel, retry, then poison.

As the extension does (QueueListener.cs, QueueProcessor.cs): a new batch is fetched
when no more than newBatchThreshold messages are in hand.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from azure.core.exceptions import AzureError

from functions.localhost.hostfile import QueueOptions
from functions.localhost.index import Function
from functions.localhost.invocation import Invocation, invoke, nothing
from functions.localhost.leases import Lease, LeaseKeeper
from functions.localhost.mailbox import Letter, Mailbox
from functions.localhost.payloads import UndecodableMessage, decoded_body, queue_value

log = logging.getLogger(__name__)

LEASE_SECONDS = 600.0
_SHORTEST_POLL = 0.1

Listener = Callable[[Invocation], object]


class QueueListener:
    """Feeds one queue's messages to its function."""

    def __init__(
        self,
        function: Function,
        mailbox: Mailbox,
        options: QueueOptions,
        *,
        lease_seconds: float = LEASE_SECONDS,
        on_message: Listener = lambda _done: None,
    ) -> None:
        self.function = function
        self.mailbox = mailbox
        self.poisoned = 0
        self._options = options
        self._on_message = on_message
        self._lease_seconds = lease_seconds
        self._keeper = LeaseKeeper(mailbox, lease_seconds)
        self._pool = ThreadPoolExecutor(
            options.batch_size, thread_name_prefix=function.name
        )
        self._in_hand: set[Future[None]] = set()

    def fetch(self) -> int:
        """Take a batch if few enough messages are in hand; return its size."""
        if self.in_hand() > self._options.new_batch_threshold:
            return 0
        letters = self.mailbox.receive(self._options.batch_size, self._lease_seconds)
        for letter in letters:
            lease = self._keeper.hold(letter)
            self._in_hand.add(self._pool.submit(self._process, letter, lease))
        return len(letters)

    def in_hand(self) -> int:
        """Count the messages being processed; a crash of the host surfaces here."""
        done = {future for future in self._in_hand if future.done()}
        self._in_hand -= done
        for future in done:
            future.result()
        return len(self._in_hand)

    def run(self, stopping: threading.Event) -> None:
        """Poll until told to stop, ever more rarely while the queue is empty."""
        longest = self._options.max_polling_interval.total_seconds()
        delay = _SHORTEST_POLL
        while not stopping.is_set():
            if self.in_hand() > self._options.new_batch_threshold:
                wait(self._in_hand, _SHORTEST_POLL, "FIRST_COMPLETED")
            elif self._fetch_or_report():
                delay = _SHORTEST_POLL
            else:
                stopping.wait(delay)
                delay = min(delay * 2, longest)

    def close(self, timeout: float | None = None) -> bool:
        """Let the messages in hand finish; false when some still run."""
        _, unfinished = wait(self._in_hand, timeout)
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._keeper.stop()
        return not unfinished

    def abandon(self) -> None:
        """Start nothing more: what waits in hand comes back when its lease ends."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._keeper.stop()

    def _fetch_or_report(self) -> int:
        try:
            return self.fetch()
        except AzureError as error:
            log.warning("queue of %s cannot be read: %s", self.function.name, error)
            return 0

    def _process(self, letter: Letter, lease: Lease) -> None:
        try:
            done = self._invoke(letter)
        finally:
            last = self._keeper.drop(lease)
        try:
            self._settle(last, done)
        except AzureError as error:  # The message comes back when its lease ends.
            log.warning("message %s was not settled: %s", letter.id, error)
        if isinstance(done, Invocation):
            self._on_message(done)

    def _invoke(self, letter: Letter) -> Invocation | str:
        """Return the invocation, or why the message is poison without one."""
        if letter.dequeue_count > self._options.max_dequeue_count:
            return "tried too often"
        try:
            body = decoded_body(letter.text, self._options.message_encoding)
            value = queue_value(self.function, letter, body)
        except UndecodableMessage as error:
            return str(error)
        return invoke(
            self.function,
            value,
            check=nothing,
            details={"message_id": letter.id, "dequeue_count": letter.dequeue_count},
        )

    def _settle(self, letter: Letter, done: Invocation | str) -> None:
        if isinstance(done, str):
            self._move_to_poison(letter, done)
        elif done.succeeded:
            self.mailbox.delete(letter)
        elif letter.dequeue_count >= self._options.max_dequeue_count:
            self._move_to_poison(letter, f"failed {letter.dequeue_count} times")
        else:
            delay = self._options.visibility_timeout.total_seconds()
            self.mailbox.release(letter, delay)

    def _move_to_poison(self, letter: Letter, reason: str) -> None:
        log.warning(
            "%s: message %s moves to the poison queue: %s",
            self.function.name,
            letter.id,
            reason,
        )
        self.mailbox.send_poison(letter.text)
        self.mailbox.delete(letter)
        self.poisoned += 1
