"""A portal filled from the generated MSP: its customers as a salesperson keeps them."""

import random
from datetime import timedelta

from sandbox.hubspot.app import HubSpot
from sandbox.hubspot.kinds import KINDS
from sandbox.hubspot.links import DEFINED, LABELLED, LABELS
from sandbox.hubspot.records import iso
from sandbox.portfolio import Portfolio
from sandbox.portfolio.randomness import stream
from sandbox.rows import Row

_SUFFIXES = ("", " Ltd", " Limited", ", Inc.", " LLP", " (UK)")
# Shares of the customers in which the two systems disagree.
_EXPLICIT, _NO_DOMAIN, _DOUBLED, _ABSENT = 0.5, 0.15, 0.04, 0.04
_ROLES = ("Decision maker", "Champion", "Technical contact", "Influencer")
_PEOPLE = 6
_LEFT, _BLOCKER = 0.12, 0.05


def fill(hub: HubSpot, msp: Portfolio, seed: int = 1) -> None:
    """Put owners, companies, people and past deals of the MSP's customers in."""
    dice = stream(seed, "hubspot")
    portal = hub.portal
    portal.owners += _owners(msp.tables["Agent"])
    by_agent = {row["_agent"]: row["id"] for row in portal.owners}
    users: dict[int, list[Row]] = {}
    for user in msp.tables.get("Users", ()):
        users.setdefault(user["client_id"], []).append(user)
    for client in msp.tables["Client"]:
        if client["id"] in users and dice.random() >= _ABSENT:
            owner = by_agent.get(client["accountmanagertech"], "")
            _customer(hub, dice, client, users[client["id"]], owner)


def _owners(agents: list[Row]) -> list[Row]:
    return [
        {
            "id": str(70_000 + row["id"]),
            "userId": 5_000_000 + row["id"],
            "email": row["email"],
            "firstName": row["firstname"],
            "lastName": row["surname"],
            "type": "PERSON",
            "archived": bool(row["isdisabled"]),
            "teams": [],
            "_agent": row["id"],
        }
        for row in agents
        if row.get("team", "").startswith("Account")
    ]


def _customer(
    hub: HubSpot, dice: random.Random, client: Row, users: list[Row], owner: str
) -> None:
    name = client["name"].removesuffix(" (old)")
    company: Row = {
        "name": f"{name}{dice.choice(_SUFFIXES)}",
        "hubspot_owner_id": owner,
    }
    if dice.random() >= _NO_DOMAIN:
        company["domain"] = users[0]["emailaddress"].partition("@")[2]
    if dice.random() < _EXPLICIT:
        company["halopsa_customer_id"] = str(client["id"])
    company["lifecyclestage"] = "customer"
    doubled = dice.random() < _DOUBLED and "halopsa_customer_id" not in company
    for _ in range(2 if doubled else 1):
        record = hub.portal.records.create(KINDS["companies"], company)
    _people(hub, dice, record.id, users)
    _past_deal(hub, dice, record.id, company)


def _people(
    hub: HubSpot, dice: random.Random, company_id: str, users: list[Row]
) -> None:
    portal = hub.portal
    for place, user in enumerate(users[: 1 + dice.randrange(_PEOPLE)]):
        email = user["emailaddress"].replace("@", f".{user['id']}@")
        contact = portal.records.create(
            KINDS["contacts"],
            {
                "firstname": user["firstname"],
                "lastname": user["surname"],
                "email": email,
                "jobtitle": user["title"],
                "hubspot_owner_id": "",
            },
        )
        types = [(DEFINED, 279), (DEFINED, 1)]
        role = _role(dice, place)
        if role:
            types.append((LABELLED, LABELS[role]))
        portal.links.add(("contacts", "companies"), contact.id, company_id, types)
        if place and dice.random() < _LEFT:
            left = {"jobtitle": "No longer with company"}
            portal.records.change(KINDS["contacts"], contact.id, left)


def _role(dice: random.Random, place: int) -> str:
    if dice.random() < _BLOCKER:
        return "Blocker"
    known = dice.random() < 0.7  # noqa: PLR2004 - a share
    return _ROLES[place] if known and place < len(_ROLES) else ""


def _past_deal(
    hub: HubSpot, dice: random.Random, company_id: str, company: Row
) -> None:
    portal = hub.portal
    closed = portal.clock.now() - timedelta(days=dice.randrange(200, 900))
    deal = portal.records.create(
        KINDS["deals"],
        {
            "dealname": f"{company['name']} - new business",
            "pipeline": "default",
            "dealstage": "closedwon",
            "hs_is_closed": "true",
            "hs_is_closed_won": "true",
            "amount": str(dice.randrange(5, 90) * 1000),
            "deal_currency_code": "GBP",
            "closedate": iso(closed),
            "hubspot_owner_id": company["hubspot_owner_id"],
        },
    )
    portal.links.add_default(("deals", "companies"), deal.id, company_id)
