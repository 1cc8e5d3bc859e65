"""How far the demo has come: bars on a terminal, plain lines anywhere else."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

_TITLE = 34


class Step:
    """One step under way; without bars it only remembers its result."""

    def __init__(
        self, bars: Progress | None = None, task: TaskID | None = None
    ) -> None:
        self._bars = bars
        self._task = task
        self.result = ""

    def at(self, text: str, share: float) -> None:
        """Tell where the step is, and the share of it that is done, 0 to 1."""
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, completed=share, told=text)

    def done(self, text: str) -> None:
        """Tell what came of it."""
        self.result = text


class Display:
    """Shows the demo's steps, one after another."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(file=sys.stdout, highlight=False)

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Show a step from its beginning to its end, with its time."""
        started = time.monotonic()
        if self._console.is_terminal:
            with self._bars() as bars:
                task = bars.add_task(title, total=1.0, told="")
                step = Step(bars, task)
                yield step
        else:
            step = Step()
            yield step
        seconds = time.monotonic() - started
        self.say(f"{title:<{_TITLE}} {seconds:6.1f} s  {step.result}")

    def say(self, text: str) -> None:
        """Print a text as it is."""
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    def _bars(self) -> Progress:
        return Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TextColumn("{task.fields[told]}", markup=False),
            console=self._console,
            transient=True,
        )
