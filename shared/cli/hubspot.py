"""hubspot setup: the portal gets the engine's properties and its pipeline."""

import argparse

from shared import bootstrap
from shared.cli.commands import Commands
from shared.services import describe_pipeline


def add_commands(commands: Commands) -> None:
    """Add `hubspot setup`."""
    hubspot = commands.add_parser("hubspot", help="the HubSpot portal")
    actions = hubspot.add_subparsers(required=True)
    setup = actions.add_parser(
        "setup", help="make the engine's properties and pipeline, if they are missing"
    )
    setup.set_defaults(command=_setup)


def _setup(_options: argparse.Namespace) -> int:
    made: list[str] = []
    client = bootstrap.hubspot_setup_client(bootstrap.settings())
    wanted = describe_pipeline.wanted(bootstrap.app())
    client.set_up(wanted, made.append)
    for line in made:
        print(f"made {line}")
    print(f"{len(made)} things made")
    return 0
