"""An opportunity in full: its figures, worked out again from the records today."""

from decimal import Decimal

from shared.domain.model import Model
from shared.domain.money import from_minor
from shared.domain.opportunity import Figure, Pursuit
from shared.ports import App
from shared.services.uplift import accounts, problems, pursue
from shared.services.uplift.proposal import proposal_lines
from shared.uplift.worksheet import recomputed
from shared.workflow.uplift import cured, held
from shared.workflow.uplift_brief import amount, ending, figure_line


class Explained(Model):
    """What is said of an opportunity, and the figures that are no longer the same."""

    lines: tuple[str, ...]
    changed: tuple[str, ...]


def explained(app: App, pursuit_id: str) -> Explained:
    """Explain an opportunity and work its worksheet out again."""
    pursuit = pursue.find(app, pursuit_id)
    one = pursuit.opportunity
    shared = accounts.common(app)
    (account,) = accounts.accounts(app, [one.customer_id], shared)
    again = recomputed(one.figures, account, shared.book.uplift)
    changed = tuple(f.name for f in one.figures if again[f.name] != f.value)
    counted = f"{len(one.figures)} figures from {len(one.records)} records"
    lines = [
        one.title,
        f"customer {account.name}, contract {one.contract_id or 'none'}",
        *_standing(app, pursuit),
        *proposal_lines(one),
        "",
        *(_line(figure, again[figure.name]) for figure in one.figures),
        "",
        f"{counted}, {len(changed)} of them differ today",
    ]
    return Explained(lines=tuple(lines), changed=changed)


def _standing(app: App, pursuit: Pursuit) -> list[str]:
    one = pursuit.opportunity
    estimate = one.estimate
    worth = from_minor(int(one.expected_minor), estimate.currency)
    view = pursue.outlook(app, one.customer_id)
    odds = f"chance {one.probability}, margin {one.margin_rate:.2f}"
    lines = [
        f"{amount(estimate)}: {estimate.basis}",
        f"{odds}, effort {one.effort}: {worth:,} {estimate.currency} a month expected",
        f"stage {pursuit.stage} since {pursuit.changed_at:%Y-%m-%d}",
    ]
    if not pursuit.open:
        lines.append(f"how it ended: {ending(pursuit)}")
    if record := problems.of_pursuit(app, one.customer_id, pursuit.id):
        where = f" as ticket {record.external_id}" if record.external_id else ""
        lines.append(f"problem record {record.status}{where}")
    if one.act_by_date:
        lines.append(f"to be done by {one.act_by_date}")
    if names := cured(one, view):
        lines.append(f"cures what puts the customer at risk: {', '.join(names)}")
    if why := held(one, view):
        lines.append(f"not to be pitched: {why}")
    lines += [f"look at ticket {ticket}" for ticket in one.examples]
    lines += [f"left out: {what}" for what in one.left_out]
    return lines


def _line(figure: Figure, now: Decimal | None) -> str:
    source = figure.record or f"{figure.rule} of {', '.join(figure.of)}"
    if figure.rule == "constant":
        source = "part of the rule"
    if now == figure.value:
        return f"{figure_line(figure)}  ({source})"
    today = "is gone" if now is None else f"is {now.normalize():f} today"
    return f"{figure_line(figure)}  ({source}; {today})"
