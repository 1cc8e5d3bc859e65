"""Customers, their people, and agents."""

from collections.abc import Mapping

from shared.domain.correspondence import Contact
from shared.domain.customer import Agent, Customer
from shared.ports import AgentBatch, ContactBatch, CustomerBatch
from shared.sources.halopsa.config import HaloConfig
from shared.sources.halopsa.mapping.people import to_agent, to_customer, to_person
from shared.sources.halopsa.raw import RawAgent, RawClient
from shared.sources.halopsa.raw_people import RawUser
from shared.sources.halopsa.routes import Routes
from shared.sources.web.rows import read_row, sift


class PeopleReader:
    """Reads customers by the page and agents as a whole."""

    def __init__(self, routes: Routes, config: HaloConfig) -> None:
        self._routes = routes
        self._unassigned = config.unassigned_agents

    def customers(self, number: int) -> CustomerBatch:
        page = self._routes.page(
            "Client", number, key="clients", params={"includeinactive": "true"}
        )
        sifted = sift("customers", page.rows, self._customer)
        return CustomerBatch(
            items=sifted.items,
            rejected=sifted.rejected,
            last=page.last,
            fingerprint=page.fingerprint,
            read=len(page.rows),
        )

    def people(self, number: int) -> ContactBatch:
        page = self._routes.page(
            "Users", number, key="users", params={"includeinactive": "true"}
        )
        sifted = sift("people", page.rows, _person)
        return ContactBatch(
            items=sifted.items,
            rejected=sifted.rejected,
            last=page.last,
            fingerprint=page.fingerprint,
            read=len(page.rows),
        )

    def website(self, customer_id: str) -> str:
        """Read a customer's web address, which only the detail tells."""
        params = {"includedetails": "true"}
        row = self._routes.one("Client", customer_id, params)
        return read_row(row, RawClient.model_validate).website

    def agents(self) -> AgentBatch:
        rows = self._routes.pages("Agent", key="results", params={})
        sifted = sift("agents", rows, self._agent)
        return AgentBatch(items=sifted.items, rejected=sifted.rejected, read=len(rows))

    def _agent(self, row: Mapping[str, object]) -> Agent | None:
        return to_agent(RawAgent.model_validate(row), unassigned=self._unassigned)

    def _customer(self, row: Mapping[str, object]) -> Customer | None:
        return to_customer(RawClient.model_validate(row), unassigned=self._unassigned)


def _person(row: Mapping[str, object]) -> Contact | None:
    return to_person(RawUser.model_validate(row))
