"""A client of a portal in this process, whose clock moves only when somebody sleeps."""

from shared.sources.hubspot.client import HubSpotClient
from shared.sources.hubspot.config import HubSpotConfig
from tests.sandbox.hubspot.callers import NOW, Portal
from tests.shared.sources.halopsa.sandbox_transport import (
    SandboxTransport,
    SteppedClock,
)


class Vendor:
    """A portal, a client of it, and the time that both go by."""

    def __init__(self, *, burst=None, searches=None, config=None, **options):
        self.portal = Portal(**options)
        self.clock = SteppedClock(NOW)
        self.portal.hub.portal.clock.set(NOW)
        values = {
            "access_token": self.portal.key,
            "portal_id": str(self.portal.hub.portal.options.portal_id),
        }
        self.client = HubSpotClient(
            HubSpotConfig(**{**values, **(config or {})}),
            clock=self.clock,
            sleep=self._sleep,
            http=SandboxTransport(self.portal.hub),
            burst=burst,
            searches=searches,
        )

    @property
    def sleeps(self):
        return self.clock.sleeps

    @property
    def asked(self):
        """List method and path of the requests after the portal was looked at."""
        entries = self.portal.hub.ledger.entries
        return [f"{e['method']} {e['path']}" for e in entries][1:]

    def _sleep(self, seconds):
        self.clock.sleep(seconds)
        self.portal.hub.portal.clock.set(self.clock.now)
