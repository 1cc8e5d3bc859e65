"""Leases of the messages in hand, renewed while their functions run."""

import logging
import threading

from azure.core.exceptions import AzureError

from functions.localhost.mailbox import Letter, Mailbox

log = logging.getLogger(__name__)


class Lease:
    """One message in hand; its receipt changes with every renewal."""

    def __init__(self, mailbox: Mailbox, letter: Letter) -> None:
        self._mailbox = mailbox
        self._letter = letter
        self._lock = threading.Lock()
        self._open = True

    def renew(self, seconds: float) -> None:
        """Extend the lease unless the message is settled or was lost."""
        with self._lock:
            if not self._open:
                return
            renewed = self._mailbox.renew(self._letter, seconds)
            if renewed is None:
                log.warning("message %s was lost to another receiver", self._letter.id)
                self._open = False
            else:
                self._letter = renewed

    def settle(self) -> Letter:
        """Stop renewing and return the message with its last receipt."""
        with self._lock:
            self._open = False
            return self._letter


class LeaseKeeper:
    """Renews all messages in hand three times per lease, in its own thread."""

    def __init__(self, mailbox: Mailbox, seconds: float) -> None:
        self._mailbox = mailbox
        self._seconds = seconds
        self._held: set[Lease] = set()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def hold(self, letter: Letter) -> Lease:
        """Keep a message leased until it is dropped."""
        lease = Lease(self._mailbox, letter)
        with self._lock:
            self._held.add(lease)
            if self._thread is None and not self._stopped.is_set():
                self._thread = threading.Thread(target=self._keep, daemon=True)
                self._thread.start()
        return lease

    def drop(self, lease: Lease) -> Letter:
        """Let go of a message and return it with its last receipt."""
        with self._lock:
            self._held.discard(lease)
        return lease.settle()

    def stop(self) -> None:
        """End the renewals."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _keep(self) -> None:
        while not self._stopped.wait(self._seconds / 3):
            with self._lock:
                held = list(self._held)
            for lease in held:
                try:
                    lease.renew(self._seconds)
                except AzureError as error:  # The next turn is still within the lease.
                    log.warning("a lease was not renewed: %s", error)
