"""The page's end: the request that waits, who decides it, and the link to it."""

from collections.abc import Iterator
from decimal import Decimal

from sandbox.demo.layout import heading, labelled, paragraph
from sandbox.demo.result import Requests, Settled, Waiting
from sandbox.demo.wording import day, listed, money, percent, plain

_INDENT, _LABEL = 2, 12


def waiting(requests: Requests) -> list[str]:
    """Show what waits for a decision, and what became of the request before it."""
    lines = _last(requests.settled) if requests.settled else []
    if requests.waiting is None:
        nothing = "No request waits: no contract has a renewal to ask about."
        return [*heading("Nothing waits for an approver"), *lines, *paragraph(nothing)]
    return [*heading("One request waits"), *lines, *request(requests.waiting)]


def request(one: Waiting) -> list[str]:
    """Show a request in money, who decides it, and their links."""
    lines = [
        f"  {one.customer} · {one.reference} (contract {one.contract_id})",
        *_labelled("Asked", f"{one.requester}: {one.asks_for}. {one.reason}"),
        *_labelled("In return", one.in_return),
        *_labelled("In money", "; ".join(_money(one))),
        *_labelled("Renewal", _renewal(one)),
        *_labelled(
            "Cheapest", one.cheapest or "no alternative pays for itself for certain"
        ),
    ]
    until = f"{day(one.expires_at.date())} {one.expires_at:%H:%M} UTC"
    for approver in one.approvers:
        who = f"{approver.name} ({approver.level}), who signs in as {approver.username}"
        lines += _labelled("Decides", f"{who}, until {until}")
        # Never wrapped: a link that is cut can't be opened.
        lines += ["", approver.link]
    return lines


def _money(one: Waiting) -> Iterator[str]:
    yield f"{_rate(one.depth)} deep"
    yield f"{money(one.margin_year, one.currency)} of margin a year"
    yield f"{_rate(one.margin_rate)} margin left"


def _renewal(one: Waiting) -> str:
    even = "no chance pays for it"
    if one.break_even is not None:
        even = f"it pays for itself from {percent(one.break_even)}"
    likely = f"{percent(one.p_with)} likely with it, {percent(one.p_without)} without"
    return f"{likely}; {even}"


def _rate(rate: Decimal | None) -> str:
    return "unknown" if rate is None else f"{rate * 100:.1f}%"


def _last(one: Settled) -> list[str]:
    by = f" by {listed(one.by)}" if one.by else ""
    on = f" on {day(one.day)}" if one.day else ""
    text = (
        f"The request before, about contract {one.contract_id} of {one.customer}, "
        f"is {plain(one.status)}{by}{on}."
    )
    return [*paragraph(text), ""]


def _labelled(label: str, text: str) -> list[str]:
    return labelled(label, [text], indent=_INDENT, width=_LABEL)
