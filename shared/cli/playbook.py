"""playbook show | import: the policy in force."""

import argparse
from pathlib import Path

from pydantic import ValidationError

from shared import bootstrap
from shared.cli.commands import Commands
from shared.domain.errors import InvalidInput
from shared.domain.playbook import canonical


def add_commands(commands: Commands) -> None:
    """Add `playbook show` and `playbook import`."""
    group = commands.add_parser("playbook", help="the policy in force")
    actions = group.add_subparsers(required=True)
    actions.add_parser("show", help="print it").set_defaults(command=_show)
    reading = actions.add_parser("import", help="put a TOML file in force")
    reading.add_argument("file", type=Path)
    reading.set_defaults(command=_import)


def _show(_: argparse.Namespace) -> int:
    book = bootstrap.app().stores.settings.playbook()
    print(canonical(book))
    print(f"version {book.version}")
    return 0


def _told(error: ValidationError) -> str:
    """Say on one line where the playbook is wrong."""
    faults = error.errors(include_url=False, include_input=False)
    return "; ".join(
        f"{'.'.join(map(str, fault['loc'])) or 'playbook'}: {fault['msg']}"
        for fault in faults
    )


def _import(options: argparse.Namespace) -> int:
    try:
        book = bootstrap.read_playbook(options.file)
    except ValidationError as error:
        message = f"playbook {options.file}: {_told(error)}"
        raise InvalidInput(message) from error
    except ValueError as error:
        message = f"playbook {options.file}: {error}"
        raise InvalidInput(message) from error
    bootstrap.app().stores.settings.save_playbook(book)
    print(f"playbook {book.name} is in force, version {book.version}")
    return 0
