"""What people do with opportunities: accept, offer, win, lose, reject."""

from shared.domain.customer import Customer
from shared.domain.errors import NotFound, PolicyViolation
from shared.domain.event import Context, NewEvent
from shared.domain.opportunity import CUSTOMER_LINE, Pursuit, Stage
from shared.domain.renewal import ContractState
from shared.ports import App
from shared.services import ask_effects, automation, record_events, view_crm
from shared.services.uplift.looks import Who, decision_of, outlook_of
from shared.workflow.situation import Decision
from shared.workflow.uplift import Outlook, cured, held, moved, ranked
from shared.workflow.uplift_deals import keep_deals
from shared.workflow.uplift_tasks import offer, withdrawn


def listed(app: App) -> list[Pursuit]:
    """List the open opportunities, the best first."""
    return ranked(one for one in app.stores.projections.uplifts() if one.open)


def over(app: App) -> list[Pursuit]:
    """List the opportunities that came to an end, the newest end first."""
    found = (one for one in app.stores.projections.uplifts() if not one.open)
    return sorted(found, key=lambda one: (one.changed_at, one.id), reverse=True)


def find(app: App, pursuit_id: str) -> Pursuit:
    """Give an opportunity by its id. Raises NotFound."""
    for pursuit in app.stores.projections.uplifts():
        if pursuit.id == pursuit_id:
            return pursuit
    message = f"opportunity {pursuit_id} is not known"
    raise NotFound(message)


def outlook(app: App, customer_id: str) -> Outlook:
    """Give how a customer stands today, which decides what it may be offered."""
    book = app.stores.settings.playbook()
    return outlook_of(app, book, app.stores.scores.latest(customer_id))


def accept(app: App, pursuit_id: str, *, actor: str) -> None:
    """Qualify an opportunity and ask its account manager for the offer.

    Raises PolicyViolation where the customer is at risk and it cures no cause of that.
    """
    pursuit = find(app, pursuit_id)
    owner, one = pursuit.opportunity.customer_id, pursuit.opportunity
    view = outlook(app, owner)
    if why := held(one, view):
        message = f"opportunity {pursuit_id} is held back: {why}"
        raise PolicyViolation(message)
    state = record_events.load(app, owner, CUSTOMER_LINE)
    decision = decision_on(app, state)
    step = moved(state, pursuit_id, Stage.QUALIFIED)
    events = [
        step,
        offer(state, decision, pursuit_id, one, cures=cured(one, view)),
        *keep_deals(state, decision, [step], view_crm.of_customer(app, owner)),
    ]
    _record(app, state, events, actor)


def move(  # noqa: PLR0913 - a step, by whom and why
    app: App,
    pursuit_id: str,
    stage: Stage,
    *,
    actor: str,
    reason: str = "",
    won_minor: int | None = None,
) -> None:
    """Record that an opportunity was offered, won, lost or rejected."""
    owner = find(app, pursuit_id).opportunity.customer_id
    state = record_events.load(app, owner, CUSTOMER_LINE)
    step = moved(state, pursuit_id, stage, reason=reason, won_minor=won_minor)
    view = view_crm.of_customer(app, owner)
    deals = keep_deals(state, decision_on(app, state), [step], view)
    _record(app, state, [step, *withdrawn(state, [step]), *deals], actor)


def _record(app: App, state: ContractState, events: list[NewEvent], actor: str) -> None:
    context = Context(actor=actor, at=app.now(), operation_id=f"said:{app.new_id()}")
    ask_effects.ask(app, record_events.append(app, state, events, context))


def decision_on(app: App, state: ContractState) -> Decision:
    """Put together what work on a customer's own timeline needs."""
    found = app.stores.customers.get(state.customer_id, "customer")
    customer = found or Customer(id=state.customer_id, name=state.customer_id)
    who = Who(
        name=customer.name,
        owner=customer.account_manager_id,
        modes=automation.of_customer(app, customer.id),
    )
    return decision_of(app, app.stores.settings.playbook(), state, who)
