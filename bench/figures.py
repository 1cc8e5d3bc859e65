"""One measured figure: a ratio with what it is a ratio to, and what is allowed."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What was measured; `limit` is the most that is allowed, None for no limit."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    detail: str = ""

    @property
    def met(self) -> bool:
        """Whether it keeps its limit."""
        return self.limit is None or self.value <= self.limit

    def __str__(self) -> str:
        """Write it on one line, with its detail on the next."""
        allowed = "" if self.limit is None else f"  (at most {self.limit:,.2f}: "
        verdict = "" if self.limit is None else "met)" if self.met else "MISSED)"
        line = f"  {self.name:<34} {self.value:>9,.2f} {self.unit}{allowed}{verdict}"
        return f"{line}\n    {self.detail}" if self.detail else line


def ratio(value: float, floor: float) -> float:
    """Divide by a floor, which is never nothing.

    >>> ratio(105, 100)
    1.05
    """
    if floor <= 0:
        message = f"{value} has no floor to be compared with"
        raise ValueError(message)
    return value / floor
