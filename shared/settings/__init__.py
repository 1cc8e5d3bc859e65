"""App settings: read once from a mapping, all problems told at once, by name."""

from shared.settings.model import (
    EntraSettings,
    HaloSettings,
    HubSpotSettings,
    Settings,
    StorageSettings,
    WebhookSettings,
)
from shared.settings.reading import load

__all__ = [
    "EntraSettings",
    "HaloSettings",
    "HubSpotSettings",
    "Settings",
    "StorageSettings",
    "WebhookSettings",
    "load",
]
