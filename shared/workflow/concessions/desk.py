"""What the rules of concessions are given, besides a contract's own state."""

from datetime import date, datetime

from shared.domain.approval import Concession, Requester
from shared.domain.approval_policy import ApprovalPolicy
from shared.domain.concession import ConcessionTerms
from shared.domain.deal import Assessment
from shared.domain.errors import NotFound
from shared.domain.model import Model
from shared.domain.renewal import ContractState
from shared.workflow.intake import Directory
from shared.workflow.situation import Decision


class Desk(Model):
    """Today's facts: `currency` is the MSP's own, in which limits are written.

    `agents` gives a colleague's agent in the PSA by object id; `elsewhere` are the
    requests of all contracts, of which those of this contract are not looked at.
    """

    decision: Decision
    now: datetime
    currency: str
    agents: dict[str, str] = {}
    elsewhere: tuple[Concession, ...] = ()

    @property
    def policy(self) -> ApprovalPolicy:
        """The playbook's rules about approvals."""
        return self.decision.book.approvals

    @property
    def today(self) -> date:
        """The MSP's day."""
        return self.decision.situation.today


class Offer(Model):
    """Terms, and what the engine computed of exactly these."""

    terms: ConcessionTerms
    assessment: Assessment


class Draft(Model):
    """A request to be made; `origin` says through which way it came in."""

    id: str
    origin: str
    requester: Requester
    offer: Offer


def agents_of(policy: ApprovalPolicy, people: Directory) -> dict[str, str]:
    """Find the colleagues who are agents in the PSA, by their object ids."""
    found = {one.oid: people.find(one.agent) for one in policy.colleagues if one.agent}
    return {k: agent.id for k, agent in found.items() if agent and not agent.disabled}


def others(state: ContractState, desk: Desk, request_id: str) -> tuple[Concession, ...]:
    """List all requests but one; the contract's own are as its timeline tells them."""
    place = (state.customer_id, state.contract_id)
    away = [c for c in desk.elsewhere if (c.customer_id, c.contract_id) != place]
    own = [c for c in state.concessions.values() if c.id != request_id]
    return (*own, *away)


def get_request(state: ContractState, request_id: str) -> Concession:
    """Give a request of a contract, or raise NotFound."""
    request = state.concessions.get(request_id)
    if request is None:
        message = f"contract {state.contract_id} has no concession request {request_id}"
        raise NotFound(message)
    return request
