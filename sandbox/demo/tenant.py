"""The MSP's side of the set-up: its settings, and a pilot playbook with its people."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.demo.people import cast_of
from sandbox.entra import Options as EntraOptions
from sandbox.halopsa import Options
from sandbox.hubspot import Options as Portal
from sandbox.portfolio import custom_fields as fields
from sandbox.portfolio.tenant import CONCESSION_TYPE
from shared import bootstrap
from shared.domain.contract import AutomationMode
from shared.domain.customer import Agent
from shared.domain.playbook import Playbook
from shared.ports import App
from shared.services import describe_pipeline

TIME_ZONE = "Europe/London"
CURRENCY = "GBP"
_FIELD_MAP = {
    "notice_period_days": fields.NOTICE,
    "renewal_mode": fields.MODE,
    "owner": fields.OWNER,
    "entitled_hours": fields.HOURS,
    "seats": fields.SEATS,
    "currency": fields.CURRENCY,
}


@dataclass(frozen=True)
class Ports:
    """Where `python -m sandbox serve` is reached: the engine, and the sign-in."""

    engine: int
    entra: int

    @property
    def origin(self) -> str:
        """The engine's address, as it stands in links."""
        return f"https://127.0.0.1:{self.engine}"

    @property
    def authority(self) -> str:
        """The sign-in service's address."""
        return f"https://127.0.0.1:{self.entra}"


def settings(addresses: Mapping[str, str], storage: str) -> dict[str, str]:
    """Give the documented settings of this deployment, as an operator writes them."""
    return {
        **_hubspot(addresses.get("hubspot", "")),
        "ENVIRONMENT": "local",
        "TENANT_ID": "demo-msp",
        "TIME_ZONE": TIME_ZONE,
        "CURRENCY": CURRENCY,
        "AzureWebJobsStorage": storage,
        "HALOPSA_BASE_URL": addresses["api"],
        "HALOPSA_AUTH_URL": addresses["auth"],
        "HALOPSA_TENANT": Options.tenant,
        "HALOPSA_CLIENT_ID": Options.client_id,
        "HALOPSA_CLIENT_SECRET": Options.client_secret,
        "HALOPSA_REQUESTS_PER_5_MINUTES": "0",
        "HALOPSA_FIELD_MAP": json.dumps(_FIELD_MAP),
        "HALOPSA_INVENTORY": "true",
        "HALOPSA_CONCESSION_TICKET_TYPE": str(CONCESSION_TYPE),
        "HALOPSA_CONCESSION_FIELDS": json.dumps(fields.CONCESSION),
    }


def sign_in_settings(ports: Ports, link_keys: str) -> dict[str, str]:
    """Give the settings of the pages, their sign-in and the links to them."""
    return {
        "PUBLIC_BASE_URL": ports.origin,
        "LINK_SIGNING_KEYS": link_keys,
        "ENTRA_AUTHORITY": ports.authority,
        "ENTRA_TENANT_ID": EntraOptions.tenant_id,
        "ENTRA_CLIENT_ID": EntraOptions.client_id,
        "ENTRA_CLIENT_SECRET": EntraOptions.client_secret,
    }


def _hubspot(address: str) -> dict[str, str]:
    if not address:
        return {}
    return {
        "HUBSPOT_BASE_URL": address,
        "HUBSPOT_ACCESS_TOKEN": Portal.access_token,
        "HUBSPOT_SETUP_TOKEN": Portal.setup_token,
        "HUBSPOT_PORTAL_ID": str(Portal.portal_id),
    }


def put_playbook_in_force(app: App) -> Playbook:
    """Take the shipped playbook, let it act inside the MSP, and fill its roles."""
    agents = [agent for agent in app.halo.agents().items if not agent.disabled]
    book = pilot_playbook(bootstrap.shipped_playbook(), agents)
    if app.stores.settings.playbook() != book:
        app.stores.settings.save_playbook(book)
    return book


def set_hubspot_up(app: App) -> None:
    """Make properties and pipeline as `hubspot setup` does, before anything counts."""
    client = bootstrap.hubspot_setup_client(bootstrap.settings())
    client.set_up(describe_pipeline.wanted(app), lambda _: None)


def pilot_playbook(shipped: Playbook, agents: list[Agent]) -> Playbook:
    """Give the shipped playbook in pilot mode with the MSP's people in it."""
    cast = cast_of(agents)
    approvals = shipped.approvals.model_copy(update={"colleagues": cast.colleagues})
    return shipped.model_copy(
        update={
            "name": "demo-pilot",
            "default_mode": AutomationMode.PILOT,
            "roles": cast.roles,
            "approvals": approvals,
        }
    )
