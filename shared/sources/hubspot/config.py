"""How a HubSpot portal is reached; the key decides what may be done there."""

from shared.domain.model import Model

BASE_URL = "https://api.hubapi.com"
VERSION = "2026-09"  # HubSpot moves it twice a year; it stands in every path


class HubSpotConfig(Model):
    """Base address, key, and the one portal that the key must belong to.

    `timeout` is in seconds. `requests_per_10_seconds` is what a free portal allows;
    the portal's own headers tell more.
    """

    base_url: str = BASE_URL
    access_token: str
    portal_id: str
    timeout: float = 30.0
    requests_per_10_seconds: int = 100
    searches_per_second: int = 5
