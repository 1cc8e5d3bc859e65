"""What a mail says and to whom, worked out at the moment at which it is looked at."""

from typing import NamedTuple

from shared.domain.correspondence import OutgoingMail
from shared.domain.customer import Agent
from shared.domain.errors import PolicyViolation
from shared.domain.letter import Audience, MailOrder
from shared.domain.renewal import Effect, EffectStatus
from shared.ports import App, MailPorts
from shared.services import load_dossiers, record_events
from shared.services.concessions import delivery as of_requests
from shared.workflow.concessions.approval_mail import APPROVAL_REQUEST
from shared.workflow.letters import AUDIENCES

_P1 = 1


class Written(NamedTuple):
    """A mail as it would go, and the hash of exactly that."""

    mail: OutgoingMail
    content_hash: str


class _Route(NamedTuple):
    """From which mailbox to which address, and the names of both ends."""

    mailbox: str
    address: str
    recipient: str = ""
    writer: str = ""


def audience_of(effect: Effect) -> Audience:
    """Tell who would read it; the template decides, never what was asked for."""
    return AUDIENCES[_order(effect).template]


def write(app: App, mail: MailPorts, effect: Effect) -> Written:
    """Render a mail from what was decided; PolicyViolation if it may not go there."""
    order = _order(effect)
    if order.template == APPROVAL_REQUEST:
        order = _with_link(app, effect, order)
    if audience_of(effect) is Audience.INTERNAL:
        route = _inside(app, mail, order)
    else:
        route = _outside(app, mail, effect, order)
    content = mail.render(
        order, effect.marker, recipient=route.recipient, writer=route.writer
    )
    outgoing = OutgoingMail(
        mailbox=route.mailbox,
        to=(route.address,),
        token=effect.marker,
        **content.model_dump(),
    )
    return Written(outgoing, content.hash_for(outgoing.to))


def severe(app: App, effect: Effect) -> str:
    """Say why a person has to let a letter go first, "" if nobody has to."""
    if audience_of(effect) is Audience.INTERNAL:
        return ""
    for ticket in app.stores.tickets.of(effect.customer_id):
        if ticket.priority == _P1 and not ticket.closed_at and not ticket.deleted:
            return f"ticket {ticket.id} is an open P1"
    policy = app.stores.settings.playbook().mail
    value = load_dossiers.exposed(app, effect.customer_id, effect.contract_id)
    if value.value_minor >= policy.high_value_minor:
        return "the contract is of high value"
    return ""


def _order(effect: Effect) -> MailOrder:
    if effect.mail is None or effect.mail.template not in AUDIENCES:
        message = f"mail {effect.id}: there is no such template"
        raise PolicyViolation(message)
    return effect.mail


def _with_link(app: App, effect: Effect, order: MailOrder) -> MailOrder:
    """Add the link to decide by, which no timeline and no log ever holds.

    A mail that may have left already is only looked for, and needs none.
    """
    if effect.unclear or effect.status is EffectStatus.CLAIMED:
        return order.model_copy(update={"facts": {**order.facts, "link": ""}})
    state = record_events.load(app, effect.customer_id, effect.contract_id)
    link = of_requests.link_of(app, state, order.about)
    if link is None or app.links is None:
        message = f"mail {effect.id}: there is no link to decide by"
        raise PolicyViolation(message)
    return order.model_copy(update={"facts": {**order.facts, "link": link}})


def _inside(app: App, mail: MailPorts, order: MailOrder) -> _Route:
    """Send from the engine's mailbox to one of our own people, and nobody else."""
    agent = _agent(app, order.recipient_id)
    known = [*mail.gmail.mailboxes, mail.gmail.sender]
    ours = {one.rpartition("@")[2] for one in known}
    if not mail.gmail.sender or agent.email.rpartition("@")[2].lower() not in ours:
        message = "mail: an internal mail may not leave our own domains"
        raise PolicyViolation(message)
    first_name = agent.name.partition(" ")[0]
    return _Route(mail.gmail.sender, agent.email, recipient=first_name)


def _outside(app: App, mail: MailPorts, effect: Effect, order: MailOrder) -> _Route:
    """Draft in the account manager's mailbox to a person whom we know."""
    writer = _agent(app, order.writer_id)
    if writer.email.lower() not in mail.gmail.mailboxes:
        message = f"mail {effect.id}: {writer.name} has no mailbox for drafts"
        raise PolicyViolation(message)
    address = _contact(app, effect, order)
    return _Route(writer.email.lower(), address, writer=writer.name)


def _agent(app: App, agent_id: str) -> Agent:
    agent = load_dossiers.directory(app).agents.get(agent_id)
    if agent is None or agent.disabled or "@" not in agent.email:
        message = f"mail: agent {agent_id or 'nobody'} has no address"
        raise PolicyViolation(message)
    return agent


def _contact(app: App, effect: Effect, order: MailOrder) -> str:
    for person in app.stores.people.of(effect.customer_id):
        if person.id == order.recipient_id and not person.inactive:
            return person.email
    message = f"mail {effect.id}: person {order.recipient_id} is not known any more"
    raise PolicyViolation(message)
