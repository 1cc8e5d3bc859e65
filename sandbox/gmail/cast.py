"""Who writes to whom: a portfolio's customers with their people and hidden health."""

from datetime import date

from sandbox.gmail.conversations import Correspondent
from sandbox.portfolio import Quirks
from sandbox.portfolio.cast import cast
from sandbox.portfolio.customers import customer_tables
from sandbox.portfolio.health import HISTORY_MONTHS
from sandbox.portfolio.randomness import stream

_AHEAD = HISTORY_MONTHS + 4  # months


def correspondents(
    seed: int, *, contracts: int, tickets: int, as_of: date
) -> list[Correspondent]:
    """Return the customers of the portfolio that the same arguments generate."""
    quirks = Quirks()
    people = cast(
        seed, contracts=contracts, tickets=tickets, as_of=as_of, quirks=quirks
    )
    tables = customer_tables(stream(seed, "people"), people.everyone, quirks, as_of)
    agents = {row["id"]: row["email"] for row in people.staff.rows}
    users: dict[int, list[dict[str, object]]] = {}
    for row in tables["Users"]:
        if not row["inactive"]:
            users.setdefault(row["client_id"], []).append(row)
    return [
        Correspondent(
            customer_id=str(one.id),
            company=one.name,
            people=tuple(users[one.id]),
            manager=agents[one.manager],
            latent=one.health.latent(_AHEAD),
            trend=one.health.latent(_AHEAD) - one.health.now,
        )
        for one in people.present
        if one.id in users
    ]
