"""Tokens as an attacker or a broken service would make them, one change each."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sandbox.entra.encoding import b64, compact
from sandbox.entra.keys import SigningKey, strange_key
from sandbox.entra.people import PARTNER_TENANT
from sandbox.rows import Row

if TYPE_CHECKING:
    from sandbox.entra.tenant import Tenant

Change = Callable[["Draft", "Tenant"], "Draft"]

LONG_AGO = 7200


@dataclass(frozen=True)
class Draft:
    """A token before it is signed; `swapped` claims replace the signed ones."""

    header: Row
    claims: Row
    key: SigningKey
    swapped: Row | None = None

    def token(self) -> str:
        made = compact(self.header, self.claims, self.key)
        if self.swapped is None:
            return made
        _, _, signature = made.rpartition(".")
        unsigned, _, _ = compact(self.header, self.swapped, self.key).rpartition(".")
        return f"{unsigned}.{signature}"


def draft(tenant: "Tenant", claims: Row) -> Draft:
    """Return what the real service would sign."""
    key = tenant.keys.current
    return Draft({"typ": "JWT", "alg": "RS256", "kid": key.kid}, claims, key)


def header(**changes: object) -> Change:
    """Return a change of the header, signed as the changed header says."""
    return lambda made, _: replace(made, header={**made.header, **changes})


def claims(**changes: object) -> Change:
    """Return a change of claims that are there; a missing one stays missing."""
    return lambda made, _: replace(
        made,
        claims={name: changes.get(name, value) for name, value in made.claims.items()},
    )


def without(name: str) -> Change:
    """Return the removal of a claim."""
    return lambda made, _: replace(
        made, claims={key: v for key, v in made.claims.items() if key != name}
    )


def shifted(seconds: int) -> Change:
    """Return a move of a token's whole life."""
    return lambda made, _: replace(
        made,
        claims={
            **made.claims,
            **{name: made.claims[name] + seconds for name in ("iat", "nbf", "exp")},
        },
    )


def by_a_stranger(**changes: object) -> Change:
    """Return a signature of an unpublished key, and what the header says of it."""
    return lambda made, _: replace(
        made, header={**made.header, **changes}, key=strange_key()
    )


def _tampered(made: Draft, _: "Tenant") -> Draft:
    roles = [*made.claims.get("roles", ()), "Renewals.Approver.L2"]
    return replace(made, swapped={**made.claims, "roles": roles})


def _no_kid(made: Draft, _: "Tenant") -> Draft:
    return replace(made, header={"typ": "JWT", "alg": "RS256"})


def _jku(made: Draft, tenant: "Tenant") -> Draft:
    place = f"{tenant.base_url}/sandbox/strange_keys"
    return by_a_stranger(kid=strange_key().kid, jku=place)(made, tenant)


def _jwk(made: Draft, tenant: "Tenant") -> Draft:
    own = strange_key()
    return by_a_stranger(kid=own.kid, jwk=own.jwk())(made, tenant)


def _wrong_tenant(made: Draft, tenant: "Tenant") -> Draft:
    issuer = tenant.issuer_of(PARTNER_TENANT)
    return claims(tid=PARTNER_TENANT, iss=issuer)(made, tenant)


def _version_1(made: Draft, tenant: "Tenant") -> Draft:
    issuer = f"https://sts.windows.net/{tenant.id}/"
    return claims(ver="1.0", iss=issuer)(made, tenant)


STRANGE_KID = b64(b"no such signing key!")
FORGERIES: dict[str, Change] = {
    "alg_none": header(alg="none"),
    "hs256_public_key": header(alg="HS256"),
    "tampered": _tampered,
    "strange_key": by_a_stranger(),
    "unknown_kid": header(kid=STRANGE_KID),
    "no_kid": _no_kid,
    "unknown_crit": header(crit=["urn:example:unknown"], **{"urn:example:unknown": 1}),
    "jku_header": _jku,
    "jwk_header": _jwk,
    "expired": shifted(-LONG_AGO),
    "not_yet_valid": shifted(LONG_AGO),
    "wrong_nonce": claims(nonce="another-nonce"),
    "missing_nonce": without("nonce"),
    "wrong_audience": claims(aud="11111111-2222-4333-8444-555555555555"),
    "wrong_issuer": claims(iss="https://login.example/v2.0"),
    "wrong_tenant": _wrong_tenant,
    "wrong_tid": claims(tid=PARTNER_TENANT),
    "version_1": _version_1,
    "missing_roles": without("roles"),
}
