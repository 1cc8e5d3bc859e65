"""Guards: a sync that reads too much nonsense stops and leaves the last good data."""

from decimal import Decimal

from shared.domain.sync import Counts, Step, SyncState
from shared.ports import App

_FEW = 5  # below this a share says nothing


class SyncStopped(Exception):
    """The sync must not go on with what it read."""


def check_bad_records(app: App, state: SyncState, step: Step) -> None:
    """Stop when more records of a step are bad than the playbook allows."""
    policy = app.stores.settings.playbook().guards
    counts = state.counts.get(step.value, Counts())
    if counts.read < policy.minimum_records:
        return
    rate = Decimal(counts.quarantined) / counts.read
    if rate > policy.bad_record_rate:
        message = (
            f"{step.value}: {counts.quarantined} of {counts.read} records are bad, "
            f"more than {policy.bad_record_rate:.0%}"
        )
        raise SyncStopped(message)


def check_vanished(app: App, what: str, *, known: int, gone: int) -> None:
    """Stop when more contracts, or what bills them, are gone at once than allowed."""
    limit = app.stores.settings.playbook().guards.vanished_contract_rate
    if known >= _FEW and Decimal(gone) / known > limit:
        message = f"{gone} of {known} {what} are gone at once, more than {limit:.0%}"
        raise SyncStopped(message)
