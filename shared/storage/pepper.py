"""The tenant's secret for keyed hashes of what must not be stored itself."""

import hmac
import secrets
from hashlib import sha256
from threading import Lock

from shared.domain.errors import Conflict
from shared.storage.gateway import Row, Tables
from shared.storage.tenant_settings import SETTINGS

_KEY = "pepper"
_BYTES = 32
_LENGTH = 32  # hex digits kept of a hash


class Pepper:
    """HMAC-SHA-256 under a random secret, made once a tenant and read once a process.

    Whoever deletes the row makes all hashes so far meaningless.
    """

    def __init__(self, tables: Tables, tenant_id: str) -> None:
        self._tables = tables
        self._tenant_id = tenant_id
        self._secret = b""
        self._lock = Lock()

    def hashed(self, text: str) -> str:
        """Give the keyed hash of a text."""
        with self._lock:
            self._secret = self._secret or self._read()
        return hmac.new(self._secret, text.encode(), sha256).hexdigest()[:_LENGTH]

    def _read(self) -> bytes:
        row = self._tables.get(SETTINGS, self._tenant_id, _KEY)
        if row is not None:
            return bytes.fromhex(str(row.values["secret"]))
        fresh = Row(self._tenant_id, _KEY, {"secret": secrets.token_hex(_BYTES)})
        try:
            self._tables.insert(SETTINGS, [fresh])
        except Conflict:  # another process was first: its secret counts
            return self._read()
        return bytes.fromhex(str(fresh.values["secret"]))
