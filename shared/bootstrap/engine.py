"""The engine put together: stores, queues, HaloPSA, and the links it sends."""

import time
from functools import cache
from typing import TYPE_CHECKING

from shared.bootstrap.clock import now, today
from shared.bootstrap.crm import hubspot_client
from shared.bootstrap.mail import mail_ports
from shared.bootstrap.people import approval_links
from shared.bootstrap.playbooks import shipped_playbook

if TYPE_CHECKING:
    from shared.ports import App, HaloPsa, HubSpot, MailPorts
    from shared.settings import Settings
    from shared.storage.credentials import Account
    from shared.storage.gateway import Blobs, Queues, Tables
    from shared.storage.meter import Meter
    from shared.uplift.themes.vectors import Encoder


def build(found: "Settings", meter: "Meter | None" = None) -> "App":
    """Wire the engine to the storage account and to HaloPSA."""
    from shared.storage.azure_blobs import AzureBlobs
    from shared.storage.azure_queues import AzureQueues
    from shared.storage.azure_tables import AzureTables

    account = account_of(found)
    tables = AzureTables(account, meter=meter)
    return wire(
        found,
        tables=tables,
        queues=AzureQueues(account, meter=meter),
        blobs=AzureBlobs(account, meter=meter),
        halo=halo_client(found, tables),
        hubspot=hubspot_client(found, tables),
        mail=mail_ports(found, tables),
    )


def wire(  # noqa: PLR0913 - one argument for each adapter
    found: "Settings",
    *,
    tables: "Tables",
    queues: "Queues",
    blobs: "Blobs",
    halo: "HaloPsa",
    hubspot: "HubSpot | None" = None,
    mail: "MailPorts | None" = None,
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
        now=now,
        today=lambda: today(zone),
        new_id=lambda: uuid4().hex,
        time_zone=zone.key,
        history_months=found.halo.history_months,
        encoder=encoder,
        links=approval_links(found) if found.link_signing_keys else None,
        entra_tenant_id=found.entra.tenant_id,
        public_base_url=found.public_base_url,
        concession_ticket_type=found.halo.concession_ticket_type,
        mail=mail,
        problem_ticket_type=found.halo.problem_ticket_type,
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
        problem_ticket_type=halo.problem_ticket_type,
        closed_status=halo.closed_status,
        note_outcome=halo.note_outcome,
        task_fields=halo.concession_fields,
        include_contract=halo.include_contract,
        inventory=halo.inventory,
        contract_sites=halo.contract_sites,
        allow_local=found.local,
        currency=found.currency,
    )
    budget = RequestBudget(
        tables,
        source="halopsa",
        limit=halo.requests_per_5_minutes,
        clock=now,
        sleep=time.sleep,
    )
    return HaloClient(config, budget=budget, clock=now, sleep=time.sleep)


@cache
def encoder() -> "Encoder":
    """Give this process's sentence encoder; it is large, so it is made when used."""
    from shared.uplift.themes.sentence_encoder import SentenceEncoder

    return SentenceEncoder()


def account_of(found: "Settings") -> "Account":
    """Say which storage account it is, and with what it is opened."""
    from shared.storage.credentials import Account

    return Account(
        connection_string=found.storage.connection_string,
        name=found.storage.account_name,
        client_id=found.storage.client_id,
    )
