"""intake import: missing contract terms from a CSV file."""

import argparse
from pathlib import Path

from shared import bootstrap
from shared.cli.commands import Commands
from shared.services import import_intake


def add_commands(commands: Commands) -> None:
    """Add `intake import`."""
    group = commands.add_parser("intake", help="contract terms that HaloPSA lacks")
    actions = group.add_subparsers(required=True)
    reading = actions.add_parser("import", help="read a CSV file")
    reading.add_argument("file", type=Path)
    reading.add_argument("--dry-run", action="store_true", help="check, store nothing")
    reading.add_argument("--by", default="operator", help="who fills it in")
    reading.set_defaults(command=_import)


def _import(options: argparse.Namespace) -> int:
    app = bootstrap.app()
    with options.file.open(newline="", encoding="utf-8-sig") as lines:
        rows, errors = import_intake.read(app, lines)
    for error in errors:
        print(f"row {error.row}, contract {error.contract_id}: {error.message}")
    if options.dry_run:
        print(f"dry run: {len(rows)} rows good, {len(errors)} bad, nothing stored")
        return 1 if errors else 0
    result = import_intake.record(app, rows, actor=options.by)
    print(
        f"{len(result.recorded)} recorded, {len(result.unchanged)} unchanged, "
        f"{len(errors)} bad"
    )
    return 1 if errors else 0
