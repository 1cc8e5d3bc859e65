"""Customers, their people, and agents."""

from shared.domain.correspondence import Contact
from shared.domain.customer import Agent, Customer
from shared.sources.halopsa.raw import RawAgent, RawClient
from shared.sources.halopsa.raw_people import RawUser


def to_customer(raw: RawClient, *, unassigned: frozenset[str]) -> Customer | None:
    """Convert a client; id 0 is a placeholder and no customer."""
    manager = raw.accountmanagertech
    if int(raw.id) <= 0:
        return None
    return Customer(
        id=raw.id,
        name=raw.name or f"Customer {raw.id}",
        inactive=bool(raw.inactive),
        account_manager_id=None if manager in unassigned else manager,
        top_level_id=raw.toplevel_id,
    )


def to_agent(raw: RawAgent, *, unassigned: frozenset[str]) -> Agent | None:
    """Convert an agent; the placeholder of unassigned tickets is nobody."""
    if raw.id in unassigned:
        return None
    return Agent(
        id=raw.id,
        name=raw.name,
        email=raw.email,
        disabled=bool(raw.isdisabled),
        team=raw.team,
    )


def to_person(raw: RawUser) -> Contact | None:
    """Convert a user; who has no address, or is a machine, is nobody who writes."""
    email = raw.emailaddress.strip().lower()
    if raw.isserviceaccount or "@" not in email or not raw.client_id:
        return None
    return Contact(
        id=raw.id,
        customer_id=raw.client_id,
        name=raw.name,
        email=email,
        title=raw.title,
        main=bool(raw.isimportantcontact),
        inactive=bool(raw.inactive),
    )
