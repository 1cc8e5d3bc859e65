"""What differs between portals and bad days, as switches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

LEAST_PRIVILEGE = (
    "oauth",
    *("crm.objects.companies.read", "crm.objects.companies.write"),
    *("crm.objects.contacts.read", "crm.objects.contacts.write"),
    *("crm.objects.deals.read", "crm.objects.deals.write"),
    "crm.objects.owners.read",
)
SETUP = (
    "oauth",
    *("crm.schemas.companies.read", "crm.schemas.companies.write"),
    *("crm.schemas.deals.read", "crm.schemas.deals.write"),
    "crm.objects.deals.read",
)


def utc_now() -> datetime:
    """Return the real time."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Options:
    """Switches of one stand-in; what the fact sheet calls uncertain is one here."""

    # Sign-in: a service key for running, one for setting up.
    access_token: str = "pat-sandbox-runtime"  # noqa: S105 - guards nothing
    setup_token: str = "pat-sandbox-setup"  # noqa: S105 - guards nothing
    portal_id: int = 4242
    time_zone: str = "Europe/London"
    scopes: tuple[str, ...] = LEAST_PRIVILEGE
    setup_scopes: tuple[str, ...] = SETUP
    tells_scopes: bool = True  # whether the key's own scopes can be asked for

    # Load and time; 0 is no limit
    burst: int = 0  # requests per rolling ten seconds
    searches: int = 0  # per rolling second
    daily: int = 0
    retry_after: int | None = None
    clock: Callable[[], datetime] = utc_now
    seed: int = 0

    # Behaviour
    search_lag: float = 0.0  # seconds at most; each change draws its own, so unordered
    numeric_to_ids: bool = True  # `toObjectId` as a number, as v4 did
    association_page: int = 500
    search_cap: int = 10_000
    bump_on_identical: bool = True  # an identical rewrite moves the modified date
    # Admin rules: "kind:stage" or "kind" → the property that must be filled.
    required: tuple[tuple[str, str], ...] = ()
