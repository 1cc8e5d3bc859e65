"""App settings: read once from a mapping, all problems told at once, by name."""

from shared.settings.model import (
    GmailSettings,
    HaloSettings,
    PushSettings,
    Settings,
    StorageSettings,
    WebhookSettings,
)
from shared.settings.reading import load

__all__ = [
    "GmailSettings",
    "HaloSettings",
    "PushSettings",
    "Settings",
    "StorageSettings",
    "WebhookSettings",
    "load",
]
