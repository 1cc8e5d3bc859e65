"""HubSpot's clients: one to run with, one to set a portal up."""

import time
from typing import TYPE_CHECKING

from shared.bootstrap.clock import now

if TYPE_CHECKING:
    from shared.ports import HubSpot
    from shared.settings import Settings
    from shared.sources.hubspot.client import HubSpotClient
    from shared.storage.gateway import Tables


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
            clock=now,
            sleep=time.sleep,
            window=window,
        )

    return HubSpotClient(
        config,
        burst=budget("hubspot", config.requests_per_10_seconds, 10.0),
        searches=budget("hubspot-search", config.searches_per_second, 1.0),
        clock=now,
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
    return HubSpotClient(config, clock=now, sleep=time.sleep)
