"""Mapped custom fields: found by id, name or label; their values in our words."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from shared.domain.text import one_line
from shared.sources.halopsa.raw import RawCustomField

# What tenants call what happens at the end of the term. A bare yes or no is not among
# them: no may be "manual" or "none", so a tenant's own table has to say.
_RENEWAL_MODES = {
    "none": ("none", "no renewal", "does not renew", "non-renewing", "ends"),
    "manual": (
        *("manual", "manual renewal", "renew manually", "renews manually"),
        *("by agreement", "on signature", "renews on signature"),
    ),
    "auto": (
        *("auto", "automatic", "automatically", "auto renew", "auto-renew"),
        *("auto renews", "auto-renews", "auto renewal", "auto-renewal"),
        *("autorenew", "automatic renewal", "renews automatically"),
    ),
    "evergreen": (
        *("evergreen", "rolling", "rolling contract", "open-ended", "open ended"),
        *("month to month", "month-to-month", "monthly rolling", "rolling monthly"),
    ),
}
SYNONYMS: Mapping[str, Mapping[str, str]] = {
    "renewal_mode": {
        text: mode for mode, texts in _RENEWAL_MODES.items() for text in texts
    }
}
# A dropdown in which nothing was chosen has such a value and shows an empty text.
_NOT_CHOSEN = frozenset({"", "0", "-1"})


class FieldMap:
    """Our fields → the tenant's custom fields, and its values → ours."""

    def __init__(
        self,
        fields: Mapping[str, str | int],
        tables: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._ours: dict[str, list[str]] = {}
        for ours, theirs in fields.items():
            self._ours.setdefault(_folded(theirs), []).append(ours)
        self._tables = {name: _folded_keys(table) for name, table in SYNONYMS.items()}
        for name, table in tables.items():
            known = self._tables.get(name, {})
            self._tables[name] = {**known, **_folded_keys(table)}

    def texts(self, fields: Iterable[RawCustomField]) -> dict[str, str]:
        """Give the texts of the mapped fields that hold something, by our names."""
        found = {}
        for field in fields:
            for name in self._names(field):
                text = self._text(name, field)
                if text:
                    found[name] = text
        return found

    def _names(self, field: RawCustomField) -> list[str]:
        keys = dict.fromkeys(_folded(k) for k in (field.id, field.name, field.label))
        return [ours for key in keys for ours in self._ours.get(key, ())]

    def _text(self, name: str, field: RawCustomField) -> str:
        value, shown = _plain(field.value), _plain(field.display)
        if not shown and field.display is not None and value in _NOT_CHOSEN:
            return ""
        table = self._tables.get(name, {})
        for text in (shown, value):
            if _folded(text) in table:
                return table[_folded(text)]
        return shown or value


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal) and value.is_finite() and value == int(value):
        return str(int(value))
    if isinstance(value, list):
        return one_line(", ".join(_plain(item) for item in value))
    return "" if isinstance(value, Mapping) else one_line(value)


def _folded(value: object) -> str:
    return str(value or "").strip().casefold()


def _folded_keys(table: Mapping[str, str]) -> dict[str, str]:
    return {_folded(key): value for key, value in table.items()}
