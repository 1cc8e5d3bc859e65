"""identity: which account of the CRM a customer is."""

import argparse

from shared import bootstrap
from shared.cli.commands import Commands
from shared.domain.match import Match
from shared.services import match_customers


def add_commands(commands: Commands) -> None:
    """Add `identity list`, `identity confirm` and `identity reject`."""
    identity = commands.add_parser(
        "identity", help="which account of the CRM a customer is"
    )
    actions = identity.add_subparsers(required=True)
    listing = actions.add_parser("list", help="what a person has to settle")
    listing.add_argument("--all", action="store_true", help="settled ones too")
    listing.set_defaults(command=_list)
    for name, command, text in (
        ("confirm", _confirm, "a customer is an account"),
        ("reject", _reject, "a customer is not an account"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("customer")
        action.add_argument("account")
        action.add_argument("--by", required=True, help="who decides")
        action.set_defaults(command=command)


def _list(options: argparse.Namespace) -> int:
    app = bootstrap.app()
    found = match_customers.unsettled(app)
    if options.all:
        found = list(app.stores.crm.matches.all())
    for match in found:
        print(_line(match))
        for one in match.candidates if not match.settled else ():
            told = f"{one.confidence:.0%} {one.reason}"
            print(f"    {one.account_id}  {one.name}: {told}")
    print(f"{len(found)} matches")
    return 0


def _line(match: Match) -> str:
    accounts = ", ".join(match.account_ids) or "no account"
    shared = (
        f", shared with {', '.join(match.shared_with)}" if match.shared_with else ""
    )
    told = f"{match.status} {match.confidence:.0%} {match.reason}{shared}"
    return f"customer {match.customer_id}: {accounts} ({told})"


def _confirm(options: argparse.Namespace) -> int:
    match = match_customers.confirm(
        bootstrap.app(), options.customer, options.account, actor=options.by
    )
    print(_line(match))
    return 0


def _reject(options: argparse.Namespace) -> int:
    undone = match_customers.reject(
        bootstrap.app(), options.customer, options.account, actor=options.by
    )
    print(_line(undone.match))
    for line in undone.written:
        print(f"    written to it: {line}")
    return 0
