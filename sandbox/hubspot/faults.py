"""Faults on demand: rules that match requests and spoil their answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from sandbox.halopsa.messages import Request

ACTIONS = ("respond", "reset", "lost_reply", "truncated")


@dataclass
class Fault:
    """Which requests (all fields must match) and what happens to them.

    `nth` counts the matching requests from 1; `count` bounds how often it strikes.
    """

    action: str
    method: str = ""
    path: str = ""  # a part of it
    nth: int = 0
    count: int = 0
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            message = f"unknown fault action {self.action!r}, one of {ACTIONS}"
            raise ValueError(message)
        self.matched = 0
        self.struck = 0

    @classmethod
    def from_json(cls, rule: Mapping[str, Any]) -> Self:
        known = {item.name for item in fields(cls)}
        if unknown := set(rule) - known:
            message = f"unknown fault fields {sorted(unknown)}"
            raise ValueError(message)
        return cls(**rule)

    def strikes(self, request: Request) -> bool:
        """Count a request that fits and tell whether it is hit."""
        if self.method and request.method != self.method.upper():
            return False
        if self.path not in request.path:
            return False
        self.matched += 1
        its_turn = not self.nth or self.matched == self.nth
        if not its_turn or (self.count and self.struck >= self.count):
            return False
        self.struck += 1
        return True
