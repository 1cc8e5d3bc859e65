"""The registrations and switches of one stand-in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sandbox.entra.people import USERS, User
from sandbox.halopsa.options import utc_now

TENANT = "6a1f4f0e-9d1b-4d43-8f6c-2c1d70b1e5a1"
CLIENT = "3c8d8c55-7f6a-4a0e-9f4c-5b7f0d2a9e10"
DAEMON = "d41f2b9a-5c7e-4b0d-8a38-6e2f9c1b7a44"

# What a registration has to ask for: without it v2.0 tokens lack these claims.
OPTIONAL_CLAIMS = frozenset({"acct", "amr", "auth_time", "email", "idtyp"})


@dataclass(frozen=True)
class Application:
    """One registration; `roles` are those its service principal holds."""

    client_id: str
    name: str
    secrets: tuple[str, ...] = ()
    certificates: tuple[bytes, ...] = ()  # PEM, for client assertions
    redirect_uris: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Options:
    """Who is registered, who works here, and how the tenant is set up."""

    tenant_id: str = TENANT
    client_id: str = CLIENT
    client_secret: str = "sandbox-secret"  # noqa: S105 - a stand-in guards nothing
    client_certificates: tuple[bytes, ...] = ()
    redirect_uris: tuple[str, ...] = ("https://127.0.0.1:7071/api/signin/callback",)
    daemons: tuple[Application, ...] = (
        Application(
            DAEMON,
            "Nightly job",
            secrets=("daemon-secret",),
            roles=("Renewals.Approver.L1",),
        ),
    )
    users: tuple[User, ...] = USERS
    optional_claims: frozenset[str] = OPTIONAL_CLAIMS
    assignment_required: bool = True  # who holds no role can't sign in
    key_issuer_is_template: bool = False  # "{tenantid}" instead of the tenant
    clock: Callable[[], datetime] = utc_now
