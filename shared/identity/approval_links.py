"""The links that approvers get, and what comes back when one is opened."""

import hmac
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from shared.domain.approval import Ask, Concession
from shared.identity import links
from shared.identity.link_keys import LinkKey
from shared.identity.links import LinkClaims

ACT = "decide"
_PURPOSE = "approval"


class SignedLinks:
    """Makes and reads links to approvals of one deployment."""

    def __init__(  # noqa: PLR0913 - all that a link is bound to
        self,
        keys: tuple[LinkKey, ...],
        *,
        environment: str,
        base_url: str,
        tenant_id: str,
        new_id: Callable[[], str],
        now: Callable[[], datetime],
    ) -> None:
        self._keys = keys
        self._base_url = base_url
        self._tenant_id = tenant_id
        self._new_id = new_id
        self._now = now
        host = urlsplit(base_url).netloc
        self._audience = links.audience(environment, host, _PURPOSE)

    def link(self, request: Concession, ask: Ask) -> str:
        """Make a person's link; it dies with the request, in 72 hours at most."""
        now = self._now()
        claims = LinkClaims(
            tid=self._tenant_id,
            sub=ask.oid,
            rid=request.id,
            rev=request.revision,
            chash=request.chash,
            aud=self._audience,
            act=ACT,
            iat=int(now.timestamp()),
            exp=links.expiry(now, request.terms.expires_at),
            jti=self._new_id(),
        )
        return f"{self._base_url}/api/approvals/{links.mint(claims, self._keys)}"

    def read(self, token: str) -> LinkClaims:
        """Give what a link says; LinkRefused for any that isn't good here and now."""
        return links.read(
            token, self._keys, audience=self._audience, act=ACT, now=self._now()
        )

    def pseudonym(self, address: str) -> str:
        """Give what stands for an internet address in logs and on the timeline.

        The newest key makes it, so that nobody can try which address it was.
        """
        mac = hmac.digest(self._keys[0].secret, f"address|{address}".encode(), "sha256")
        return mac.hex()[:16]
