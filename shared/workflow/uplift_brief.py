"""An opportunity in a few lines of plain text, for people who act on it."""

from shared.domain.money import from_minor
from shared.domain.opportunity import Estimate, Figure, Opportunity, Pursuit, Stage

_MOST_FIGURES = 12


def amount(estimate: Estimate) -> str:
    """Write the range of an estimate, a month."""
    low, likely, high = (
        from_minor(minor, estimate.currency)
        for minor in (estimate.low_minor, estimate.likely_minor, estimate.high_minor)
    )
    code = estimate.currency
    if low == high:
        return f"{likely:,} {code} a month"
    return f"{likely:,} {code} a month ({low:,} to {high:,})"


def compared(estimate: Estimate, won_minor: int, currency: str) -> str:
    """Say what was won a month, beside what was expected."""
    won = f"{from_minor(won_minor, currency):,} {currency} a month"
    if currency != estimate.currency:
        return f"{won}, in another currency than the estimate of {amount(estimate)}"
    if won_minor < estimate.low_minor:
        place = "below"
    elif won_minor > estimate.high_minor:
        place = "above"
    else:
        place = "within"
    return f"{won}, {place} the estimate of {amount(estimate)}"


def ending(pursuit: Pursuit) -> str:
    """Say how an opportunity ended: the money beside the estimate, or the reason."""
    if pursuit.stage is Stage.WON and pursuit.won_minor is not None:
        estimate = pursuit.opportunity.estimate
        told = compared(estimate, pursuit.won_minor, pursuit.realised_currency)
    else:
        told = pursuit.reason
    source = f" (deal {pursuit.deal_id} in the CRM)" if pursuit.deal_id else ""
    return f"{told}{source}"


def evidence(one: Opportunity) -> str:
    """List the estimate, the derived figures and the tickets behind it."""
    lines = [f"{amount(one.estimate)}: {one.estimate.basis}."]
    lines += [f"- {figure_line(figure)}" for figure in main_figures(one)]
    if one.examples:
        lines.append(f"Tickets to look at: {', '.join(one.examples)}.")
    if one.left_out:
        lines.append(f"Left out: {'; '.join(one.left_out)}.")
    lines += [
        f"Propose: {line.quantity.normalize():f} x {line.item} at "
        f"{from_minor(line.unit_price_minor, one.estimate.currency):,} "
        f"{one.estimate.currency} a month"
        for line in one.proposal
    ]
    return "\n".join(lines)


def main_figures(one: Opportunity, *, most: int = _MOST_FIGURES) -> list[Figure]:
    """Pick the figures that people read, nearest to the result, none of one month."""
    steps = _steps_to_the_end(one)
    told = [f for f in one.figures if f.rule != "constant" and not _monthly(f.name)]
    picked = {f.name for f in sorted(told, key=lambda f: steps[f.name])[:most]}
    return [figure for figure in told if figure.name in picked]


def _steps_to_the_end(one: Opportunity) -> dict[str, int]:
    """Count how many rules lie between each figure and one that nothing rests on."""
    steps: dict[str, int] = {}
    for figure in reversed(one.figures):
        here = steps.setdefault(figure.name, 0)
        for name in figure.of:
            steps[name] = min(steps.get(name, here + 1), here + 1)
    return steps


def figure_line(figure: Figure) -> str:
    """Write one figure on one line."""
    value = f"{figure.value:,f}"
    short = value.rstrip("0").rstrip(".") if "." in value else value
    return f"{figure.name}: {short} {figure.unit}"


def _monthly(name: str) -> bool:
    return any(len(part) == len("2026-11") and part[4] == "-" for part in name.split())


def inert(text: str) -> str:
    """Leave out what a terminal would act on: titles hold words of people's tickets."""
    return "".join(char if char.isprintable() else " " for char in text)
