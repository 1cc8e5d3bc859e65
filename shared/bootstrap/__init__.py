"""Wiring: the one place that knows which adapter stands behind which port.

All of the engine is imported inside, when it is first used: every function imports
this module, so that what stood here would be paid for at each cold start.
"""

import os
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from shared.bootstrap.crm import hubspot_client, hubspot_setup_client
from shared.bootstrap.engine import account_of, build, halo_client, wire
from shared.bootstrap.mail import open_push_verifier
from shared.bootstrap.people import open_front_desk
from shared.bootstrap.playbooks import read_playbook, shipped_playbook

if TYPE_CHECKING:
    from shared.front_desk import FrontDesk
    from shared.identity.push_token import PushVerifier
    from shared.ports import App
    from shared.settings import Settings
    from shared.storage.gateway import Tables
    from shared.storage.meter import Meter
    from shared.storage.sign_ins import TableSignIns

__all__ = [
    "app",
    "build",
    "environment",
    "front_desk",
    "halo_client",
    "hubspot_client",
    "hubspot_setup_client",
    "meter",
    "push_verifier",
    "read_playbook",
    "settings",
    "shipped_playbook",
    "sign_ins",
    "tables",
    "wire",
]


@cache
def app() -> "App":
    """Give the engine of this process, wired by its environment, made once."""
    from shared import telemetry

    found = settings()
    telemetry.install(found.tenant_id)
    return build(found, meter())


@cache
def settings() -> "Settings":
    """Give the settings of this process; InvalidInput names what is wrong."""
    from shared.settings import load

    return load(os.environ)


@cache
def front_desk() -> "FrontDesk":
    """Give what serves people of this process; SourceRejected where it isn't set up."""
    return open_front_desk(app(), settings(), sign_ins())


@cache
def push_verifier() -> "PushVerifier":
    """Give what tells a true push from a forged one; its keys are kept in memory."""
    return open_push_verifier(settings())


@cache
def sign_ins() -> "TableSignIns":
    """Give the sessions of this deployment, and the sign-ins under way."""
    import secrets

    from shared.storage.sign_ins import TableSignIns

    return TableSignIns(tables(), settings().tenant_id, secrets.token_bytes)


@cache
def meter() -> "Meter":
    """Give the count of this process's storage transactions."""
    from shared.storage.meter import Meter

    return Meter()


@cache
def tables() -> "Tables":
    """Give the tables of this process's storage account."""
    from shared.storage.azure_tables import AzureTables

    return AzureTables(account_of(settings()), meter=meter())


def environment() -> Mapping[str, str]:
    """Give the environment, for commands that check it."""
    return os.environ
