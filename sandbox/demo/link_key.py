"""The key that signs the demo's links: made once, kept beside its data."""

import base64
import secrets
from pathlib import Path

NAME = "link.key"
_BYTES = 32


def find_or_make(folder: Path) -> str:
    """Give the setting LINK_SIGNING_KEYS; nobody else can read the file."""
    path = folder / NAME
    if not path.exists():
        path.touch(mode=0o600)
        key = base64.b64encode(secrets.token_bytes(_BYTES)).decode()
        path.write_text(f"demo:{key}\n")
    return path.read_text().strip()
