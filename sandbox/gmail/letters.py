"""A letter as its writer sent it, before Gmail stores copies of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Letter:
    """One mail on its way; `dmarc` is what Gmail will say of its sender.

    `message_id` and `references` are without angle brackets. `customer_id` and `why`
    are for a judge: whom it counts for, or why it must not count. `raw` is a message as
    it came, where it is not as standards want it.
    """

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    at: datetime
    message_id: str
    cc: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    html: str = ""
    raw: bytes | None = None
    dmarc: str = "pass"
    customer_id: str = ""
    why: str = ""

    @property
    def recipients(self) -> tuple[str, ...]:
        return (*self.to, *self.cc)
