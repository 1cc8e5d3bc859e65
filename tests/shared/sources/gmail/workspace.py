"""A client of the Gmail stand-in in this process; time is virtual."""

from sandbox.gmail import Gmail, Options
from shared.sources.gmail.client import GmailClient
from shared.sources.gmail.config import GmailConfig
from shared.sources.gmail.signing import KeySigner
from tests.sandbox.gmail.callers import ALEX, DESK, NOW, a_letter
from tests.simulation.clock import VirtualClock
from tests.simulation.halo import InProcess

__all__ = ["ALEX", "DESK", "NOW", "Free", "Workspace", "a_letter"]


class Free:
    """A quota that lets all calls go and counts what they cost."""

    def __init__(self):
        self.units = 0

    def acquire(self, units=1):
        self.units += units


class Workspace:
    def __init__(self, *, mailboxes=(ALEX, DESK), signer=None, quota=None, **options):
        self.clock = VirtualClock(NOW)
        self.gmail = Gmail([ALEX, DESK], Options(clock=self.clock.now, **options))
        self.quota = quota or Free()
        self.sleeps = []
        config = GmailConfig(
            account=self.gmail.options.service_account,
            mailboxes=mailboxes,
            sender=DESK,
            topic=self.gmail.options.topic,
        )
        self.client = GmailClient(
            config,
            signer=signer or (lambda *_: KeySigner(self.gmail.key_file())),
            quota=self.quota,
            clock=self.clock.now,
            sleep=self.sleep,
            jitter=lambda: 0.5,
            http=InProcess(self.gmail.handle),
        )

    def sleep(self, seconds):
        self.sleeps.append(seconds)
        self.clock.advance(seconds)

    def deliver(self, number=1, *, labels=(), **over):
        return self.gmail.deliver(a_letter(number, **over), labels=labels)[0].id

    def asked(self, call):
        return self.gmail.requests[call]
