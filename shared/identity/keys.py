"""An issuer's public keys: fetched ahead of need, and kept when fetching fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from shared.domain.errors import SourceError, SourceUnavailable
from shared.identity.jwks import read_jwks

REFRESH = timedelta(hours=1)
LAST_KNOWN_GOOD = timedelta(hours=24)
PAUSE = timedelta(minutes=5)  # so that forged ids can't make us knock all the time
PAUSE_WITHOUT_KEYS = timedelta(seconds=10)  # nobody can sign in, so try again soon


@dataclass(frozen=True, slots=True)
class _Known:
    """The keys of the last good answer, and the last attempt, good or not."""

    keys: Mapping[str, RSAPublicKey] = field(default_factory=dict)
    fetched_at: datetime | None = None
    tried_at: datetime | None = None

    def age_at(self, now: datetime) -> timedelta:
        return timedelta.max if self.fetched_at is None else now - self.fetched_at

    def is_due(self, kid: str, now: datetime) -> bool:
        if self.tried_at is None:
            return True
        waited = now - self.tried_at
        if self.age_at(now) > LAST_KNOWN_GOOD:
            return waited >= PAUSE_WITHOUT_KEYS
        wanted = self.age_at(now) >= REFRESH or kid not in self.keys
        return wanted and waited >= PAUSE


class IssuerKeys:
    """The keys of one issuer, shared by all threads of this process.

    `fetch` gives the issuer's key document and raises SourceError when it can't. A key
    that names an issuer other than `issuers` is not used.
    """

    def __init__(
        self,
        fetch: Callable[[], bytes],
        *,
        issuers: frozenset[str],
        clock: Callable[[], datetime],
    ) -> None:
        self._fetch = fetch
        self._issuers = issuers
        self._clock = clock
        self._lock = Lock()
        self._known = _Known()

    def find(self, kid: str) -> RSAPublicKey | None:
        """Give a key by its id, None when the issuer has none of that id.

        The keys are fetched anew hourly, and for an unknown id at most every five
        minutes; the last good ones count for 24 hours. Raises SourceUnavailable when
        none are that fresh.
        """
        now = self._clock()
        if self._known.is_due(kid, now):
            with self._lock:
                if self._known.is_due(kid, now):  # else another thread was first
                    self._known = self._fetched(now)
        known = self._known
        if known.age_at(now) > LAST_KNOWN_GOOD:
            raise SourceUnavailable("the keys of the tokens' issuer can't be had")
        return known.keys.get(kid)

    def _fetched(self, now: datetime) -> _Known:
        try:
            keys = read_jwks(self._fetch(), self._issuers)
        except SourceError:
            return replace(self._known, tried_at=now)
        return _Known(keys, fetched_at=now, tried_at=now)
