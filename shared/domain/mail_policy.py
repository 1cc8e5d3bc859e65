"""What the engine may write by mail: by which channel, when, and how much."""

from pydantic import Field

from shared.domain.model import Model


class MailPolicy(Model):
    """What the engine may write, by which channel, when, and how much.

    `channels` has no default: a kind that isn't named is not written. `letters` is the
    template that a kind of task is accompanied by. Hours are of the recipient's day,
    whose zone `zones` names by agent id (else the tenant's). Budgets are mails, those
    for customers counted apart. At `high_value_minor` a letter is of high severity.
    """

    channels: dict[str, str] = {}
    letters: dict[str, str] = {}
    zones: dict[str, str] = {}
    quiet_until: int = Field(default=8, ge=0, le=23)
    quiet_from: int = Field(default=18, ge=1, le=24)
    hourly: int = Field(default=60, ge=0)
    daily: int = Field(default=300, ge=0)
    customer_hourly: int = Field(default=10, ge=0)
    customer_daily: int = Field(default=40, ge=0)
    high_value_minor: int = Field(default=10_000_000, ge=0)
    digest_lines: int = Field(default=10, ge=1)
