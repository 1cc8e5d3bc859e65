"""Text for a screen of 100 columns: headings, aligned tables, wrapped paragraphs."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

WIDTH = 100
_GAP = "  "


def heading(text: str) -> list[str]:
    """Give a section's heading with a line above it."""
    return ["", f"{text} {'─' * (WIDTH - len(text) - 1)}"]


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()
) -> list[str]:
    """Align cells in columns; the columns named in `right` are aligned to the right.

    The last column takes what is left of the width and is wrapped, never cut.
    """
    cells = [list(head), *(list(row) for row in rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(head))]
    widths[-1] = min(widths[-1], WIDTH - sum(widths[:-1]) - len(_GAP) * len(widths))
    aligned = frozenset(right)
    return [line for row in cells for line in _lines(row, widths, aligned)]


def _lines(
    row: Sequence[str], widths: Sequence[int], right: frozenset[int]
) -> Iterator[str]:
    *first, last = row
    parts = textwrap.wrap(last, widths[-1]) or [""]
    for number, part in enumerate(parts):
        cells = [*(first if number == 0 else [""] * len(first)), part]
        padded = [
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        yield (_GAP + _GAP.join(padded)).rstrip()


def labelled(label: str, texts: Iterable[str], *, indent: int, width: int) -> list[str]:
    """Put a label before paragraphs, each wrapped beside it."""
    lines = [
        line
        for text in texts
        for line in textwrap.wrap(text, WIDTH - indent - width, subsequent_indent="  ")
    ]
    named = [label, *[""] * len(lines)]
    return [
        " " * indent + name.ljust(width) + line
        for name, line in zip(named, lines, strict=False)
    ]


def ends(left: str, right: str) -> list[str]:
    """Put two texts at the two ends of a line, the left one wrapped if need be."""
    room = WIDTH - len(right) - len(_GAP)
    first, *more = textwrap.wrap(
        left, room, subsequent_indent="    ", drop_whitespace=False
    )
    return [f"{first:<{room}}{_GAP}{right}", *more]


def paragraph(text: str, *, indent: int = 2) -> list[str]:
    """Wrap a text."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent
    )
