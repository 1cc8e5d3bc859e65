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
        last: Event | None = None
        for event in chain:
            found = _fault(event, last, hash_of)
            if found:
                yield _named(event, found)
            if last is None or event.seq > last.seq:
                last = event


def _fault(event: Event, last: Event | None, hash_of: Callable[[Event], str]) -> str:
    """Say what is wrong with an event, seen from the last one in its place."""
    expected, previous = (last.seq + 1, last.hash) if last else (1, "")
    if event.seq < expected:
        return f"it stands after event {expected - 1}: inserted or reordered"
    if event.hash != hash_of(event):
        return "it was edited: its hash does not match its content"
    if event.seq > expected:
        return f"event {expected} is missing before it"
    if event.previous_hash != previous:
        return "it does not follow the event before it: one of them was replaced"
    return ""


def verify(app: App, hash_of: Callable[[Event], str]) -> Iterator[ChainFault]:
    """Walk all chains, and miss what the projections have seen after their ends."""
    ends: dict[tuple[str, str], int] = {}

    def walked() -> Iterator[Event]:
        for event in app.stores.timeline.all():
            ends[event.customer_id, event.contract_id] = event.seq
            yield event

    yield from faults(walked(), hash_of)
    owners = {customer.id for customer in app.stores.customers.all()}
    for owner in sorted(owners | {customer_id for customer_id, _ in ends}):
        for contract_id, seq in app.stores.projections.heads(owner).items():
            end = ends.get((owner, contract_id), 0)
            if seq > end:
                yield ChainFault(
                    customer_id=owner,
                    contract_id=contract_id,
                    seq=end + 1,
                    fault=f"it was removed, and all up to {seq}: the end is cut off",
                )


def _named(event: Event, fault: str) -> ChainFault:
    return ChainFault(
        customer_id=event.customer_id,
        contract_id=event.contract_id,
        seq=event.seq,
        fault=fault,
    )


def rebuild(app: App, events: Iterable[Event]) -> int:
    """Recreate all projections from the timeline; give the number of contracts."""
    app.stores.projections.clear()
    count = 0
    for key, chain in groupby(events, key=lambda e: (e.customer_id, e.contract_id)):
        app.stores.projections.put(fold(*key, chain))
        count += 1
    return count
