"""The last step of a CRM sync: who is who, and what follows from it."""

from shared.domain.sync import SyncState
from shared.ports import App
from shared.services import compare_owners, map_stakeholders, match_customers
from shared.services.sync.steps import next_step, same_step
from shared.services.uplift import deals


def join(app: App, state: SyncState) -> SyncState:
    """Match customers, map people, compare owners, end what deals have ended.

    It comes again while sites are due.
    """
    counts, more = match_customers.match_all(app)
    state = state.counted(state.position.step, counts)
    if more:
        return same_step(state)
    counts = map_stakeholders.map_all(app).plus(compare_owners.compare_all(app))
    deals.settle_all(app)
    return next_step(state.counted(state.position.step, counts))
