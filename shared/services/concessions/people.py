"""The MSP's people as requests know them: the same one in Entra ID and in HaloPSA."""

from shared.domain.approval import Requester
from shared.domain.approval_policy import ApprovalPolicy, Colleague
from shared.domain.person import Person
from shared.workflow.intake import Directory


def requester(person: Person, policy: ApprovalPolicy, people: Directory) -> Requester:
    """Say who asks, with their agent in HaloPSA if the playbook names one."""
    colleague = policy.colleague(person.oid)
    return Requester(
        tid=person.tid,
        oid=person.oid,
        name=person.name,
        agent_id=agent_of(colleague, people) or "",
    )


def agent_of(colleague: Colleague | None, people: Directory) -> str | None:
    """Give a colleague's agent id, None where there is none or it is disabled."""
    agent = people.find(colleague.agent) if colleague and colleague.agent else None
    return agent.id if agent and not agent.disabled else None


def colleague_of(
    agent_id: str, policy: ApprovalPolicy, people: Directory
) -> Colleague | None:
    """Find who an agent is in Entra ID, None where the playbook doesn't say."""
    for one in policy.colleagues:
        if agent_of(one, people) == agent_id:
            return one
    return None
