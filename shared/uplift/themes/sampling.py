"""A bounded sample of different wordings, and who uses each."""

from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import blake2b
from heapq import nsmallest

from shared.uplift.themes.cleaning import cleaned
from shared.uplift.themes.ticket import ThemeTicket, wording

MOST = 8_000


@dataclass
class Use:
    """How often a wording occurs, and for whom; `example` is its lowest ticket id.

    `summary` is the part of the wording that customers write and read themselves.
    """

    example: str = ""
    summary: str = ""
    tickets: int = 0
    customers: set[str] = field(default_factory=set)

    def count(self, ticket: ThemeTicket) -> None:
        """Add a ticket."""
        self.tickets += 1
        self.customers.add(ticket.customer_id)
        if not self.example or ticket.id < self.example:
            self.example = ticket.id
            self.summary = cleaned(ticket.summary)


def sample(tickets: Collection[ThemeTicket], *, most: int = MOST) -> dict[str, Use]:
    """Draw at most `most` different wordings, in an order that is as good as random.

    A wording's place is its hash. So equal ones count once, however many alerts there
    are; the order of the tickets doesn't matter; and new tickets displace few wordings.
    """
    uses: dict[str, Use] = {text: Use() for text in _drawn(tickets, most)}
    for ticket in tickets:
        if (use := uses.get(wording(ticket))) is not None:
            use.count(ticket)
    return uses


def _drawn(tickets: Collection[ThemeTicket], most: int) -> list[str]:
    kept: set[tuple[bytes, str]] = set()
    for ticket in tickets:
        if text := wording(ticket):
            kept.add((blake2b(text.encode(), digest_size=8).digest(), text))
            if len(kept) > 2 * most:
                kept = set(nsmallest(most, kept))
    return [text for _, text in nsmallest(most, kept)]
