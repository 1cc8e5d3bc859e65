"""Who of the made-up MSP's people is who in its directory, and what they do there."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sandbox.entra import USERS, User
from shared.domain.approval_policy import Colleague
from shared.domain.customer import Agent
from shared.domain.playbook import Roles

_USERS = {user.username.partition("@")[0]: user for user in USERS}
_LEVELS = MappingProxyType({"ben": "L1", "femi": "L1", "chloe": "L2"})
_TWO = 2
WHAT_THEY_DO: Mapping[str, str] = MappingProxyType(
    {
        "ada@msp.example": "asks, and fills in the terms of their contracts",
        "ben@msp.example": "leads customer success, decides up to L1",
        "chloe@msp.example": "owns the MSP, decides up to L2",
        "dara@msp.example": "commands incidents; decides nothing",
        "eve@msp.example": "audits: looks at requests",
        "femi@msp.example": "asks, and decides what others asked, up to L1",
        "gil@partner.example": "is a guest: decides nothing",
        "hana@msp.example": "has no role: can't sign in",
    }
)


@dataclass(frozen=True)
class Cast:
    """The MSP's people by their names in the directory, as agents of HaloPSA."""

    agents: Mapping[str, Agent]
    operator: Agent

    @property
    def roles(self) -> Roles:
        """Give who fills the playbook's roles: the same people who decide."""
        return Roles(
            cs_lead=self.agents["ben"].id,
            msp_owner=self.agents["chloe"].id,
            operator=self.operator.id,
        )

    @property
    def colleagues(self) -> tuple[Colleague, ...]:
        """Give the playbook's people, who is asked first coming first."""
        return tuple(
            Colleague(
                oid=user(name).oid,
                name=user(name).name,
                agent=agent.id,
                level=_LEVELS.get(name, ""),
            )
            for name, agent in self.agents.items()
        )


def cast_of(agents: list[Agent]) -> Cast:
    """Cast the MSP's agents.

    One account manager asks and the last one leads customer success; if there are more
    of them, the first both asks and decides. An engineer owns the MSP, and another one
    operates the engine.
    """
    managers = [one for one in agents if one.team.startswith("Account")]
    *_, third, owner, operator = (one for one in agents if one.team == "Service Desk")
    asks, both = managers[0], third
    if len(managers) > _TWO:
        both, asks = managers[:_TWO]
    named = {"ada": asks, "ben": managers[-1], "chloe": owner, "femi": both}
    return Cast(named, operator)


def user(name: str) -> User:
    """Give one of the directory's people by the first part of their user name."""
    return _USERS[name]


def username_of(oid: str) -> str:
    """Give the name with which somebody signs in, "" for a stranger."""
    return next((one.username for one in USERS if one.oid == oid), "")
