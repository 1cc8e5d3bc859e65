"""letters: what is held before a customer could see it, and its release."""

import argparse

from shared import bootstrap
from shared.cli.commands import Commands
from shared.services import release_mail


def add_commands(commands: Commands) -> None:
    """Add `letters list`, `letters show` and `letters release`."""
    letters = commands.add_parser("letters", help="letters that are held")
    actions = letters.add_subparsers(required=True)
    actions.add_parser("list", help="what waits").set_defaults(command=_list)
    show = actions.add_parser("show", help="exactly what would be drafted")
    show.add_argument("id")
    show.set_defaults(command=_show)
    release = actions.add_parser("release", help="let exactly this content go")
    release.add_argument("id")
    release.add_argument("--hash", required=True, help="as shown")
    release.add_argument("--by", required=True, help="the incident commander")
    release.set_defaults(command=_release)


def _list(_options: argparse.Namespace) -> int:
    for effect in release_mail.held(bootstrap.app()):
        print(f"{effect.id}  {effect.details}  {effect.summary}")
    return 0


def _show(options: argparse.Namespace) -> int:
    written = release_mail.show(bootstrap.app(), options.id)
    mail = written.mail
    print(f"To: {', '.join(mail.to)}\nSubject: {mail.subject}\n\n{mail.text}")
    print(f"hash {written.content_hash}")
    return 0


def _release(options: argparse.Namespace) -> int:
    release_mail.release(
        bootstrap.app(), options.id, content_hash=options.hash, actor=options.by
    )
    print(f"{options.id} is released")
    return 0
