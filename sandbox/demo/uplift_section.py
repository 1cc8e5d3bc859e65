"""The best opportunities, each with its price and the evidence for it."""

from collections.abc import Iterable

from sandbox.demo.layout import ends, heading, labelled, paragraph
from sandbox.demo.pictures import Best
from sandbox.demo.result import Result
from sandbox.demo.wording import counted, money
from shared.workflow.uplift_brief import inert

_INDENT, _LABEL = 4, 10


def uplift(result: Result) -> list[str]:
    """Show the five best opportunities, and how many there are in all."""
    found = result.portrait.uplift
    currency = result.portrait.currency
    told = (
        f"{counted(found.open, 'opportunity', 'opportunities')} open, together "
        f"{money(found.likely, currency)} a month if all were won; ranked by amount x "
        "chance x margin, by effort. `python -m shared.cli uplift explain ID` works "
        "each figure out again from its records."
    )
    lines = [*heading("Money that is due or could be earned"), *paragraph(told)]
    for number, one in enumerate(found.best, 1):
        lines += ["", *_card(number, one)]
    return lines


def _card(number: int, one: Best) -> list[str]:
    title = f"{number:>2}  {inert(one.customer)} · {inert(one.title)}"
    return [
        *ends(title, one.id),
        *_row("Price", [one.price]),
        *_row("Rests on", [one.basis]),
        *_row("Figures", one.figures),
        *_row("Propose", one.proposal),
        *_row("Tickets", [", ".join(one.tickets)] if one.tickets else []),
        *_row("Left out", one.left_out),
        *_row("By", [one.act_by] if one.act_by else []),
        *_row("Hold", [one.held] if one.held else []),
    ]


def _row(label: str, texts: Iterable[str]) -> list[str]:
    listed = [inert(text) for text in texts]
    return labelled(label, listed, indent=_INDENT, width=_LABEL) if listed else []
