"""model show | fit | sign: how readiness becomes a probability."""

import argparse

from shared import bootstrap
from shared.cli.commands import Commands
from shared.domain.calibration import CalibratedModel
from shared.services import calibrate_model


def add_commands(commands: Commands) -> None:
    """Add `model show`, `model fit` and `model sign`."""
    group = commands.add_parser("model", help="how readiness becomes a probability")
    actions = group.add_subparsers(required=True)
    actions.add_parser("show", help="the one in force").set_defaults(command=_show)
    fit = actions.add_parser("fit", help="fit one to closed renewals, change nothing")
    fit.set_defaults(command=_fit)
    sign = actions.add_parser("sign", help="put the fitted one in force")
    sign.add_argument("version")
    sign.add_argument("--by", required=True, help="who signs it")
    sign.set_defaults(command=_sign)


def _show(_: argparse.Namespace) -> int:
    model = bootstrap.app().stores.settings.model()
    if model is None:
        print("none signed: the playbook's own intercept and slope are in force")
    else:
        _print(model)
    return 0


def _fit(_: argparse.Namespace) -> int:
    _print(calibrate_model.propose(bootstrap.app()))
    return 0


def _sign(options: argparse.Namespace) -> int:
    _print(calibrate_model.sign(bootstrap.app(), options.version, actor=options.by))
    return 0


def _print(model: CalibratedModel) -> None:
    print(f"version {model.version}")
    print(f"logit = {model.intercept} + {model.slope} x (readiness - 50) / 10")
    print(f"fitted to {model.n} closed renewals, {model.events} of the rarer outcome")
    if model.skill is None:
        print(model.note)
    else:
        print(
            f"Brier {model.brier}, base rate {model.brier_naive}: {model.skill} skill"
        )
    if model.worse_than_naive:
        print("the model is worse than the base rate: go by the dates only")
