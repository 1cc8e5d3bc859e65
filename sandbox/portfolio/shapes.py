"""What a portfolio is: rows per resource, the tenant's own ids, and the truth."""

from dataclasses import dataclass, field
from datetime import date

from sandbox.rows import Row


@dataclass(frozen=True)
class Quirks:
    """Oddities of real tenants, each on by default and switchable by name."""

    # Put on when a row leaves
    mixed_dates: bool = True
    sentinel_dates: bool = True
    float_ids: bool = True
    omit_nulls: bool = True
    # Put into the rows
    far_future_end_dates: bool = True
    negative_recurring_ids: bool = True
    orphan_recurring_invoices: bool = True
    null_totals: bool = True
    feedback_without_ticket_id: bool = True
    tickets_without_contract: bool = True
    reopened_tickets: bool = True
    deleted_tickets: bool = True
    merged_tickets: bool = True
    renewed_contracts: bool = True
    inactive_clients: bool = True
    placeholder_clients: bool = True
    incomplete_contracts: bool = True
    bad_records: bool = True


@dataclass(frozen=True)
class TenantIds:
    """Ids that differ between tenants; a client must look them up."""

    new: int
    working: int
    waiting: int
    closed: int
    cancelled: int
    incident_type: int
    request_type: int
    alert_type: int
    account_type: int
    slas: tuple[int, int]
    unassigned_agent: int = 1
    unknown_client: int = 1

    @property
    def closed_statuses(self) -> frozenset[int]:
        return frozenset({self.closed, self.cancelled})


@dataclass
class Portfolio:
    """Everything a stand-in serves, and what only a judge may read (`truth`)."""

    as_of: date
    ids: TenantIds
    quirks: Quirks
    tables: dict[str, list[Row]]
    truth: Row
    phases: dict[str, dict[int, Row]] = field(default_factory=dict)
