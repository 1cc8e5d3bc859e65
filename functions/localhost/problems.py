"""What the local host refuses or reports."""

from collections.abc import Iterable
from typing import Self


class HostError(Exception):
    """The app or its settings would be refused by the Functions host."""

    @classmethod
    def listing(cls, problems: Iterable[str]) -> Self:
        """Report everything wrong at once, one line each."""
        return cls("\n".join(problems))


class FunctionFailed(Exception):
    """An invocation ended with an error, which is the cause of this one."""

    def __init__(self, function: str, error: BaseException) -> None:
        super().__init__(f"{function} failed: {type(error).__name__}: {error}")
        self.function = function
        self.error = error
