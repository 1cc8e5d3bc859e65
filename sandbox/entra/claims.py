"""What v2.0 tokens say: of a person to the app, of a person or an app to an API."""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from sandbox.entra.encoding import b64
from sandbox.entra.options import Application
from sandbox.entra.people import User
from sandbox.entra.tenant import Tenant
from sandbox.rows import Row

GRAPH = "00000003-0000-0000-c000-000000000000"
SKEW_SECONDS = 300  # tokens say they were issued five minutes ago
ID_TOKEN_SECONDS = 3600
ACCESS_SECONDS = range(3600, 5400)
IDENTITY_SCOPES = frozenset({"openid", "profile", "email", "offline_access"})
PROFILE_CLAIMS = frozenset({"name", "oid", "preferred_username"})


@dataclass(frozen=True)
class Session:
    """One sign-in in one browser."""

    username: str
    sid: str
    auth_time: int


def id_claims(
    tenant: Tenant, client_id: str, session: Session, *, nonce: str, scope: str
) -> Row:
    """Return the claims of an ID token."""
    user = tenant.directory.user(session.username)
    claims = {
        "aud": client_id,
        **_lifetime(tenant, ID_TOKEN_SECONDS),
        **_person(tenant, client_id, session, user),
        **({"nonce": nonce} if nonce else {}),
    }
    if "profile" not in scope.split():
        return {name: v for name, v in claims.items() if name not in PROFILE_CLAIMS}
    return claims


def access_claims(
    tenant: Tenant, client_id: str, session: Session, *, scope: str, azpacr: str
) -> Row:
    """Return the claims of a person's access token, for the API or else for Graph."""
    user = tenant.directory.user(session.username)
    api, names = resource_of(scope)
    person = _person(tenant, client_id, session, user)
    if api == GRAPH:  # roles belong to the app that defines them
        person.pop("roles", None)
    return {
        "aud": api,
        **_lifetime(tenant, secrets.choice(ACCESS_SECONDS)),
        **person,
        "azp": client_id,
        "azpacr": azpacr,
        "scp": names.replace(".default", "access_as_user"),
    }


def app_claims(tenant: Tenant, application: Application, api: str, azpacr: str) -> Row:
    """Return the claims of a service principal's access token."""
    oid = _principal_oid(application.client_id)
    marked = "idtyp" in tenant.options.optional_claims
    return {
        "aud": api,
        **_lifetime(tenant, secrets.choice(ACCESS_SECONDS)),
        "azp": application.client_id,
        "azpacr": azpacr,
        **({"idtyp": "app"} if marked else {}),
        "oid": oid,
        **({"roles": list(application.roles)} if application.roles else {}),
        "sub": oid,
        **_always(tenant),
    }


def resource_of(scope: str) -> tuple[str, str]:
    """Return the API's client id that the scopes belong to, and their short names."""
    asked = [name for name in scope.split() if name not in IDENTITY_SCOPES]
    if not asked:
        return GRAPH, " ".join(sorted(IDENTITY_SCOPES & set(scope.split())))
    pairs = [name.removeprefix("api://").rpartition("/") for name in asked]
    return pairs[0][0], " ".join(name for _, _, name in pairs)


def _principal_oid(client_id: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"principal:{client_id}"))


def _person(tenant: Tenant, client_id: str, session: Session, user: User) -> Row:
    pair = f"{client_id}:{user.oid}".encode()
    optional = {
        "acct": 1 if user.guest_of else 0,
        "amr": ["pwd", "mfa"],
        "auth_time": session.auth_time,
        "email": user.username,
    }
    wanted = tenant.options.optional_claims
    return {
        **{name: value for name, value in optional.items() if name in wanted},
        **_guest(user),
        "name": user.name,
        "oid": user.oid,
        "preferred_username": user.username,
        **({"roles": list(user.roles)} if user.roles else {}),
        "sid": session.sid,
        "sub": b64(hashlib.sha256(pair).digest()),
        **_always(tenant),
    }


def _guest(user: User) -> Row:
    if not user.guest_of:
        return {}
    home = f"https://sts.windows.net/{user.guest_of}/"
    return {"idp": home, "email": user.username}


def _always(tenant: Tenant) -> Row:
    return {
        "iss": tenant.issuer,
        "rh": f"1.{secrets.token_urlsafe(24)}.",
        "tid": tenant.id,
        "uti": secrets.token_urlsafe(16),
        "ver": "2.0",
    }


def _lifetime(tenant: Tenant, seconds: int) -> Row:
    now = tenant.now()
    issued = now - SKEW_SECONDS
    return {"iat": issued, "nbf": issued, "exp": now + seconds}
