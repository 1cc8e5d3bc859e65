"""People who sign in: who they are, a sign-in under way, and the session after it."""

from datetime import datetime, timedelta

from pydantic import field_serializer

from shared.domain.model import Model


class Person(Model):
    """Who a valid token speaks of; only `tid` and `oid` identify, never a name.

    `application` is a service principal; `guest` has another home tenant.
    `auth_at` is when the person last proved who they are, None where it isn't told.
    """

    tid: str
    oid: str
    name: str = ""
    roles: frozenset[str] = frozenset()
    guest: bool = False
    application: bool = False
    auth_at: datetime | None = None
    amr: tuple[str, ...] = ()
    acrs: tuple[str, ...] = ()

    @field_serializer("roles")
    def _sorted(self, roles: frozenset[str]) -> list[str]:
        return sorted(roles)  # so that the same person is always the same text

    def proved_within(self, age: timedelta, now: datetime) -> bool:
        """Tell whether the person proved who they are no longer ago than `age`."""
        return self.auth_at is not None and now - self.auth_at <= age


class SignIn(Model):
    """A sign-in under way; `state` ties the answer to it, `exchange` is the adapter's.

    `target` is the path to go on to; `recent` asks for a fresh proof of identity.
    """

    state: str
    exchange: str
    target: str
    recent: bool = False


class Session(Model):
    """A signed-in browser; `csrf_secret` binds the forms it is given."""

    person: Person
    created_at: datetime
    expires_at: datetime
    csrf_secret: str
