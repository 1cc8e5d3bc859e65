"""What serves people put together: sign-in, sessions, signed links."""

import os
from typing import TYPE_CHECKING

from shared.bootstrap.clock import now

if TYPE_CHECKING:
    from shared.front_desk import FrontDesk
    from shared.identity.approval_links import SignedLinks
    from shared.identity.tokens import EntraTokens
    from shared.identity.wire import Wire
    from shared.ports import App
    from shared.settings import EntraSettings, Settings
    from shared.storage.sign_ins import TableSignIns


def approval_links(found: "Settings") -> "SignedLinks":
    """Make what signs and reads the links to approvals."""
    from uuid import uuid4

    from shared.identity.approval_links import SignedLinks
    from shared.identity.link_keys import read_keys

    return SignedLinks(
        read_keys(found.link_signing_keys),
        environment=found.environment,
        base_url=found.public_base_url,
        tenant_id=found.entra.tenant_id,
        new_id=lambda: uuid4().hex,
        now=now,
    )


def open_front_desk(
    app: "App", found: "Settings", sign_ins: "TableSignIns"
) -> "FrontDesk":
    """Wire sign-in, links and sessions; SourceRejected names what is not set up."""
    from shared.domain.errors import SourceRejected
    from shared.front_desk import FrontDesk
    from shared.identity.attempts import Attempts
    from shared.identity.entra import EntraSignIn
    from shared.identity.wire import Wire

    if not (found.entra.given and found.link_signing_keys):
        message = "sign-in is not set up: ENTRA_TENANT_ID or LINK_SIGNING_KEYS is empty"
        raise SourceRejected(message)
    wire = Wire(os.environ.get("SSL_CERT_FILE", ""))
    tokens = _tokens(found.entra, wire)
    return FrontDesk(
        app=app,
        origin=found.public_base_url,
        sign_ins=sign_ins,
        entra=EntraSignIn(
            found.entra,
            redirect_uri=f"{found.public_base_url}/api/signin/callback",
            wire=wire,
            tokens=tokens,
            clock=now,
        ),
        tokens=tokens,
        links=approval_links(found),
        attempts=Attempts(now),
    )


def _tokens(entra: "EntraSettings", wire: "Wire") -> "EntraTokens":
    from shared.identity.keys import IssuerKeys
    from shared.identity.tokens import EntraTokens
    from shared.identity.wire import fetch_keys, key_issuers

    keys = IssuerKeys(fetch_keys(wire, entra), issuers=key_issuers(entra), clock=now)
    return EntraTokens(entra, keys, clock=now)
