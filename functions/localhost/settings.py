"""App settings: the environment, then local.settings.json, and %NAME% in bindings."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

from functions.localhost.problems import HostError

_REFERENCE = re.compile(r"%([^%\s]+)%")


def read_settings(
    root: Path, environ: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return local.settings.json's Values with the environment on top."""
    return _file_values(root / "local.settings.json") | dict(environ or os.environ)


def _file_values(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        values = content.get("Values") or {}
    except (ValueError, AttributeError) as error:
        raise HostError(f"{path.name} is not a JSON object: {error}") from error
    if content.get("IsEncrypted"):
        raise HostError(f"{path.name} is encrypted; run `func settings decrypt`")
    return {name: str(value) for name, value in values.items()}


def missing_settings(text: str, settings: Mapping[str, str]) -> list[str]:
    """Name the %SETTING%s in text that have no value."""
    return [name for name in _REFERENCE.findall(text) if not settings.get(name)]


def resolve(text: str, settings: Mapping[str, str]) -> str:
    """Replace each %SETTING% that has a value; leave the others as they are."""
    return _REFERENCE.sub(lambda found: settings.get(found[1]) or found[0], text)


def connection_string(name: str, settings: Mapping[str, str]) -> str:
    """Return a binding's connection, which may lack the AzureWebJobs prefix."""
    value = settings.get(name) or settings.get(f"AzureWebJobs{name}")
    if value:
        return value
    if any(key.startswith(f"{name}__") for key in settings):
        raise HostError(
            f"{name} is set up for managed identity; the local host needs a "
            f"connection string in {name}"
        )
    raise HostError(f"{name} is not set: the local host needs a connection string")
