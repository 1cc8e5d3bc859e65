"""Wiring: the one place that knows which adapter stands behind which port.

All of the engine is imported inside, when it is first used: every function imports
this module, so that what stood here would be paid for at each cold start.
"""

import os
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from shared.domain.playbook import Playbook
    from shared.ports import App, HaloPsa, HubSpot
    from shared.settings import Settings
    from shared.sources.hubspot.client import HubSpotClient
    from shared.storage.gateway import Blobs, Queues, Tables
    from shared.storage.meter import Meter

_PLAYBOOK = Path(__file__).parent / "policies" / "default_playbook.toml"


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
def meter() -> "Meter":
    """Give the count of this process's storage transactions."""
    from shared.storage.meter import Meter

    return Meter()


def shipped_playbook() -> "Playbook":
    """Read the playbook that comes with the engine."""
    return read_playbook(_PLAYBOOK)


def read_playbook(path: Path) -> "Playbook":
    """Read a playbook from a TOML file."""
    import tomllib

    from shared.domain.playbook import Playbook

    return Playbook.model_validate(tomllib.loads(path.read_text()))


def build(found: "Settings", meter: "Meter | None" = None) -> "App":
    """Wire the engine to the storage account and to HaloPSA."""
    from shared.storage.azure_blobs import AzureBlobs
    from shared.storage.azure_queues import AzureQueues
    from shared.storage.azure_tables import AzureTables
    from shared.storage.credentials import Account

    account = Account(
        connection_string=found.storage.connection_string,
        name=found.storage.account_name,
        client_id=found.storage.client_id,
    )
    tables = AzureTables(account, meter=meter)
    return wire(
        found,
        tables=tables,
        queues=AzureQueues(account, meter=meter),
        blobs=AzureBlobs(account, meter=meter),
        halo=halo_client(found, tables),
        hubspot=hubspot_client(found, tables),
    )


def wire(  # noqa: PLR0913 - one argument for each adapter
    found: "Settings",
    *,
    tables: "Tables",
    queues: "Queues",
    blobs: "Blobs",
    halo: "HaloPsa",
    hubspot: "HubSpot | None" = None,
) -> "App":
    """Put the engine together from its adapters; tests pass their own."""
    from uuid import uuid4
    from zoneinfo import ZoneInfo

    from shared.ports import App
    from shared.storage.stores import open_stores

    zone = ZoneInfo(found.time_zone)
    return App(
        tenant_id=found.tenant_id,
        currency=found.currency,
        stores=open_stores(
            tables, blobs, tenant_id=found.tenant_id, shipped=shipped_playbook()
        ),
        messages=queues,
        halo=halo,
        hubspot=hubspot,
        now=_now,
        today=lambda: _today(zone),
        new_id=lambda: uuid4().hex,
        history_months=found.halo.history_months,
    )


def halo_client(found: "Settings", tables: "Tables") -> "HaloPsa":
    """Make the HaloPSA client, whose request budget is shared through storage."""
    from shared.sources.halopsa.client import HaloClient
    from shared.sources.halopsa.config import HaloConfig
    from shared.storage.request_budget import RequestBudget

    halo = found.halo
    config = HaloConfig(
        base_url=halo.base_url,
        auth_url=halo.auth_url,
        tenant=halo.tenant,
        client_id=halo.client_id,
        client_secret=halo.client_secret,
        requests_per_5_minutes=halo.requests_per_5_minutes,
        field_map=halo.field_map,
        value_tables=halo.value_tables,
        csat_scale=halo.csat_scale,
        task_ticket_type=halo.task_ticket_type,
        closed_status=halo.closed_status,
        include_contract=halo.include_contract,
        allow_local=found.local,
        currency=found.currency,
    )
    budget = RequestBudget(
        tables,
        source="halopsa",
        limit=halo.requests_per_5_minutes,
        clock=_now,
        sleep=time.sleep,
    )
    return HaloClient(config, budget=budget, clock=_now, sleep=time.sleep)


def hubspot_client(found: "Settings", tables: "Tables") -> "HubSpot | None":
    """Make the HubSpot client, if there is a key; its limits are shared by storage."""
    if not found.hubspot.access_token:
        return None
    from shared.sources.hubspot.client import HubSpotClient
    from shared.sources.hubspot.config import HubSpotConfig
    from shared.storage.request_budget import RequestBudget

    hub = found.hubspot
    config = HubSpotConfig(
        base_url=hub.base_url,
        access_token=hub.access_token,
        portal_id=hub.portal_id,
    )

    def budget(source: str, limit: int, window: float) -> RequestBudget:
        return RequestBudget(
            tables,
            source=source,
            limit=limit,
            clock=_now,
            sleep=time.sleep,
            window=window,
        )

    return HubSpotClient(
        config,
        burst=budget("hubspot", config.requests_per_10_seconds, 10.0),
        searches=budget("hubspot-search", config.searches_per_second, 1.0),
        clock=_now,
        sleep=time.sleep,
    )


def hubspot_setup_client(found: "Settings") -> "HubSpotClient":
    """Make a client with the setup key; InvalidInput where there is none."""
    from shared.domain.errors import InvalidInput
    from shared.sources.hubspot.client import HubSpotClient
    from shared.sources.hubspot.config import HubSpotConfig

    hub = found.hubspot
    if not hub.setup_token:
        message = "HUBSPOT_SETUP_TOKEN is missing"
        raise InvalidInput(message)
    config = HubSpotConfig(
        base_url=hub.base_url, access_token=hub.setup_token, portal_id=hub.portal_id
    )
    return HubSpotClient(config, clock=_now, sleep=time.sleep)


def environment() -> Mapping[str, str]:
    """Give the environment, for commands that check it."""
    return os.environ


def _now() -> datetime:
    return datetime.now(UTC)


def _today(zone: "ZoneInfo") -> date:
    return datetime.now(zone).date()
