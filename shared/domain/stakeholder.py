"""Who decides, uses and blocks at a customer, and who is missing."""

from enum import StrEnum

from shared.domain.model import Model


class Role(StrEnum):
    """What somebody is to a renewal."""

    ECONOMIC_BUYER = "economic buyer"
    CHAMPION = "champion"
    TECHNICAL = "technical contact"
    INFLUENCER = "influencer"
    BLOCKER = "blocker"


class Gap(StrEnum):
    """What a renewal lacks in people."""

    NO_ECONOMIC_BUYER = "no economic buyer"
    SINGLE_THREADED = "single-threaded"
    CHAMPION_LEFT = "champion left"


class Stakeholder(Model):
    """One person; `evidence` says where each role comes from."""

    person_id: str
    name: str
    title: str = ""
    roles: tuple[Role, ...] = ()
    evidence: tuple[str, ...] = ()
    left: bool = False


class StakeholderMap(Model):
    """The people of one customer as the CRM knows them."""

    customer_id: str
    stakeholders: tuple[Stakeholder, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def holders(self, role: Role) -> list[Stakeholder]:
        """List who has a role and is still there."""
        return [s for s in self.stakeholders if role in s.roles and not s.left]


class StakeholderFacts(Model):
    """What a score knows of them; without `known` the customer is not in the CRM."""

    known: bool
    gaps: tuple[Gap, ...] = ()
    person_ids: tuple[str, ...] = ()
