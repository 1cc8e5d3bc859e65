"""App settings: read once from a mapping, all problems told at once, by name."""

from shared.settings.model import (
    EntraSettings,
    GmailSettings,
    HaloSettings,
    HubSpotSettings,
    PushSettings,
    Settings,
    StorageSettings,
    WebhookSettings,
)
from shared.settings.reading import load

__all__ = [
    "EntraSettings",
    "GmailSettings",
    "HaloSettings",
    "HubSpotSettings",
    "PushSettings",
    "Settings",
    "StorageSettings",
    "WebhookSettings",
    "load",
]
