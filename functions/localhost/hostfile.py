"""host.json: the route prefix and the queue settings, with the host's defaults.

https://learn.microsoft.com/azure/azure-functions/functions-host-json
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from functions.localhost.problems import HostError

_TIMESPAN = re.compile(r"(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2}(?:\.\d{1,7})?))?")
_OVERRIDE = "AzureFunctionsJobHost__"


@dataclass(frozen=True, kw_only=True)
class QueueOptions:
    """`extensions.queues`; all queue functions of the app share these."""

    batch_size: int = 16
    new_batch_threshold: int = 8
    max_dequeue_count: int = 5
    visibility_timeout: timedelta = timedelta()
    max_polling_interval: timedelta = timedelta(minutes=1)
    message_encoding: str = "base64"


@dataclass(frozen=True, kw_only=True)
class HostOptions:
    """The part of host.json that changes what a trigger does."""

    route_prefix: str = "api"
    queues: QueueOptions = field(default_factory=QueueOptions)


def parse_timespan(text: str) -> timedelta:
    """Read a .NET TimeSpan such as 00:00:30 or 1.06:00:00."""
    found = _TIMESPAN.fullmatch(text.strip())
    if not found:
        raise HostError(f"{text!r} is not a time span such as 00:00:30")
    days, hours, minutes, seconds = found.groups(default="0")
    return timedelta(
        days=int(days), hours=int(hours), minutes=int(minutes), seconds=float(seconds)
    )


def read_host_file(path: Path, settings: Mapping[str, str]) -> HostOptions:
    """Read host.json (the defaults where there is none) and its overrides."""
    try:
        content = json.loads(path.read_text("utf-8-sig")) if path.is_file() else {}
    except ValueError as error:
        raise HostError(f"{path.name} is not valid JSON: {error}") from error
    return host_options(content, settings)


def host_options(
    content: Mapping[str, Any], settings: Mapping[str, str]
) -> HostOptions:
    """Read the parsed host.json and AzureFunctionsJobHost__a__b app settings."""
    http = _section(content, settings, "extensions", "http")
    return HostOptions(
        route_prefix=str(http.get("routePrefix", "api")).strip("/"),
        queues=_queue_options(_section(content, settings, "extensions", "queues")),
    )


def _section(
    content: Mapping[str, Any], settings: Mapping[str, str], *names: str
) -> dict[str, Any]:
    found: Any = content
    for name in names:
        found = found.get(name) or {}
    prefix = _OVERRIDE + "__".join(names) + "__"
    overrides = {
        key.removeprefix(prefix): value
        for key, value in settings.items()
        if key.startswith(prefix)
    }
    return dict(found) | overrides


def _queue_options(section: Mapping[str, Any]) -> QueueOptions:
    readers: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "batchSize": ("batch_size", _between(1, 32)),
        "newBatchThreshold": ("new_batch_threshold", _between(0, 1000)),
        "maxDequeueCount": ("max_dequeue_count", _between(1, 1000)),
        "visibilityTimeout": ("visibility_timeout", parse_timespan),
        "maxPollingInterval": ("max_polling_interval", parse_timespan),
        "messageEncoding": ("message_encoding", _encoding),
    }
    values: dict[str, Any] = {}
    for name, (attribute, read) in readers.items():
        if name in section:
            try:
                values[attribute] = read(section[name])
            except (HostError, ValueError) as error:
                raise HostError(f"host.json queues.{name}: {error}") from error
    # The host halves the batch for the threshold when it is not given.
    if "batch_size" in values:
        values.setdefault("new_batch_threshold", values["batch_size"] // 2)
    return QueueOptions(**values)


def _between(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:  # noqa: ANN401  # whatever the JSON holds
        number = int(value)
        if not low <= number <= high:
            raise HostError(f"{number} is not between {low} and {high}")
        return number

    return read


def _encoding(value: Any) -> str:  # noqa: ANN401  # whatever the JSON holds
    encoding = str(value).lower()
    if encoding not in {"base64", "none"}:
        raise HostError(f"{value!r} is neither base64 nor none")
    return encoding
