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
    app = bootstrap.app()
    client = bootstrap.hubspot_setup_client(bootstrap.settings())
    client.set_up(describe_pipeline.wanted(app), made.append)
    app.stores.crm.pipelines.put(client.pipelines())
    for line in made:
        print(f"made {line}")
    print(f"{len(made)} things made")
    return 0
