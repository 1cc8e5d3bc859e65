"""The timeline: insert-only, one transaction a decision, every event hash-chained."""

import json
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date
from hashlib import sha256

from shared.domain.errors import Conflict
from shared.domain.event import Context, Event, NewEvent
from shared.domain.renewal import ContractState
from shared.storage.gateway import Row, Tables
from shared.storage.keys import contract_range, partition, sequence

TABLE = "timeline"


class TableTimeline:
    """Events of contracts, a partition each, in table `timeline`."""

    def __init__(self, tables: Tables, tenant_id: str) -> None:
        self._tables = tables
        self._tenant_id = tenant_id

    def load(self, customer_id: str, contract_id: str) -> list[Event]:
        """Read a contract's events, oldest first."""
        key = partition(customer_id, contract_id)
        return [to_event(row) for row in self._tables.query(TABLE, pk=key)]

    def within(self, customer_ids: AbstractSet[str]) -> Iterator[Event]:
        """Read neighbouring customers' events in one query, contract by contract."""
        lowest, after = contract_range(customer_ids)
        rows = self._tables.query(TABLE, pk_from=lowest, pk_below=after)
        return (e for e in map(to_event, rows) if e.customer_id in customer_ids)

    def all(self) -> Iterator[Event]:
        """Read the events of all contracts, one contract after another."""
        return map(to_event, self._tables.query(TABLE))

    def append(
        self, state: ContractState, events: Sequence[NewEvent], context: Context
    ) -> list[Event]:
        """Append to a contract's timeline after the state that was decided on.

        Raises Conflict when somebody else appended first. Our own rows, left by an
        attempt whose answer was lost, are recognised by the operation id.
        """
        chained = list(self._chained(state, events, context))
        key = partition(state.customer_id, state.contract_id)
        try:
            self._tables.insert(TABLE, [to_row(key, event) for event in chained])
        except Conflict:
            return self._ours(key, chained)
        return chained

    def _ours(self, key: str, chained: list[Event]) -> list[Event]:
        first, last = chained[0], chained[-1]
        rows = self._tables.query(
            TABLE,
            pk=key,
            rk_from=sequence(first.seq),
            rk_below=sequence(last.seq + 1),
        )
        stored = [to_event(row) for row in rows]
        if any(event.operation_id != first.operation_id for event in stored):
            message = f"timeline {key}: event {first.seq} was written by another"
            raise Conflict(message)
        return stored

    def _chained(
        self, state: ContractState, events: Sequence[NewEvent], context: Context
    ) -> Iterator[Event]:
        previous = state.last_hash
        for seq, new in enumerate(events, state.seq + 1):
            event = Event(
                tenant_id=self._tenant_id,
                customer_id=state.customer_id,
                contract_id=state.contract_id,
                seq=seq,
                previous_hash=previous,
                hash="",
                **new.model_dump(),
                **context.model_dump(),
            )
            event = event.model_copy(update={"hash": hash_of(event)})
            previous = event.hash
            yield event


def hash_of(event: Event) -> str:
    """Give the SHA-256 over an event's canonical JSON, its own hash left out."""
    content = event.model_dump(exclude={"hash", "at", "term_end"})
    content["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    content["term_end"] = event.term_end.isoformat() if event.term_end else ""
    return sha256(canonical(content).encode()).hexdigest()


def canonical(content: object) -> str:
    """Write JSON one way only: sorted keys, no spaces, no escapes beyond the needed."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def to_row(key: str, event: Event) -> Row:
    """Lay an event out in columns that Power BI reads as they are."""
    values = event.model_dump(exclude={"data", "term_end"})
    values["type"] = str(event.type)
    values["data"] = canonical(event.data)
    values["term_end"] = event.term_end.isoformat() if event.term_end else ""
    return Row(key, sequence(event.seq), values)


def to_event(row: Row) -> Event:
    """Read an event back from its row."""
    values = {k: v for k, v in row.values.items() if k != "Timestamp"}
    end = str(values.pop("term_end", ""))
    return Event.model_validate(
        values
        | {
            "data": json.loads(str(values["data"])),
            "term_end": date.fromisoformat(end) if end else None,
        }
    )
