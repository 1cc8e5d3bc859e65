"""What a sync run needs to know of the source that it reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.domain.sync import Step, SyncKind, SyncState
from shared.ports import App, SyncCursor

Window = Callable[[App, SyncState], SyncState]


@dataclass(frozen=True)
class Source:
    """One source: its queue and jobs, its steps, and where its cursor stands.

    `needs` is the step without whose watermark a run of the kind `first` comes before
    any other. `marking` are the kinds that move the watermarks. `longest_wait` is in
    seconds.
    """

    name: str
    queue: str
    jobs: Mapping[SyncKind, str]
    windows: Mapping[Step, Window]
    order: Mapping[SyncKind, tuple[Step, ...]]
    cursor: Callable[[App], SyncCursor]
    needs: Step
    first: SyncKind
    marking: frozenset[SyncKind]
    longest_wait: int = 3600
