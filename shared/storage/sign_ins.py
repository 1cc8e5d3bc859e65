"""Sign-ins under way and sessions, by the hash of what the browser's cookie holds."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from shared.domain.errors import Conflict
from shared.domain.person import Person, Session, SignIn
from shared.storage.gateway import Row, Tables, Value

SIGN_INS = "signinflows"
SESSIONS = "sessions"
SIGN_IN_LIFETIME = timedelta(minutes=10)
SESSION_LIFETIME = timedelta(hours=8)
_ROW_KEY = "browser"
_SECRET_BYTES = 32


class TableSignIns:
    """Keeps what a browser may come back with; reading never writes.

    `random_bytes` gives as many unguessable bytes as asked for. What is handed out as
    a cookie is stored as its hash alone, so that a reader of storage can't sign in.
    """

    def __init__(
        self, tables: Tables, tenant_id: str, random_bytes: Callable[[int], bytes]
    ) -> None:
        self._tables = tables
        self._tenant_id = tenant_id
        self._random_bytes = random_bytes

    def begin(self, sign_in: SignIn, now: datetime) -> str:
        """Keep a sign-in for ten minutes; gives the value of the browser's cookie."""
        cookie = self._secret()
        document = sign_in.model_dump_json()
        self._insert(SIGN_INS, cookie, document, now + SIGN_IN_LIFETIME)
        return cookie

    def take(self, cookie: str, state: str, now: datetime) -> SignIn | None:
        """Give the sign-in of this browser and state once; None ever after."""
        row = self._tables.get(SIGN_INS, _key(cookie), _ROW_KEY)
        if row is None or row.values["taken"]:
            return None
        sign_in = SignIn.model_validate_json(str(row.values["document"]))
        if not compare_digest(sign_in.state.encode(), state.encode(errors="replace")):
            return None
        if not self._won(row):
            return None
        self._tables.delete(SIGN_INS, [Row(row.pk, row.rk)])
        return sign_in if _is_live(row, now) else None

    def open_session(self, person: Person, now: datetime) -> tuple[str, Session]:
        """Start a session of eight hours; gives the value of its cookie with it."""
        cookie = self._secret()
        session = Session(
            person=person,
            created_at=now,
            expires_at=now + SESSION_LIFETIME,
            csrf_secret=self._secret(),
        )
        document = session.model_dump_json()
        self._insert(SESSIONS, cookie, document, session.expires_at)
        return cookie, session

    def find_session(self, cookie: str, now: datetime) -> Session | None:
        """Read the session of a cookie, None when it has ended or never was."""
        row = self._tables.get(SESSIONS, _key(cookie), _ROW_KEY)
        if row is None or not _is_live(row, now):
            return None
        return Session.model_validate_json(str(row.values["document"]))

    def end_session(self, cookie: str) -> None:
        """Sign a browser out; to do it twice is fine."""
        self._tables.delete(SESSIONS, [Row(_key(cookie), _ROW_KEY)])

    def purge(self, now: datetime) -> int:
        """Remove what has expired; gives the number of rows."""
        removed = 0
        for table in (SIGN_INS, SESSIONS):
            rows = [r for r in self._tables.query(table) if not _is_live(r, now)]
            # Without their etags: one that is taken meanwhile may go as well.
            self._tables.delete(table, [Row(row.pk, row.rk) for row in rows])
            removed += len(rows)
        return removed

    def _won(self, row: Row) -> bool:
        """Mark a sign-in as taken; of several that try, one succeeds.

        Deleting alone can't tell: to delete what is gone is fine.
        """
        try:
            self._tables.replace(
                SIGN_INS, Row(row.pk, row.rk, {**row.values, "taken": True}, row.etag)
            )
        except Conflict:
            return False
        return True

    def _insert(
        self, table: str, cookie: str, document: str, expires_at: datetime
    ) -> None:
        values: dict[str, Value] = {
            "tenant_id": self._tenant_id,
            "expires_at": expires_at,
            "taken": False,
            "document": document,
        }
        self._tables.insert(table, [Row(_key(cookie), _ROW_KEY, values)])

    def _secret(self) -> str:
        return urlsafe_b64encode(self._random_bytes(_SECRET_BYTES)).decode().rstrip("=")


def _key(cookie: str) -> str:
    return sha256(cookie.encode(errors="replace")).hexdigest()


def _is_live(row: Row, now: datetime) -> bool:
    expires_at = row.values["expires_at"]
    return isinstance(expires_at, datetime) and now < expires_at
