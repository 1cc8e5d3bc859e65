"""Links for tests: fixed keys and claims, and a signer that is not the engine's."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

from shared.identity.link_keys import read_keys
from shared.identity.links import LinkClaims, audience

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ISSUED = 1795608000  # NOW
OLD_SECRET, NEW_SECRET = bytes(range(32)), bytes(range(32, 80))
OLD = f"k1:{base64.b64encode(OLD_SECRET).decode()}"
NEW = f"k2:{base64.b64encode(NEW_SECRET).decode()}"
KEYS = read_keys(f"{NEW},{OLD}")
AUDIENCE = audience("production", "renewals.example", "approval")
CLAIMS = LinkClaims(
    tid="6a1f4f0e-9d1b-4d43-8f6c-2c1d70b1e5a1",
    sub="0abfcf2f-b891-50af-984e-c0af73cd504a",
    rid="c-240-7",
    rev=3,
    chash="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    aud=AUDIENCE,
    act="decide",
    iat=ISSUED,
    exp=ISSUED + 72 * 3600,
    jti="f3f1c7f0a3a94c3a9a3c6d5c1f0b7e21",
)
# The claims as they are signed, written out once.
PAYLOAD = (
    '{"act":"decide","aud":"production|renewals.example|approval",'
    '"chash":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",'
    '"exp":1795867200,"iat":1795608000,"jti":"f3f1c7f0a3a94c3a9a3c6d5c1f0b7e21",'
    '"kid":"k2","rev":3,"rid":"c-240-7",'
    '"sub":"0abfcf2f-b891-50af-984e-c0af73cd504a",'
    '"tid":"6a1f4f0e-9d1b-4d43-8f6c-2c1d70b1e5a1","v":1}'
)


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def signed(payload=PAYLOAD, *, kid="k2", secret=NEW_SECRET, prefix="rnwl1_"):
    """Sign any text or bytes as a link's payload."""
    data = payload.encode() if isinstance(payload, str) else payload
    start = f"{prefix}{b64(kid.encode())}.{b64(data)}"
    mac = hmac.new(secret, start.encode(), hashlib.sha256).digest()
    return f"{start}.{b64(mac)}"


def changed(**fields):
    """Write the payload with other fields; None leaves one out."""
    content = {**json.loads(PAYLOAD), **fields}
    kept = {name: value for name, value in content.items() if value is not None}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"))
