"""Query parameters as HaloPSA reads them: unknown names and odd values are ignored."""

import re
from collections.abc import Iterable

from sandbox.halopsa.refusals import invalid_value
from sandbox.rows import trimmed

PAGING = frozenset({"pageinate", "page_no", "page_size", "count"})
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,7})?)?$")
_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
_ZONE = re.compile(r"(Z|\+00:00)$")


class Query:
    """Parameters by lower-case name; the last one of a name counts."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values = {name.lower(): value for name, value in pairs}

    def __contains__(self, name: str) -> bool:
        return bool(self._values.get(name))

    def text(self, name: str) -> str:
        return self._values.get(name, "")

    def flag(self, name: str) -> bool:
        """Return True for `true` alone: 1, yes and on are not booleans to HaloPSA."""
        return self.text(name).lower() == "true"

    def is_false(self, name: str) -> bool:
        return self.text(name).lower() == "false"

    def integer(self, name: str) -> int | None:
        value = self.text(name)
        if not value:
            return None
        try:
            return int(value)
        except ValueError:
            raise invalid_value(name, value) from None

    def integers(self, name: str) -> list[int]:
        """Return the ids of a comma-separated list."""
        value = self.text(name)
        try:
            return [int(part) for part in value.split(",") if part.strip()]
        except ValueError:
            raise invalid_value(name, value) from None

    def is_day_only(self, name: str) -> bool:
        return bool(_DAY.match(self.text(name)))

    def instant(self, name: str, *, zone_allowed: bool = True) -> str | None:
        """Return an instant in the sandbox's form, None when absent or unreadable."""
        value = self.text(name)
        if zone_allowed:
            value = _ZONE.sub("", value)
        if _DAY.match(value):
            return f"{value}T00:00:00"
        return _complete(value) if _INSTANT.match(value) else None

    def selection(self) -> tuple[tuple[str, str], ...]:
        """Return what selects and orders rows, without the paging."""
        return tuple(
            sorted(item for item in self._values.items() if item[0] not in PAGING)
        )


def _complete(value: str) -> str:
    text = value.replace(" ", "T")
    if len(text) == len("2026-10-05T09:12"):
        text += ":00"
    return trimmed(text)
