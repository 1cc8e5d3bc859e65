"""Names of tables, queues, containers and blobs that the service and readers take."""

import re

from shared.domain.errors import InvalidInput

# Power BI's Entra sign-in fails on table names with capitals, so none have any.
_TABLE = re.compile(r"[a-z][a-z0-9]{2,62}")
_QUEUE = re.compile(r"(?=.{3,63}\Z)[a-z0-9]+(-[a-z0-9]+)*")
_BLOB = re.compile(r"[a-z0-9\-/._=]{1,1024}")
_BLOB_TRAPS = ("..", "//")


def check_table(name: str) -> None:
    """Refuse a table name that is not lower case, 3 to 63 letters and digits."""
    _check(_TABLE, name, "table")


def check_queue(name: str) -> None:
    """Refuse a queue name that is not 3 to 63 letters, digits and single dashes."""
    _check(_QUEUE, name, "queue")


def check_container(name: str) -> None:
    """Refuse a container name; the rule is that of queues."""
    _check(_QUEUE, name, "container")


def check_blob(name: str) -> None:
    """Refuse a blob name that could climb, hide a level or differ by case alone."""
    _check(_BLOB, name, "blob")
    if any(trap in name for trap in _BLOB_TRAPS) or name[0] == "/" or name[-1] in "/.":
        message = f"blob name {name!r} has an empty or climbing part"
        raise InvalidInput(message)


def _check(pattern: re.Pattern[str], name: str, kind: str) -> None:
    if pattern.fullmatch(name) is None:
        message = f"{kind} name {name!r} is not like {pattern.pattern}"
        raise InvalidInput(message)
