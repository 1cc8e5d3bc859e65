"""What the use cases need of the outside world, as protocols."""

from shared.ports.app import App, CrmStores, Stores
from shared.ports.approvals import ApprovalLinks
from shared.ports.batches import (
    AccessReport,
    AgentBatch,
    Batch,
    ContractBatch,
    CustomerBatch,
    FeedbackBatch,
    InvoiceBatch,
    PriceBatch,
    RecurringBatch,
    Rejected,
    ThingBatch,
    TicketAction,
    TicketBatch,
    TimeBatch,
)
from shared.ports.halopsa import HaloPsa
from shared.ports.hubspot import ChangeWindow, CrmBatch, HubSpot, OwnerBatch
from shared.ports.operations import (
    Messages,
    Projections,
    Quarantine,
    Runs,
    Settings,
    SyncCursor,
    ThemeModels,
    Timeline,
)
from shared.ports.records import (
    Collection,
    DirtyMonths,
    FactStore,
    RecordIndex,
    ScoreStore,
)

__all__ = [
    "AccessReport",
    "AgentBatch",
    "App",
    "ApprovalLinks",
    "Batch",
    "ChangeWindow",
    "Collection",
    "ContractBatch",
    "CrmBatch",
    "CrmStores",
    "CustomerBatch",
    "DirtyMonths",
    "FactStore",
    "FeedbackBatch",
    "HaloPsa",
    "HubSpot",
    "InvoiceBatch",
    "Messages",
    "OwnerBatch",
    "PriceBatch",
    "Projections",
    "Quarantine",
    "RecordIndex",
    "RecurringBatch",
    "Rejected",
    "Runs",
    "ScoreStore",
    "Settings",
    "Stores",
    "SyncCursor",
    "ThemeModels",
    "ThingBatch",
    "TicketAction",
    "TicketBatch",
    "TimeBatch",
    "Timeline",
]
