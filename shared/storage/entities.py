"""Rows to the SDK's entities and back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from azure.data.tables import EdmType, EntityProperty

from shared.storage.gateway import Row, Value

_KEYS = {"PartitionKey", "RowKey"}


def to_entity(row: Row) -> dict[str, Any]:
    """Give the entity; integers are Int64 always, lest a column change its type."""
    entity: dict[str, Any] = {"PartitionKey": row.pk, "RowKey": row.rk}
    for name, value in row.values.items():
        is_integer = isinstance(value, int) and not isinstance(value, bool)
        entity[name] = EntityProperty(value, EdmType.INT64) if is_integer else value
    return entity


def to_row(entity: Mapping[str, Any]) -> Row:
    """Give the row with plain values and the etag it was read with."""
    values = {name: _plain(v) for name, v in entity.items() if name not in _KEYS}
    metadata: Mapping[str, Any] = getattr(entity, "metadata", {})
    etag = str(metadata.get("etag") or "")
    return Row(entity["PartitionKey"], entity["RowKey"], values, etag)


def _plain(value: Any) -> Value:  # noqa: ANN401  # whatever the service kept
    if isinstance(value, EntityProperty):
        return _plain(value.value)
    if isinstance(value, datetime):  # without the SDK's subclass around it
        return datetime.fromisoformat(value.astimezone(UTC).isoformat())
    if isinstance(value, str | bool | int | float | bytes):
        return value
    return str(value)
