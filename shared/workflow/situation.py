"""What a decision about one contract is based on, besides its own timeline."""

from datetime import date
from decimal import Decimal

from shared.domain.contract import AutomationMode, Contract, Finding, Terms
from shared.domain.correspondence import Contact
from shared.domain.crm import CrmView
from shared.domain.model import Model
from shared.domain.playbook import Playbook
from shared.domain.score import Score
from shared.domain.stakeholder import StakeholderMap

OPERATOR = "operator"  # who looks at what nobody else is named for


class Successor(Model):
    """The contract that replaced this one, by the source's own link."""

    contract_id: str
    start_date: date | None
    mrr_minor: int


class FinishedTask(Model):
    """A task that a person closed in the PSA; `evidence` proves a customer contact."""

    task_id: str
    evidence: str = ""


class Situation(Model):
    """The facts of today; `contract` is None when it is gone, `gone` says why.

    `exception_owner_id` is never empty; `data_owner_id` is the same person where it is
    one of the PSA's agents, who can be given a task. `mail` tells whether mail can be
    written at all, `contact` to whom at the customer. `modes` are those of a customer's
    contracts, where what is decided concerns several of them.
    """

    today: date
    terms: Terms
    contract: Contract | None
    gone: str = "the contract is gone from the source"
    findings: tuple[Finding, ...] = ()
    mode: AutomationMode
    modes: dict[str, AutomationMode] = {}
    mrr_minor: int = 0
    value_minor: int = 0
    exception_owner_id: str = OPERATOR
    data_owner_id: str | None = None
    cs_lead_id: str | None = None
    msp_owner_id: str | None = None
    successor: Successor | None = None
    finished: tuple[FinishedTask, ...] = ()
    score: Score | None = None
    customer_name: str = ""
    link: str = ""
    talking_points: tuple[str, ...] = ()
    stakeholders: StakeholderMap | None = None
    crm: CrmView | None = None
    stand_ins: dict[str, str] = {}
    mail: bool = False
    contact: Contact | None = None

    def on_duty(self, agent_id: str | None) -> str | None:
        """Give who does an agent's work today: the cover while on leave."""
        seen: set[str] = set()
        while agent_id in self.stand_ins and agent_id not in seen:
            seen.add(agent_id)
            agent_id = self.stand_ins[agent_id]
        return agent_id

    @property
    def readiness(self) -> Decimal | None:
        """The newest readiness, None when there is none."""
        return self.score.readiness if self.score else None


class Decision(Model):
    """The playbook and situation that all rules of one decision share."""

    situation: Situation
    book: Playbook
    tenant_id: str
