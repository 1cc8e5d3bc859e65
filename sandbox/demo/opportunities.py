"""Reads the opportunities that stand on the timeline and puts the best in words."""

from collections.abc import Mapping
from decimal import Decimal

from sandbox.demo.pictures import Best, UpliftPicture
from sandbox.demo.wording import day
from shared.domain.money import from_minor
from shared.domain.opportunity import Pursuit
from shared.ports import App
from shared.services.uplift import pursue
from shared.workflow.uplift import held
from shared.workflow.uplift_brief import amount, figure_line, main_figures

SHOWN = 5
_FIGURES = 5


def picture(app: App, names: Mapping[str, str]) -> UpliftPicture:
    """Give the open opportunities in figures, and the best of them in full.

    Those that must not be pitched now come after all others.
    """
    found = [(one, _held(app, one)) for one in pursue.listed(app)]
    best = sorted(found, key=lambda pair: bool(pair[1]))[:SHOWN]
    likely = (
        from_minor(one.opportunity.estimate.likely_minor, app.currency)
        for one, _ in found
    )
    return UpliftPicture(
        open=len(found),
        likely=sum(likely, Decimal(0)),
        best=tuple(_best(one, why, names) for one, why in best),
    )


def _held(app: App, pursuit: Pursuit) -> str:
    one = pursuit.opportunity
    return held(one, pursue.outlook(app, one.customer_id))


def _best(pursuit: Pursuit, why: str, names: Mapping[str, str]) -> Best:
    one = pursuit.opportunity
    code = one.estimate.currency
    return Best(
        id=pursuit.id,
        customer=names.get(one.customer_id, one.customer_id),
        title=one.title,
        price=amount(one.estimate),
        basis=one.estimate.basis,
        figures=tuple(figure_line(f) for f in main_figures(one, most=_FIGURES)),
        proposal=tuple(
            f"{line.quantity:f} x {line.item} at "
            f"{from_minor(line.unit_price_minor, code)} {code}"
            for line in one.proposal
        ),
        tickets=one.examples,
        left_out=one.left_out,
        act_by=day(one.act_by_date) if one.act_by_date else "",
        held=why,
    )
