"""`python -m sandbox COMMAND`: dispatches to the commands."""

import argparse
import sys

from sandbox import serving


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("serve", help="serve a HaloPSA stand-in over HTTP")
    serving.add_arguments(command)
    command.set_defaults(run=serving.serve)
    parsed = parser.parse_args(arguments)
    status: int = parsed.run(parsed)
    return status


if __name__ == "__main__":
    sys.exit(main())
