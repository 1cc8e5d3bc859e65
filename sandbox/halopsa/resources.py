"""What a resource of the API is: its route, envelope, rights, filters and thin rows."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.halopsa import joins
from sandbox.halopsa.conditions import Condition
from sandbox.halopsa.options import Options
from sandbox.halopsa.query import Query

Kept = Callable[[Query, Options], frozenset[str]]
NO_FIELDS: frozenset[str] = frozenset()


def nothing_kept(_query: Query, _options: Options) -> frozenset[str]:
    """Return no field: the list is as thin as it can be."""
    return NO_FIELDS


@dataclass(frozen=True)
class Resource:
    """One collection; `envelope` None means a bare array."""

    name: str
    envelope: str | None = None
    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    paged: bool = False
    stuck_on_first_page: bool = False
    newest_first: bool = False
    count_cap: int | None = None
    detail_only: frozenset[str] = NO_FIELDS
    null_on_list: frozenset[str] = NO_FIELDS
    kept: Kept = nothing_kept
    dates: frozenset[str] = NO_FIELDS
    floats: frozenset[str] = NO_FIELDS
    conditions: tuple[Condition, ...] = ()
    joined: joins.Join = joins.nothing
    id_only: str = "idonly"
    readable: bool = True
