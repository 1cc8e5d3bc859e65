"""Virtual time: it moves only when told to, or when somebody sleeps."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 22, 6, tzinfo=UTC)


class VirtualClock:
    """The time of a world."""

    def __init__(self, start=START):
        self._now = start
        self._sleeper = self.advance

    def now(self):
        return self._now

    def today(self):
        return self._now.date()

    def advance(self, seconds):
        """Move forward, never back."""
        self._now += timedelta(seconds=max(0, seconds))

    def advance_to(self, moment):
        self._now = max(self._now, moment)

    def sleep(self, seconds):
        """Wait as the engine does between tries; no real time passes."""
        self._sleeper(seconds)

    def sleep_with(self, sleeper):
        """Let a scheduler decide who works while somebody sleeps."""
        self._sleeper = sleeper
