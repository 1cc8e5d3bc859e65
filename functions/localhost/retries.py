"""Retry policies, which the host honours on timers (never on queues)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from functions.localhost.hostfile import parse_timespan

FOREVER = -1


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """`@app.retry`: a fixed delay, or one that doubles between two bounds."""

    max_retries: int = 0
    first_seconds: float = 0.0
    last_seconds: float = 0.0
    doubles: bool = False

    @classmethod
    def of(cls, setting: Mapping[str, Any]) -> Self:
        """Read the SDK's retry_policy setting; empty means no retries."""
        if not setting:
            return cls()
        doubles = setting.get("strategy") == "exponential_backoff"
        first, last = (
            ("minimum_interval", "maximum_interval")
            if doubles
            else ("delay_interval", "delay_interval")
        )
        return cls(
            max_retries=int(setting.get("max_retry_count") or 0),
            first_seconds=_seconds(setting.get(first), 0.0),
            last_seconds=_seconds(setting.get(last), math.inf),
            doubles=doubles,
        )

    def delay_before(self, retry: int) -> float | None:
        """Return the seconds to wait before that retry; None when there is none."""
        if self.max_retries != FOREVER and retry > self.max_retries:
            return None
        if not self.doubles:
            return self.first_seconds
        return min(self.last_seconds, self.first_seconds * 2.0 ** min(retry - 1, 60))


def _seconds(text: str | None, default: float) -> float:
    return parse_timespan(text).total_seconds() if text else default
