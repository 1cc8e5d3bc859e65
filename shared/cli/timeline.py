"""timeline verify | rebuild: the chain of events, and all that is read from it."""

import argparse

from shared import bootstrap
from shared.cli.commands import Commands
from shared.services import keep_timeline
from shared.storage.timeline import hash_of


def add_commands(commands: Commands) -> None:
    """Add `timeline verify` and `timeline rebuild`."""
    group = commands.add_parser("timeline", help="the append-only timeline")
    actions = group.add_subparsers(required=True)
    verify = actions.add_parser("verify", help="walk the chain of every contract")
    verify.set_defaults(command=_verify)
    rebuild = actions.add_parser("rebuild", help="recreate all projections from it")
    rebuild.set_defaults(command=_rebuild)


def _verify(_: argparse.Namespace) -> int:
    app = bootstrap.app()
    count = 0
    for fault in keep_timeline.verify(app, hash_of):
        place = f"customer {fault.customer_id}, contract {fault.contract_id}"
        print(f"{place}, event {fault.seq}: {fault.fault}")
        count += 1
    print("the chain is intact" if not count else f"{count} faults")
    return 1 if count else 0


def _rebuild(_: argparse.Namespace) -> int:
    app = bootstrap.app()
    count = keep_timeline.rebuild(app, app.stores.timeline.all())
    print(f"projections of {count} timelines rebuilt")
    return 0
