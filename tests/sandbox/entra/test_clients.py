"""How an application proves who it is with a certificate."""

import uuid

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from sandbox.entra import CLIENT
from sandbox.entra.keys import signing_key
from tests.sandbox.entra.callers import NOW, Caller, an_entra

OWN, FOREIGN = 101, 102
FIXED = int(NOW.timestamp())
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def certificate(number):
    return x509.load_der_x509_certificate(signing_key(number).certificate)


def pem(number):
    return certificate(number).public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def caller():
    return Caller(an_entra(client_certificates=(pem(OWN),)))


def assertion(caller, *, signed_by=OWN, named=OWN, algorithm="PS256", **changes):
    name, kind = {
        "PS256": ("x5t#S256", hashes.SHA256()),
        "RS256": ("x5t", hashes.SHA1()),
    }[algorithm]
    thumbprint = certificate(named).fingerprint(kind)
    claims = {
        "aud": caller.entra.tenant.token_endpoint,
        "iss": CLIENT,
        "sub": CLIENT,
        "exp": FIXED + 600,
        "iat": FIXED,
        "jti": str(uuid.uuid4()),
        **changes,
    }
    header = {name: jwt.utils.base64url_encode(thumbprint).decode()}
    return jwt.encode(claims, signing_key(signed_by).private, algorithm, header)


def ask(caller, token):
    return caller.post(
        client_secret=None,
        client_assertion_type=JWT_BEARER,
        client_assertion=token,
        grant_type="client_credentials",
        scope=f"api://{CLIENT}/.default",
    )


def refused(answer):
    assert answer.json()["error"] == "invalid_client"
    assert answer.status == 401
    return answer.json()["error_codes"]


@pytest.mark.parametrize("algorithm", ["PS256", "RS256"])
def test_a_registered_certificate_proves_the_application(caller, algorithm):
    answer = ask(caller, assertion(caller, algorithm=algorithm))

    claims = jwt.decode(
        answer.json()["access_token"], options={"verify_signature": False}
    )
    assert claims["azpacr"] == "2"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signed_by": FOREIGN}, 700027),
        ({"signed_by": FOREIGN, "named": FOREIGN}, 700027),
        ({"iss": "another"}, 700021),
        ({"sub": "another"}, 700021),
        ({"aud": "https://login.example/token"}, 700023),
        ({"exp": FIXED}, 700024),
        ({"exp": FIXED - 3600}, 700024),
        ({"nbf": FIXED + 1}, 700024),
    ],
)
def test_an_assertion_that_does_not_fit_is_refused(caller, changes, code):
    assert refused(ask(caller, assertion(caller, **changes))) == [code]


def test_an_assertion_cannot_use_another_algorithm(caller):
    token = caller.entra.mint({"iss": CLIENT, "sub": CLIENT}, header={"alg": "none"})

    assert refused(ask(caller, token)) == [700027]


def test_an_assertion_has_three_parts(caller):
    answer = ask(caller, "not-a-token")

    assert answer.json()["error_codes"] == [50027]


def test_a_secret_still_serves_beside_a_certificate(caller):
    answer = caller.post(
        grant_type="client_credentials", scope=f"api://{CLIENT}/.default"
    )

    assert answer.status == 200
