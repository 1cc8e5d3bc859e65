"""uplift list | explain | accept … reject | run | fit | adopt | review | unmute."""

import argparse
from decimal import Decimal

from shared import bootstrap
from shared.cli import uplift_review
from shared.cli.commands import Commands
from shared.domain.errors import InvalidInput
from shared.domain.money import to_minor
from shared.domain.opportunity import Pursuit, Stage
from shared.services.uplift import explain, problems, pursue, run, themes
from shared.workflow.uplift import held
from shared.workflow.uplift_brief import amount, ending, inert


def add_commands(commands: Commands) -> None:
    """Add `uplift` with its actions."""
    group = commands.add_parser("uplift", help="money that is due or could be earned")
    actions = group.add_subparsers(required=True)
    listed = actions.add_parser("list", help="the open ones, best first")
    listed.add_argument("--over", action="store_true", help="those that ended instead")
    listed.set_defaults(command=_list)
    shown = actions.add_parser("explain", help="all figures, worked out again")
    shown.add_argument("id")
    shown.set_defaults(command=_explain)
    for name, stage in _STEPS.items():
        _add_step(actions, name, stage)
    asked = actions.add_parser("problem", help="make a theme's problem record")
    asked.add_argument("id")
    asked.add_argument("--by", required=True, help="who asks for it")
    asked.set_defaults(command=_problem)
    actions.add_parser("run", help="look now").set_defaults(command=_run)
    fit = actions.add_parser("fit", help="fit themes anew, change nothing yet")
    fit.set_defaults(command=_fit)
    adopt = actions.add_parser("adopt", help="put fitted themes in force")
    adopt.add_argument("version")
    adopt.add_argument("--by", required=True, help="who decides")
    adopt.set_defaults(command=_adopt)
    uplift_review.add_actions(actions)


_STEPS = {
    "accept": Stage.QUALIFIED,
    "offered": Stage.OFFERED,
    "won": Stage.WON,
    "lost": Stage.LOST,
    "reject": Stage.REJECTED,
}


def _add_step(actions: Commands, name: str, stage: Stage) -> None:
    step = actions.add_parser(name, help=f"move it to {stage}")
    step.add_argument("id")
    step.add_argument("--by", required=True, help="who decides")
    if stage in {Stage.LOST, Stage.REJECTED}:
        step.add_argument("--reason", required=True)
    if stage is Stage.WON:
        step.add_argument("--amount", required=True, help="MRR that was won")
    step.set_defaults(command=_step, stage=stage, reason="", amount="")


def _list(options: argparse.Namespace) -> int:
    app = bootstrap.app()
    names = {customer.id: customer.name for customer in app.stores.customers.all()}
    for pursuit in pursue.over(app) if options.over else pursue.listed(app):
        one = pursuit.opportunity
        print(f"{pursuit.id}  {inert(amount(one.estimate))}  [{pursuit.stage}]")
        print(f"    {inert(names.get(one.customer_id, one.customer_id))}: ", end="")
        print(inert(one.title))
        if not pursuit.open:
            print(f"    {pursuit.changed_at:%Y-%m-%d}: {inert(ending(pursuit))}")
        elif why := held(one, pursue.outlook(app, one.customer_id)):
            print(f"    not to be pitched: {why}")
    return 0


def _explain(options: argparse.Namespace) -> int:
    told = explain.explained(bootstrap.app(), options.id)
    print("\n".join(map(inert, told.lines)))
    return 1 if told.changed else 0


def _step(options: argparse.Namespace) -> int:
    app = bootstrap.app()
    if options.stage is Stage.QUALIFIED:
        pursue.accept(app, options.id, actor=options.by)
    else:
        pursue.move(
            app,
            options.id,
            options.stage,
            actor=options.by,
            reason=options.reason,
            won_minor=_minor(options.amount, pursue.find(app, options.id)),
        )
    print(f"opportunity {options.id}: {options.stage}")
    return 0


def _minor(text: str, pursuit: Pursuit) -> int | None:
    if not text:
        return None
    try:
        amount = Decimal(text)
    except ArithmeticError as error:
        message = f"{text!r} is not an amount"
        raise InvalidInput(message) from error
    return to_minor(amount, pursuit.opportunity.estimate.currency)


def _problem(options: argparse.Namespace) -> int:
    asked = problems.ask(bootstrap.app(), options.id, actor=options.by)
    where = f" as ticket {asked.external_id}" if asked.external_id else ""
    print(f"problem record of {options.id}: {asked.status}{where}")
    return 0


def _run(_: argparse.Namespace) -> int:
    run.plan(bootstrap.app())
    print("a look at all customers is asked for")
    return 0


def _fit(_: argparse.Namespace) -> int:
    model = themes.propose(bootstrap.app())
    print(f"version {model.version}: {len(model.themes)} themes, not yet in force")
    for theme in model.themes:
        print(f"  {theme.id}  {inert(theme.name)}: {inert(', '.join(theme.terms))}")
    return 0


def _adopt(options: argparse.Namespace) -> int:
    themes.adopt(bootstrap.app(), options.version, actor=options.by)
    print(f"themes {options.version} are in force; all months are counted again")
    return 0
