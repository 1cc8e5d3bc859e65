"""Google's public keys, kept in memory: the last known good ones outlive an outage."""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from jwt import PyJWK, PyJWTError

from shared.domain.errors import SourceError, SourceUnavailable

_AGE = timedelta(hours=6)
_AT_MOST_EVERY = timedelta(minutes=5)

log = logging.getLogger(__name__)


class KeyCache:
    """Keys by their id; asked for again when old or when one is not among them.

    However many unknown ids come, the keys are fetched at most every five minutes.
    """

    def __init__(
        self, fetch: Callable[[], bytes], *, clock: Callable[[], datetime]
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = Lock()
        self._keys: dict[str, PyJWK] = {}
        self._fetched_at: datetime | None = None
        self._tried_at: datetime | None = None

    def key(self, kid: str) -> PyJWK | None:
        """Give a key; None when Google has none of that id.

        Raises SourceUnavailable when no keys at all could be fetched yet.
        """
        with self._lock:
            now = self._clock()
            old = self._fetched_at is None or now - self._fetched_at > _AGE
            just = self._tried_at is not None and now - self._tried_at < _AT_MOST_EVERY
            if (old or kid not in self._keys) and not just:
                self._tried_at = now
                self._refresh(now)
            if not self._keys:
                message = "google certs: no keys yet"
                raise SourceUnavailable(message)
            return self._keys.get(kid)

    def _refresh(self, now: datetime) -> None:
        try:
            self._keys = _read(self._fetch())
        except (SourceError, PyJWTError, ValueError, KeyError, TypeError) as error:
            log.warning("google certs: %s", type(error).__name__)
            return
        self._fetched_at = now


def _read(body: bytes) -> dict[str, PyJWK]:
    keys = {row["kid"]: PyJWK(row) for row in json.loads(body)["keys"]}
    if not keys:
        message = "an empty set of keys"
        raise ValueError(message)
    return keys
