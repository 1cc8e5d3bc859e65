"""All mailboxes of the domain, and the letters that reach them."""

import random
from datetime import timedelta
from email.utils import parseaddr

from sandbox.gmail.letters import Letter
from sandbox.gmail.mailbox import Mailbox, Stored
from sandbox.gmail.mime import received
from sandbox.gmail.options import Options
from sandbox.gmail.pushes import Pushes
from sandbox.gmail.refusals import not_found
from sandbox.halopsa.clock import Clock


class Users:
    """Mailboxes by address; every change is published to who watches."""

    def __init__(self, options: Options, clock: Clock, pushes: Pushes) -> None:
        self._options = options
        self._clock = clock
        self._pushes = pushes
        self.boxes: dict[str, Mailbox] = {}

    def open(self, address: str) -> Mailbox:
        """Return the mailbox of an address, new if there was none."""
        if address not in self.boxes:
            dice = random.Random(f"{self._options.seed}:{address}")
            start = dice.randint(1000, 90_000)
            self.boxes[address] = Mailbox(address, dice, history_id=start)
        return self.boxes[address]

    def deliver(self, letter: Letter, *, labels: tuple[str, ...] = ()) -> list[Stored]:
        """Put a letter into the mailboxes of its sender and recipients."""
        raw = received(letter)
        sender = parseaddr(letter.sender)[1]
        copies = {parseaddr(one)[1]: ["INBOX", "UNREAD"] for one in letter.recipients}
        if sender in self.boxes:
            copies[sender] = ["SENT"]
        stored = []
        for address, usual in copies.items():
            if box := self.boxes.get(address):
                thread = box.thread_of(list(letter.references))
                box.threads[letter.message_id] = thread
                kept = list(labels) or usual
                stored.append(box.add(raw, kept, letter.at, thread))
                self.notify(box)
        return stored

    def notify(self, box: Mailbox) -> None:
        """Publish the last change of a mailbox, if someone watches it."""
        watch = box.watch
        if watch is None or watch.expires_at <= self._clock.now():
            return
        if box.changes and watch.labels.isdisjoint(box.changes[-1].labels):
            return
        self._pushes.publish(box.address, box.history_id)

    def stored(self, box: Mailbox, message_id: str) -> Stored:
        """Return a message, refused when it is gone."""
        found = box.messages.get(message_id)
        if found is None:
            raise not_found()
        return found

    def oldest(self, box: Mailbox) -> int:
        """Return the newest history id that is too old to start from."""
        limit = self._clock.now() - timedelta(days=self._options.history_days)
        gone = [one.history_id for one in box.changes if one.at < limit]
        return gone[-1] if gone else 0
