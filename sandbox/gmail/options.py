"""What differs between projects and bad days, as switches."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

SCOPES = tuple(
    f"https://www.googleapis.com/auth/gmail.{name}"
    for name in ("readonly", "compose", "send")
)


def utc_now() -> datetime:
    """Return the real time."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class PushOptions:
    """Pub/Sub's subscription; probabilities are per notification."""

    url: str = ""
    audience: str = "https://engine.example/api/gmail/push"
    service_account: str = "push@project.iam.gserviceaccount.com"
    subscription: str = "projects/project/subscriptions/gmail"
    duplicate: float = 0.0
    drop: float = 0.0
    reorder: bool = False


@dataclass(frozen=True)
class Options:
    """Switches of one stand-in; uncertain facts of the fact sheet are options here."""

    clock: Callable[[], datetime] = utc_now
    seed: int = 0
    service_account: str = "engine@project.iam.gserviceaccount.com"
    delegated: tuple[str, ...] = SCOPES
    topic: str = "projects/project/topics/gmail"
    publisher_granted: bool = True  # Gmail may publish to the topic
    token_seconds: int = 3600
    units_per_minute: int = 6000  # of one user
    units_counted_together: bool = False  # all mailboxes as one user
    history_days: float = 7.0  # older history ids are answered with 404
    ids_as_strings: bool = True
    push: PushOptions = field(default_factory=PushOptions)
