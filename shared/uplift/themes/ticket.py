"""What is read of a ticket to find its theme; none of it is kept."""

from typing import NamedTuple

from shared.uplift.themes.cleaning import cleaned, plain_body

_MOST_OF_BODY = 200  # the first sentences say what it is about
_MOST = 400


class ThemeTicket(NamedTuple):
    """A ticket's words; a tuple because a book has half a million of them."""

    id: str
    customer_id: str
    summary: str
    category: str = ""
    details: str = ""


def wording(ticket: ThemeTicket) -> str:
    """Give the words that decide the theme; alerts that differ in a host are equal.

    >>> wording(ThemeTicket("1", "a", "RE: SRV-DC01 disk full (#48213)"))
    'disk full'
    """
    parts = [cleaned(ticket.summary)]
    if ticket.category:
        parts.append(cleaned(ticket.category.replace(">", " ").replace("/", " ")))
    if ticket.details:
        parts.append(cleaned(plain_body(ticket.details))[:_MOST_OF_BODY])
    return ". ".join(part for part in parts if part)[:_MOST]
