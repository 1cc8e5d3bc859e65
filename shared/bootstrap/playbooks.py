"""Playbooks from files: the shipped one, and an MSP's own."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.domain.playbook import Playbook

_PLAYBOOK = Path(__file__).parents[1] / "policies" / "default_playbook.toml"


def shipped_playbook() -> "Playbook":
    """Read the playbook that comes with the engine."""
    return read_playbook(_PLAYBOOK)


def read_playbook(path: Path) -> "Playbook":
    """Read a playbook from a TOML file."""
    import tomllib

    from shared.domain.playbook import Playbook

    return Playbook.model_validate(tomllib.loads(path.read_text()))
