"""mode, notice, effects, baseline: what people decide, with who and why."""

import argparse
from datetime import date

from shared import bootstrap
from shared.cli.commands import Commands
from shared.domain.contract import AutomationMode
from shared.services import govern


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
    effects = commands.add_parser("effects", help="the kill switch")
    effects.add_argument("action", choices=("stop", "allow"))
    _signed(effects).set_defaults(command=_effects)
    baseline = commands.add_parser("baseline", help="sign today's book as the baseline")
    baseline.add_argument("--by", required=True)
    baseline.set_defaults(command=_baseline)


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
    stopped = options.action == "stop"
    govern.stop_effects(
        bootstrap.app(), stopped=stopped, actor=options.by, reason=options.reason
    )
    print("effects are stopped" if stopped else "effects are allowed")
    return 0


def _baseline(options: argparse.Namespace) -> int:
    total = govern.sign_baseline(bootstrap.app(), actor=options.by)
    print(f"baseline signed: {total} minor units of MRR")
    return 0
