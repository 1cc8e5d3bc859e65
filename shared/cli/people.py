"""people erase: what is kept of one person at a customer, for good."""

import argparse

from shared import bootstrap
from shared.cli.commands import Commands
from shared.services import erase_person


def add_commands(commands: Commands) -> None:
    """Add `people erase`."""
    group = commands.add_parser("people", help="people at customers")
    actions = group.add_subparsers(required=True)
    erase = actions.add_parser("erase", help="erase what is kept of one person")
    erase.add_argument("address", help="the person's e-mail address")
    erase.add_argument("--by", required=True, help="who decides")
    erase.add_argument("--reason", required=True, help="why, without a name")
    erase.set_defaults(command=_erase)


def _erase(options: argparse.Namespace) -> int:
    erased = erase_person.erase(
        bootstrap.app(), options.address, actor=options.by, reason=options.reason
    )
    print(
        f"erased: {erased.people} people, {erased.mails} mails, "
        f"{erased.crm_people} people of the CRM"
    )
    return 0
