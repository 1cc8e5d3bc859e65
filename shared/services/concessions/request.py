"""Asking for a concession, changing it and taking it back."""

from collections.abc import Iterator
from hashlib import sha256

from shared.domain.approval import Concession, Requester
from shared.domain.concession import ConcessionAsk
from shared.domain.errors import Conflict, PolicyViolation
from shared.domain.event import NewEvent
from shared.domain.model import Model
from shared.domain.person import Person
from shared.domain.renewal import ContractState
from shared.ports import App
from shared.services import load_dossiers
from shared.services.concessions import account, show
from shared.services.concessions.desks import open_desk
from shared.services.concessions.people import requester
from shared.services.concessions.recording import record
from shared.workflow.concessions import request as rules
from shared.workflow.concessions.desk import Draft
from shared.workflow.concessions.request import REQUESTER_ROLE

AUDITOR_ROLE = "Renewals.Auditor"


class Entry(Model):
    """Who asks, through which way it comes in, and the id that makes it the same."""

    by: Requester
    origin: str
    request_id: str


def check_may_ask(person: Person) -> None:
    """Raise PolicyViolation for whoever may not ask for a concession."""
    if person.guest or REQUESTER_ROLE not in person.roles:
        message = f"asking for a concession needs the role {REQUESTER_ROLE}"
        raise PolicyViolation(message)


def check_may_look(app: App, person: Person) -> None:
    """Raise PolicyViolation for whoever neither asks, decides nor audits."""
    levels = app.stores.settings.playbook().approvals.levels
    allowed = {REQUESTER_ROLE, AUDITOR_ROLE, *(level.role for level in levels)}
    if person.guest or person.application or not allowed & person.roles:
        message = "looking at requests needs a role of theirs"
        raise PolicyViolation(message)


def may_change(state: ContractState, request_id: str, person: Person) -> bool:
    """Tell whether somebody may change or withdraw a request as it stands."""
    try:
        rules.get_changeable(state, request_id, person)
    except (Conflict, PolicyViolation):
        return False
    return True


def who_asks(app: App, person: Person) -> Requester:
    """Say who asks, with their agent in HaloPSA; PolicyViolation if they may not."""
    check_may_ask(person)
    policy = app.stores.settings.playbook().approvals
    return requester(person, policy, load_dossiers.directory(app))


def id_of(*parts: str) -> str:
    """Make the id of a request from what makes it one and the same request."""
    return sha256("|".join(parts).encode()).hexdigest()[:16]


def ask(
    app: App, contract_id: str, wanted: ConcessionAsk, *, entry: Entry
) -> Concession:
    """Make a request; to make the same one again gives what is there.

    Raises NotFound, InvalidInput that names the field, and Conflict when the id was
    used for other terms.
    """
    found = account.of_contract(app, contract_id)
    offer = found.offer(wanted)
    request_id, by = entry.request_id, entry.by
    draft = Draft(id=request_id, origin=entry.origin, requester=by, offer=offer)

    def rule(state: ContractState) -> Iterator[NewEvent]:
        known = state.concessions.get(request_id)
        if known is None:
            yield from rules.request(state, open_desk(app, state), draft)
        elif known.chash != offer.terms.hash:
            message = f"concession request {request_id} was made with other terms"
            raise Conflict(message)

    place = found.basis.customer_id, contract_id
    state = record(
        app,
        place,
        rule,
        actor=f"{by.name} ({by.oid})",
        operation_id=f"ask:{request_id}",
    )
    return state.concessions[request_id]


def revise(
    app: App, request_id: str, wanted: ConcessionAsk, *, person: Person
) -> Concession:
    """Put other terms in a request's place: all approvals so far are void.

    Raises what `rules.revise` and `ask` raise.
    """
    known, _ = show.load(app, request_id)
    place = known.customer_id, known.contract_id
    offer = account.of_place(app, *place).offer(wanted)

    def rule(state: ContractState) -> Iterator[NewEvent]:
        yield from rules.revise(
            state,
            open_desk(app, state),
            request_id=request_id,
            person=person,
            offer=offer,
        )

    actor, operation = _name(person), f"revise:{app.new_id()}"
    state = record(app, place, rule, actor=actor, operation_id=operation)
    return state.concessions[request_id]


def withdraw(app: App, request_id: str, *, person: Person, reason: str) -> Concession:
    """Take a request back; raises what `rules.withdraw` raises."""
    known, _ = show.load(app, request_id)

    def rule(state: ContractState) -> Iterator[NewEvent]:
        yield from rules.withdraw(
            state, request_id=request_id, person=person, reason=reason
        )

    place = known.customer_id, known.contract_id
    actor, operation = _name(person), f"withdraw:{app.new_id()}"
    state = record(app, place, rule, actor=actor, operation_id=operation)
    return state.concessions[request_id]


def _name(person: Person) -> str:
    return f"{person.name} ({person.oid})"
