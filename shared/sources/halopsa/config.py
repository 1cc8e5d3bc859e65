"""What the client is told about the tenant; a malformed value names its setting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shared.sources.halopsa.addresses import auth_address, checked_address
from shared.sources.halopsa.periods import MONTHS
from shared.sources.halopsa.satisfaction import Scale


@dataclass(frozen=True, slots=True)
class HaloConfig:
    """A tenant's addresses, credentials and customs.

    `base_url` is the resource server (`https://acme.halopsa.com/api`); an empty
    `auth_url` is derived from it. `requests_per_5_minutes` 0 means unlimited.
    `field_map` is our field → custom field's id, name or label; `value_tables` is our
    field → its shown text or value → ours. `csat_scale` is `worst-best`.
    `closed_status`, `task_ticket_type` and `problem_ticket_type` are ids.
    `include_contract` asks for contract ids on ticket lists. `timeout` is seconds for
    one request as a whole. `unassigned_agents` are placeholders. `billing_periods` adds
    to or corrects the table of periods. `currency` is the tenant's own. `note_outcome`
    is the outcome id of a private note; without it none is left. `task_fields` is our
    field → id or name of the custom field of a task that it is written to. `inventory`
    asks for the scopes of assets and items. `contract_sites` takes the sites of a
    contract for those that it covers.
    """

    base_url: str
    client_id: str
    client_secret: str = field(repr=False)
    auth_url: str = ""
    tenant: str = ""
    requests_per_5_minutes: int = 500
    field_map: Mapping[str, str | int] = field(default_factory=dict)
    value_tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    csat_scale: str = "4-1"
    task_ticket_type: str = ""
    problem_ticket_type: str = ""
    closed_status: str = ""
    include_contract: bool = True
    timeout: float = 60.0
    allow_local: bool = False
    unassigned_agents: frozenset[str] = frozenset({"0", "1", "-1"})
    billing_periods: Mapping[int, Decimal] = field(default_factory=dict)
    currency: str = ""
    note_outcome: str = ""
    inventory: bool = False
    contract_sites: bool = False
    task_fields: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        checked_address(
            self.base_url, setting="HALOPSA_BASE_URL", allow_local=self.allow_local
        )
        checked_address(
            self.token_server, setting="HALOPSA_AUTH_URL", allow_local=self.allow_local
        )
        Scale.parse(self.csat_scale)

    @property
    def resource_server(self) -> str:
        """The resource server's address without a trailing slash."""
        return self.base_url.strip().rstrip("/")

    @property
    def token_server(self) -> str:
        """The authorisation server's address without a trailing slash."""
        if self.auth_url.strip():
            return self.auth_url.strip().rstrip("/")
        return auth_address(self.resource_server)

    @property
    def scale(self) -> Scale:
        """The survey's scale."""
        return Scale.parse(self.csat_scale)

    @property
    def periods(self) -> Mapping[int, Decimal]:
        """Months by billing period, the tenant's corrections included."""
        return {**MONTHS, **self.billing_periods}
