"""Keeping the timeline honest: verify its chain, rebuild all that is read from it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from shared.domain.event import Event
from shared.domain.model import Model
from shared.ports import App
from shared.workflow.fold import fold


class ChainFault(Model):
    """One event that is not as it was written."""

    customer_id: str
    contract_id: str
    seq: int
    fault: str


def faults(
    events: Iterable[Event], hash_of: Callable[[Event], str]
) -> Iterator[ChainFault]:
    """Walk contract after contract and name each event that breaks its chain."""
    for _, chain in groupby(events, key=lambda e: (e.customer_id, e.contract_id)):
        expected, previous = 1, ""
        for event in chain:
            found = _fault(event, expected, previous, hash_of)
            if found:
                yield ChainFault(
                    customer_id=event.customer_id,
                    contract_id=event.contract_id,
                    seq=event.seq,
                    fault=found,
                )
            expected, previous = event.seq + 1, event.hash


def _fault(
    event: Event, expected: int, previous: str, hash_of: Callable[[Event], str]
) -> str:
    if event.seq != expected:
        return f"event {expected} is missing before it"
    if event.hash != hash_of(event):
        return "it was edited: its hash does not match its content"
    if event.previous_hash != previous:
        return "it does not follow the event before it: inserted or reordered"
    return ""


def rebuild(app: App, events: Iterable[Event]) -> int:
    """Recreate all projections from the timeline; give the number of contracts."""
    app.stores.projections.clear()
    count = 0
    for key, chain in groupby(events, key=lambda e: (e.customer_id, e.contract_id)):
        app.stores.projections.put(fold(*key, chain))
        count += 1
    return count
