"""Which application asks, and by what it proves that."""

import hmac
from collections.abc import Callable
from http import HTTPStatus

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.entra.encoding import b64, parts, signature_fits
from sandbox.entra.options import Application
from sandbox.entra.refusals import Refused
from sandbox.entra.tenant import Tenant
from sandbox.rows import Row

BY_SECRET, BY_CERTIFICATE = "1", "2"  # the values of azpacr
THUMBPRINTS: dict[str, tuple[str, Callable[[], hashes.HashAlgorithm]]] = {
    "RS256": ("x5t", hashes.SHA1),
    "PS256": ("x5t#S256", hashes.SHA256),
}


def authenticated(tenant: Tenant, form: dict[str, str]) -> tuple[Application, str]:
    """Return the application and its azpacr; raises Refused."""
    application = registered(tenant, form.get("client_id", ""))
    if assertion := form.get("client_assertion"):
        _check_assertion(tenant, application, assertion)
        return application, BY_CERTIFICATE
    if secret := form.get("client_secret"):
        if not any(_same(secret, known) for known in application.secrets):
            text = (
                "Invalid client secret provided. Ensure the secret being sent in the "
                "request is the client secret value, not the client secret ID, for a "
                f"secret added to app '{application.client_id}'."
            )
            raise _invalid_client(7000215, text)
        return application, BY_SECRET
    text = (
        "The request body must contain the following parameter: 'client_assertion' or "
        "'client_secret'."
    )
    raise _invalid_client(7000218, text)


def registered(tenant: Tenant, client_id: str) -> Application:
    """Return the application of an id; raises Refused."""
    if not client_id:
        text = "The request body must contain the following parameter: 'client_id'."
        raise Refused("invalid_request", 900144, text)
    found = tenant.directory.application(client_id)
    if found is None:
        text = (
            f"Application with identifier '{client_id}' was not found in the "
            f"directory '{tenant.id}'."
        )
        raise Refused("unauthorized_client", 700016, text)
    return found


def _check_assertion(tenant: Tenant, application: Application, token: str) -> None:
    try:
        header, claims = parts(token)
    except ValueError as error:
        text = "JWT token is invalid or malformed."
        raise Refused("invalid_request", 50027, text) from error
    key = _key_of(application, header)
    if key is None or not signature_fits(token, header["alg"], key):
        reason = "The key was not found." if key is None else "The signature differs."
        text = f"Client assertion contains an invalid signature. [Reason - {reason}]"
        raise _invalid_client(700027, text)
    _check_claims(tenant, application, claims)


def _check_claims(tenant: Tenant, application: Application, claims: Row) -> None:
    if (claims.get("iss"), claims.get("sub")) != (application.client_id,) * 2:
        text = "Client assertion application identifier doesn't match 'client_id'."
        raise _invalid_client(700021, text)
    if claims.get("aud") not in {tenant.token_endpoint, tenant.issuer}:
        text = "Client assertion audience claim does not match Realm issuer."
        raise _invalid_client(700023, text)
    now = tenant.now()
    if not claims.get("nbf", now) <= now < claims.get("exp", 0):
        text = "Client assertion is not within its valid time range."
        raise _invalid_client(700024, text)


def _key_of(application: Application, header: Row) -> rsa.RSAPublicKey | None:
    name, algorithm = THUMBPRINTS.get(header.get("alg", ""), ("", hashes.SHA256))
    told = str(header.get(name, "")).rstrip("=")
    for pem in application.certificates:
        certificate = x509.load_pem_x509_certificate(pem)
        key = certificate.public_key()
        fits = told == b64(certificate.fingerprint(algorithm()))
        if fits and isinstance(key, rsa.RSAPublicKey):
            return key
    return None


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(), known.encode())


def _invalid_client(code: int, text: str) -> Refused:
    return Refused("invalid_client", code, text, HTTPStatus.UNAUTHORIZED)
