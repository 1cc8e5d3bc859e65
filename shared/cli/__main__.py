"""python -m shared.cli: what operators and account managers do by hand."""

import argparse
import sys
from collections.abc import Sequence

from shared.cli import (
    checking,
    governance,
    hubspot,
    identity,
    intake,
    letters,
    model,
    people,
    playbook,
    timeline,
    uplift,
)
from shared.domain.errors import DomainError, SourceError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; errors are one line, never a stack trace."""
    parser = argparse.ArgumentParser(prog="python -m shared.cli", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for module in (
        checking,
        intake,
        identity,
        people,
        hubspot,
        playbook,
        model,
        timeline,
        uplift,
        letters,
        governance,
    ):
        module.add_commands(commands)
    options = parser.parse_args(arguments)
    try:
        return int(options.command(options))
    except (DomainError, SourceError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
