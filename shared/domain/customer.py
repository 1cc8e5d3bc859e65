"""Customers and the MSP's own people."""

from shared.domain.model import Model


class Customer(Model):
    """A customer of the MSP; `account_manager_id` is an agent's id."""

    id: str
    name: str
    inactive: bool = False
    account_manager_id: str | None = None
    top_level_id: str | None = None


class Agent(Model):
    """One of the MSP's people as the PSA knows them."""

    id: str
    name: str
    email: str = ""
    disabled: bool = False
    team: str = ""
