"""check, exceptions: is the engine set up, and what needs a look."""

import argparse

from shared import bootstrap, settings
from shared.cli.commands import Commands
from shared.domain.errors import SourceError
from shared.domain.money import from_minor
from shared.ports import App


def add_commands(commands: Commands) -> None:
    """Add `check` and `exceptions`."""
    check = commands.add_parser("check", help="check settings, storage and access")
    check.add_argument("--offline", action="store_true", help="settings only")
    check.set_defaults(command=_check)
    listing = commands.add_parser("exceptions", help="list what named owners must see")
    listing.set_defaults(command=_exceptions)


def _check(options: argparse.Namespace) -> int:
    found = settings.load(bootstrap.environment())
    print(f"settings: ok (tenant {found.tenant_id}, {found.environment})")
    if options.offline:
        return 0
    app = bootstrap.app()
    state, _ = app.stores.cursor.load()
    print(f"storage: ok (last sync run {state.run_id or 'never'})")
    access = app.halo.check_access()
    print(f"halopsa: ok (granted: {' '.join(access.granted) or 'nothing'})")
    if access.missing:
        print(f"halopsa: missing scopes: {' '.join(access.missing)}")
        return 1
    return max(_check_hubspot(app), _check_gmail(app))


def _check_gmail(app: App) -> int:
    """Ask for each mailbox's profile: that tells delegation, scope and address."""
    if app.mail is None:
        print("gmail: not connected")
        return 0
    failed = 0
    for mailbox in app.mail.gmail.mailboxes:
        try:
            app.mail.gmail.history_id(mailbox)
        except SourceError as error:
            print(f"gmail: {mailbox} can't be read: {error}")
            failed += 1
    print(f"gmail: {len(app.mail.gmail.mailboxes) - failed} mailboxes can be read")
    if strange := app.stores.pushes.unknown(app.today()):
        print(f"gmail: {strange} notifications today of mailboxes not on the list")
    return 1 if failed else 0


def _check_hubspot(app: App) -> int:
    if app.hubspot is None:
        print("hubspot: not connected")
        return 0
    access = app.hubspot.check_access()
    print(f"hubspot: ok (granted: {' '.join(access.granted) or 'it does not tell'})")
    if access.missing:
        print(f"hubspot: missing scopes: {' '.join(access.missing)}")
        return 1
    return 0


def _exceptions(_: argparse.Namespace) -> int:
    app = bootstrap.app()
    items = sorted(
        app.stores.projections.open_exceptions(),
        key=lambda item: (-item.value_minor, item.due_date, item.id),
    )
    for item in items:
        place = f"{item.customer_id}/{item.contract_id}"
        value = f"{from_minor(item.value_minor, item.currency)} {item.currency}"
        print(
            f"{item.due_date}  {item.owner_id:<12} {place:<14} "
            f"{value if item.value_minor else '-':>16}  {item.message}"
        )
    print(f"{len(items)} open")
    return 0
