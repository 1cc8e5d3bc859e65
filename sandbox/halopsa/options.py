"""What differs between tenants, versions and bad days, as switches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

LEAST_PRIVILEGE = (
    "read:tickets edit:tickets read:customers read:contracts edit:contracts "
    "read:invoices read:timesheets read:calendar edit:calendar read:crm edit:crm "
    "read:sales read:quotes read:assets read:items"
)


def utc_now() -> datetime:
    """Return the real time."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Options:
    """Switches of one stand-in; `[U]` facts of the fact sheet are options here."""

    # Sign-in
    client_id: str = "sandbox-client"
    client_secret: str = "sandbox-secret"  # noqa: S105 - a stand-in guards nothing
    tenant: str = "sandbox"
    tenant_required: bool = False
    granted_scopes: str = LEAST_PRIVILEGE
    token_seconds: int = 3600

    # Load and time
    requests_per_5_minutes: int = 0  # 0 = unlimited
    retry_after: int | None = None  # seconds sent with the limiter's 429
    clock: Callable[[], datetime] = utc_now
    seed: int = 0

    # What the agent behind the application must not see: "clientcontract",
    # or "clientcontract/{id}" for the detail alone, with the status it answers.
    forbidden: tuple[tuple[str, int], ...] = ()

    # Shape of answers
    agent_envelope: bool = True
    envelope_style: str = "mixed"  # "mixed", "full", "minimal"
    slastate_on_list: bool = True
    include_contract_honoured: bool = True
    include_lines_honoured: bool = False
    write_status: int = 201
    reply_as_array: bool = False
    validation_shape: str = "string"  # "string", "exception", "model"
    actions_without_ticket_fail: bool = False

    # Filters
    bounds_inclusive: bool = True
    filter_offset_minutes: int = 0  # the tenant reads filter times in its own zone

    # Paging
    record_count_lies: bool = False
    repeat_last_page: bool = False
    page_size_ignored: bool = False
    insert_while_paging: int = 0  # tickets inserted, one after each page served
