"""Logs as one JSON object a line: tenant, operation, run, customer; secrets masked."""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_FIELDS: ContextVar[dict[str, str]] = ContextVar("fields", default={})  # noqa: B039 - never mutated
_NAMED = ("run_id", "customer", "contract")
_OURS = ("shared.", "functions.")
_SECRETS = re.compile(
    r"(rnwl1_)[A-Za-z0-9._-]+|((?:Bearer|Basic)\s+)\S+|"
    r"((?:AccountKey|sig|code|client_secret)=)[^\s;&\"]+"
)

_TRACES = logging.Formatter()


@contextmanager
def operation(name: str, **fields: str) -> Iterator[None]:
    """Put the operation's name and fields on every line logged inside."""
    token = _FIELDS.set({**_FIELDS.get(), "operation": name, **fields})
    try:
        yield
    finally:
        _FIELDS.reset(token)


def install(tenant_id: str) -> None:
    """Make the handlers that are there write our own lines as JSON; once is enough."""
    for handler in logging.getLogger().handlers:
        known = [kept for kept in handler.filters if isinstance(kept, JsonLines)]
        if not known:
            handler.addFilter(JsonLines(tenant_id))


class JsonLines(logging.Filter):
    """Turns the engine's own records into JSON; others' pass as they are."""

    def __init__(self, tenant_id: str) -> None:
        super().__init__()
        self._tenant_id = tenant_id

    def filter(self, record: logging.LogRecord) -> bool:
        """Write the message anew, once even where a record meets two handlers."""
        if record.name.startswith(_OURS) and not getattr(record, "json_line", False):
            record.msg, record.args = self._line(record), ()
            record.exc_info = record.exc_text = None  # it stands in the line, masked
            record.json_line = True
        return True

    def _line(self, record: logging.LogRecord) -> str:
        named = {name: getattr(record, name, None) for name in _NAMED}
        content = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "tenant": self._tenant_id,
            **_FIELDS.get(),
            **{name: value for name, value in named.items() if value is not None},
            "message": masked(record.getMessage()),
        }
        if record.exc_info:
            content["exception"] = masked(_TRACES.formatException(record.exc_info))
        return json.dumps(content, default=str)


def masked(text: str) -> str:
    """Hide what looks like a credential.

    >>> masked("Authorization: Bearer abc.def")
    'Authorization: Bearer ***'
    """
    return _SECRETS.sub(lambda m: (m[1] or m[2] or m[3]) + "***", text)
