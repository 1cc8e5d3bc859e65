"""Records of a portal, and the search index that lags behind them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sandbox.halopsa.clock import Clock
from sandbox.hubspot.kinds import KINDS, Kind
from sandbox.hubspot.options import Options

FIRST_ID = 28_000_000_000


@dataclass(frozen=True)
class Record:
    """One object as it stands; replaced at each change, never changed in place."""

    id: str
    properties: dict[str, str]
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None


@dataclass
class Shelf:
    """All records of one kind, by id and by the ids they have swallowed."""

    live: dict[str, Record] = field(default_factory=dict)
    archived: dict[str, Record] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)  # loser → survivor
    indexed: dict[str, Record] = field(default_factory=dict)  # what search knows
    coming: list[tuple[datetime, Record]] = field(default_factory=list)

    def find(self, ident: str) -> Record | None:
        """Return a live record by its id or by one that was merged into it."""
        while ident in self.merged:
            ident = self.merged[ident]
        return self.live.get(ident)

    def ordered(self, *, archived: bool = False) -> list[Record]:
        found = self.archived if archived else self.live
        return sorted(found.values(), key=lambda record: int(record.id))


class Records:
    """The objects of one portal."""

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options = options
        self._clock = clock
        self._dice = random.Random(f"{options.seed}:index")
        self._next = FIRST_ID
        self._shelves = {name: Shelf() for name in KINDS}

    @property
    def last_id(self) -> int:
        """The highest id that was ever given."""
        return self._next

    def clear(self, last_id: int) -> None:
        """Forget all records; ids go on from the last one given."""
        self._next = last_id
        self._shelves = {name: Shelf() for name in KINDS}

    def __getitem__(self, kind: Kind | str) -> Shelf:
        return self._shelves[kind if isinstance(kind, str) else kind.name]

    def create(self, kind: Kind, properties: dict[str, str]) -> Record:
        """Add a record under the next id; ids have gaps, as a portal's have."""
        self._next += 1 + self._dice.randrange(900)
        now = self._clock.now()
        record = Record(str(self._next), dict(properties), now, now)
        return self._put(kind, record)

    def change(self, kind: Kind, ident: str, properties: dict[str, str]) -> Record:
        """Write properties; "" clears one. The modified date moves."""
        old = self._shelves[kind.name].live[ident]
        merged = {k: v for k, v in {**old.properties, **properties}.items() if v != ""}
        if merged == old.properties and not self._options.bump_on_identical:
            return old
        return self._put(
            kind, replace(old, properties=merged, updated_at=self._clock.now())
        )

    def archive(self, kind: Kind, ident: str) -> None:
        shelf = self._shelves[kind.name]
        record = shelf.live.pop(ident)
        now = self._clock.now()
        shelf.archived[ident] = replace(record, archived_at=now, updated_at=now)
        shelf.indexed.pop(ident, None)

    def restore(self, kind: Kind, ident: str) -> Record:
        record = self._shelves[kind.name].archived.pop(ident)
        fresh = replace(record, archived_at=None, updated_at=self._clock.now())
        return self._put(kind, fresh)

    def merge(self, kind: Kind, winner: str, loser: str, *, new_id: bool) -> Record:
        """Merge as HubSpot does: the losers vanish, without being archived."""
        shelf = self._shelves[kind.name]
        kept, gone = shelf.live[winner], shelf.live.pop(loser)
        shelf.indexed.pop(loser, None)
        before = [
            *kept.properties.get("hs_merged_object_ids", "").split(";"),
            *gone.properties.get("hs_merged_object_ids", "").split(";"),
        ]
        swallowed = [*filter(None, before), loser, *([winner] if new_id else [])]
        told = {"hs_merged_object_ids": ";".join(swallowed)}
        properties = {**gone.properties, **kept.properties, **told}
        if not new_id:
            shelf.merged[loser] = winner
            now = self._clock.now()
            return self._put(kind, replace(kept, properties=properties, updated_at=now))
        del shelf.live[winner]
        shelf.indexed.pop(winner, None)
        survivor = self.create(kind, properties)
        shelf.merged |= dict.fromkeys((winner, loser), survivor.id)
        return survivor

    def searchable(self, kind: Kind) -> Iterator[Record]:
        """Return what the search knows by now, which may be older than the truth."""
        shelf, now = self._shelves[kind.name], self._clock.now()
        still: list[tuple[datetime, Record]] = []
        for due, record in shelf.coming:
            if due > now:
                still.append((due, record))
            elif record.id in shelf.live:
                known = shelf.indexed.get(record.id)
                if known is None or known.updated_at <= record.updated_at:
                    shelf.indexed[record.id] = record
        shelf.coming = still
        return iter(sorted(shelf.indexed.values(), key=lambda r: int(r.id)))

    def _put(self, kind: Kind, record: Record) -> Record:
        shelf = self._shelves[kind.name]
        shelf.live[record.id] = record
        lag = self._dice.uniform(0, self._options.search_lag)
        shelf.coming.append((self._clock.now() + timedelta(seconds=lag), record))
        return record


def shown(kind: Kind, record: Record) -> dict[str, str | None]:
    """Return all of a record's properties, with those the portal keeps itself."""
    return {
        **record.properties,
        "hs_object_id": record.id,
        "createdate": iso(record.created_at),
        kind.modified: iso(record.updated_at),
    }


def iso(at: datetime) -> str:
    """Return an instant as HubSpot writes it."""
    text = at.replace(tzinfo=None).isoformat(timespec="milliseconds")
    return f"{text}Z"
