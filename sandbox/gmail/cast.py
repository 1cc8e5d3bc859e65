"""Who writes to whom: a portfolio's customers with their people and hidden health."""

from datetime import date

from sandbox.gmail.conversations import Correspondent
from sandbox.portfolio import Portfolio
from sandbox.portfolio.cast import cast


def correspondents(
    portfolio: Portfolio, seed: int, *, contracts: int, tickets: int
) -> list[Correspondent]:
    """Return the customers of a generated portfolio, made with the same arguments."""
    day: date = portfolio.as_of
    quirks = portfolio.quirks
    people = cast(seed, contracts=contracts, tickets=tickets, as_of=day, quirks=quirks)
    agents = {row["id"]: row["email"] for row in portfolio.tables["Agent"]}
    users: dict[int, list[dict[str, object]]] = {}
    for row in portfolio.tables["Users"]:
        if not row["inactive"]:
            users.setdefault(row["client_id"], []).append(row)
    return [
        Correspondent(
            customer_id=str(one.id),
            company=one.name,
            people=tuple(users.get(one.id, ())),
            manager=agents[one.manager],
            latent=one.health.now,
        )
        for one in people.present
        if users.get(one.id)
    ]
