"""The last step of a CRM sync: who is who, and what follows from it."""

from shared.domain.sync import SyncState
from shared.ports import App
from shared.services import match_customers
from shared.services.sync.steps import next_step, same_step


def join(app: App, state: SyncState) -> SyncState:
    """Match customers; once more while some web addresses have to be asked for."""
    counts, more = match_customers.match_all(app)
    state = state.counted(state.position.step, counts)
    return same_step(state) if more else next_step(state)
