"""Gmail put together: its client, the model of moods, and who may push."""

import time
from typing import TYPE_CHECKING

from shared.bootstrap.clock import now

if TYPE_CHECKING:
    from shared.identity.push_token import PushVerifier
    from shared.ports import MailPorts
    from shared.settings import GmailSettings, Settings
    from shared.sources.gmail.client import MakeSigner
    from shared.storage.gateway import Tables


def mail_ports(found: "Settings", tables: "Tables") -> "MailPorts | None":
    """Make what reading and writing mail needs; None where no mailbox is set up."""
    gmail = found.gmail
    if not gmail.on:
        return None
    import random

    from shared.notify.rendering import render
    from shared.ports import MailPorts
    from shared.sentiment.reading import read
    from shared.sources.gmail.client import GmailClient
    from shared.sources.gmail.config import UNITS_PER_MINUTE, GmailConfig
    from shared.storage.pepper import Pepper
    from shared.storage.request_budget import RequestBudget

    config = GmailConfig(
        account=gmail.account,
        mailboxes=gmail.mailboxes,
        sender=gmail.sender,
        topic=gmail.topic,
        base_url=gmail.base_url,
        token_url=gmail.token_url,
    )
    # One budget for all mailboxes: it holds even if Google counts them as one user.
    quota = RequestBudget(
        tables,
        source="gmail",
        limit=UNITS_PER_MINUTE,
        clock=now,
        sleep=time.sleep,
        window=60,
    )
    client = GmailClient(
        config,
        signer=_signer(gmail),
        quota=quota,
        clock=now,
        sleep=time.sleep,
        jitter=random.random,
    )
    return MailPorts(client, read, Pepper(tables, found.tenant_id).hashed, render)


def _signer(gmail: "GmailSettings") -> "MakeSigner":
    from shared.sources.gmail.config import IAM
    from shared.sources.gmail.signing import AmbientIdentity, KeySigner, RemoteSigner

    if gmail.key:
        return lambda _wire, _http: KeySigner(gmail.key)
    return lambda wire, http: RemoteSigner(
        gmail.signer, iam_url=IAM, wire=wire, identity=AmbientIdentity(http)
    )


def open_push_verifier(found: "Settings") -> "PushVerifier":
    """Give what tells a true push from a forged one; its keys are kept in memory."""
    from shared.identity.keys import PAUSE, IssuerKeys
    from shared.identity.push_token import ISSUERS, PushVerifier
    from shared.sources.gmail.push import certs

    expected = found.gmail.push
    keys = IssuerKeys(
        certs(expected.certs_url, clock=now),
        issuers=ISSUERS,
        clock=now,
        pause_without_keys=PAUSE,
    )
    return PushVerifier(expected, keys, clock=now)
