"""mode, notice, effects, baseline: what people decide, with who and why."""

import argparse
from datetime import date

from shared import bootstrap
from shared.cli.commands import Commands
from shared.domain.contract import AutomationMode
from shared.services import govern, settle_effects


def add_commands(commands: Commands) -> None:
    """Add `mode`, `notice`, `effects` and `baseline`."""
    mode = commands.add_parser("mode", help="how far the engine may act for a contract")
    mode.add_argument("contract")
    mode.add_argument("mode", type=AutomationMode, choices=list(AutomationMode))
    _signed(mode).set_defaults(command=_mode)
    notice = commands.add_parser("notice", help="record a customer's notice")
    notice.add_argument("contract")
    notice.add_argument("date", type=date.fromisoformat)
    _signed(notice).set_defaults(command=_notice)
    _add_effects(commands)
    baseline = commands.add_parser("baseline", help="sign today's book as the baseline")
    baseline.add_argument("--by", required=True)
    baseline.set_defaults(command=_baseline)


def _add_effects(commands: Commands) -> None:
    effects = commands.add_parser("effects", help="the kill switch, and lost outcomes")
    actions = effects.add_subparsers(required=True)
    for name, stopped in (("stop", True), ("allow", False)):
        switch = actions.add_parser(name, help=f"{name} everything in other systems")
        _signed(switch).set_defaults(command=_effects, stopped=stopped)
    unknown = actions.add_parser("unknown", help="what nobody can tell was done")
    unknown.set_defaults(command=_unknown)
    settle = actions.add_parser("settle", help="say what became of an effect")
    settle.add_argument("id")
    found = settle.add_mutually_exclusive_group(required=True)
    found.add_argument("--done", metavar="AS", help="the id it has in the other system")
    found.add_argument("--again", action="store_true", help="never done: do it again")
    _signed(settle).set_defaults(command=_settle)


def _signed(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--by", required=True, help="who decides")
    parser.add_argument("--reason", required=True)
    return parser


def _mode(options: argparse.Namespace) -> int:
    govern.set_mode(
        bootstrap.app(),
        options.contract,
        options.mode,
        actor=options.by,
        reason=options.reason,
    )
    print(f"contract {options.contract}: {options.mode}")
    return 0


def _notice(options: argparse.Namespace) -> int:
    govern.give_notice(
        bootstrap.app(),
        options.contract,
        notice_date=options.date,
        actor=options.by,
        reason=options.reason,
    )
    print(f"contract {options.contract}: notice of {options.date} recorded")
    return 0


def _effects(options: argparse.Namespace) -> int:
    govern.stop_effects(
        bootstrap.app(),
        stopped=options.stopped,
        actor=options.by,
        reason=options.reason,
    )
    print("effects are stopped" if options.stopped else "effects are allowed")
    return 0


def _unknown(_options: argparse.Namespace) -> int:
    for effect in settle_effects.unknown(bootstrap.app()):
        print(f"{effect.id}  look for {effect.marker}: {effect.summary}")
    return 0


def _settle(options: argparse.Namespace) -> int:
    settle_effects.settle(
        bootstrap.app(),
        options.id,
        done_as=options.done,
        actor=options.by,
        reason=options.reason,
    )
    print(f"{options.id}: {'is owed again' if options.again else 'is done'}")
    return 0


def _baseline(options: argparse.Namespace) -> int:
    total = govern.sign_baseline(bootstrap.app(), actor=options.by)
    print(f"baseline signed: {total} minor units of MRR")
    return 0
