"""The MSP's side of the set-up: its settings, and a pilot playbook with its people."""

import json
from collections.abc import Mapping

from sandbox.halopsa import Options
from sandbox.hubspot import Options as Portal
from sandbox.portfolio import custom_fields as fields
from shared import bootstrap
from shared.domain.contract import AutomationMode
from shared.domain.customer import Agent
from shared.domain.playbook import Playbook, Roles
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
    """Give the shipped playbook in pilot mode with the MSP's people in its roles.

    The first account manager leads customer success, the last one owns the MSP, and
    an engineer operates the engine.
    """
    managers = [one.id for one in agents if one.team.startswith("Account")]
    others = [one.id for one in agents if one.id not in managers]
    roles = Roles(cs_lead=managers[0], msp_owner=managers[-1], operator=others[-1])
    return shipped.model_copy(
        update={
            "name": "demo-pilot",
            "default_mode": AutomationMode.PILOT,
            "roles": roles,
        }
    )
