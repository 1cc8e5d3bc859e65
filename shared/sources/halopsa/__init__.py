"""HaloPSA: `HaloClient(HaloConfig(...))` implements the port `HaloPsa`."""

from shared.sources.halopsa.client import HaloClient
from shared.sources.halopsa.config import HaloConfig
from shared.sources.halopsa.webhook import Hint, hints

__all__ = ["HaloClient", "HaloConfig", "Hint", "hints"]
