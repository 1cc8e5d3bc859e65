"""Asking for a theme's ITIL problem record in HaloPSA, on a person's word alone."""

from shared.domain.errors import PolicyViolation
from shared.domain.event import Context
from shared.domain.opportunity import CUSTOMER_LINE
from shared.domain.renewal import Effect
from shared.ports import App
from shared.services import ask_effects, record_events
from shared.services.uplift import pursue
from shared.workflow.uplift_problems import problem, problem_of


def ask(app: App, pursuit_id: str, *, actor: str) -> Effect:
    """Ask for a theme's problem record once; give what is owed or was done.

    Raises NotFound, and PolicyViolation where it is no theme or no type is set.
    """
    if not app.problem_ticket_type:
        message = "no problem can be made: HALOPSA_PROBLEM_TICKET_TYPE is not set"
        raise PolicyViolation(message)
    owner = pursue.find(app, pursuit_id).opportunity.customer_id
    state = record_events.load(app, owner, CUSTOMER_LINE)
    decision = pursue.decision_on(app, state)
    if event := problem(state, decision, state.pursuits[pursuit_id]):
        operation = f"said:{app.new_id()}"
        context = Context(actor=actor, at=app.now(), operation_id=operation)
        state = record_events.append(app, state, [event], context)
    ask_effects.ask(app, state)
    asked = problem_of(state, pursuit_id)
    if asked is None:
        message = f"opportunity {pursuit_id}: its problem was not recorded"
        raise PolicyViolation(message)
    return asked


def of_pursuit(app: App, customer_id: str, pursuit_id: str) -> Effect | None:
    """Give the problem that was asked for about an opportunity, None without one."""
    return problem_of(record_events.load(app, customer_id, CUSTOMER_LINE), pursuit_id)
