"""A JSON document in a row: as text while it fits a property, else compressed."""

import zlib
from collections.abc import Mapping

from shared.domain.errors import InvalidInput
from shared.storage.gateway import Value
from shared.storage.guards import BINARY_BYTES

TEXT_UNITS = 32_000  # a property takes 32,768 UTF-16 units
_LEVEL = 6


def packed(text: str, *, name: str = "document") -> dict[str, Value]:
    """Give the properties that hold a text: `document`, or `document_z00` and on.

    Readable in any tool while it is short. About 900 KB of compressed text fit a row.
    """
    if len(text) * (1 if text.isascii() else 2) <= TEXT_UNITS:
        return {name: text}
    data = zlib.compress(text.encode(), _LEVEL)
    starts = range(0, len(data), BINARY_BYTES)
    return {
        f"{name}_z{number:02d}": data[start : start + BINARY_BYTES]
        for number, start in enumerate(starts)
    }


def unpacked(values: Mapping[str, Value], *, name: str = "document") -> str:
    """Read back the text, whichever way it was written."""
    text = values.get(name)
    if isinstance(text, str):
        return text
    parts = sorted(key for key in values if key.startswith(f"{name}_z"))
    if not parts:
        message = f"the row has no {name}, only {sorted(values)}"
        raise InvalidInput(message)
    chunks = [chunk for key in parts if isinstance(chunk := values[key], bytes)]
    return zlib.decompress(b"".join(chunks)).decode()
