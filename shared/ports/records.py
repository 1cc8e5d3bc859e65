"""Stores of records, facts and scores."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Protocol, TypeVar

from shared.domain.facts import MonthFacts
from shared.domain.model import Model
from shared.domain.score import Score, ScoreInputs
from shared.domain.sync import DirtyMonth, IndexEntry, LatestScore

M = TypeVar("M", bound=Model)


class Collection(Protocol[M]):
    """Records of one kind, kept by customer and a key that sorts."""

    def put(self, items: Iterable[M]) -> None: ...
    def get(self, customer_id: str, key: str) -> M | None: ...
    def at(self, entry: IndexEntry) -> M | None: ...
    def of(
        self, customer_id: str, *, first: str = "", last: str = ""
    ) -> Iterator[M]: ...
    def within(self, customer_ids: AbstractSet[str]) -> Iterator[M]: ...
    def all(self) -> Iterator[M]: ...
    def remove(self, items: Iterable[M]) -> None: ...


class RecordIndex(Protocol):
    """Where each source record is stored; written last, so it never promises more."""

    def known(self, resource: str, ids: Iterable[str]) -> dict[str, IndexEntry]: ...
    def between(self, resource: str, first: str, last: str) -> list[IndexEntry]: ...
    def in_bucket(self, resource: str, bucket: str) -> list[IndexEntry]: ...
    def update(
        self,
        resource: str,
        put: Iterable[IndexEntry],
        remove: Iterable[IndexEntry] = (),
        bucket: str = "",
    ) -> None: ...


class FactStore(Protocol):
    """Monthly facts by contract."""

    def put(self, facts: Iterable[MonthFacts]) -> None: ...
    def of(self, customer_id: str, *, since: str = "") -> Iterator[MonthFacts]: ...
    def within(
        self, customer_ids: AbstractSet[str], *, since: str = ""
    ) -> Iterator[MonthFacts]: ...


class DirtyMonths(Protocol):
    """Months whose facts are out of date."""

    def mark(self, months: Iterable[tuple[str, str]]) -> None: ...
    def some(self, limit: int) -> list[DirtyMonth]: ...
    def clear(self, months: Iterable[DirtyMonth]) -> None: ...


class ScoreStore(Protocol):
    """Every score with its inputs, and the newest of each contract."""

    def put(self, score: Score, inputs: ScoreInputs) -> None: ...
    def latest(self, customer_id: str) -> dict[str, LatestScore]: ...
    def latest_within(
        self, customer_ids: AbstractSet[str]
    ) -> dict[str, dict[str, LatestScore]]: ...
    def inputs(self, customer_id: str, contract_id: str, key: str) -> ScoreInputs: ...
