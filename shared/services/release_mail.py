"""Held letters: shown as they would go, and released by the incident commander."""

from collections.abc import Iterator

from shared.domain.errors import Conflict, NotFound, PolicyViolation
from shared.domain.event import Context, EventType, NewEvent
from shared.domain.renewal import Effect, EffectStatus
from shared.ports import App
from shared.services import ask_effects, load_dossiers, record_events
from shared.services.mail.write import Written, write
from shared.services.report_exceptions import Trouble, settle_for_tenant
from shared.workflow.tasks import BEYOND_BUDGET, HELD_RULE

STOPPED_RULE = "letters_stopped"


def held(app: App) -> Iterator[Effect]:
    """List the letters that wait for a release."""
    yield from app.stores.projections.held()


def show(app: App, effect_id: str) -> Written:
    """Give a held letter exactly as it would go."""
    return _written(app, _effect(app, effect_id))


def release(app: App, effect_id: str, *, content_hash: str, actor: str) -> None:
    """Release exactly the content of that hash; only the incident commander may.

    Raises PolicyViolation for anybody else, Conflict when it now says something else.
    """
    effect = _effect(app, effect_id)
    _check_role(app, effect, actor)
    if _written(app, effect).content_hash != content_hash:
        message = f"mail {effect_id}: it says something else now: look at it again"
        raise Conflict(message)
    events = [
        NewEvent(
            type=EventType.MAIL_RELEASED,
            summary=f"released by {actor}: {effect.summary}",
            data={"id": effect_id, "content_hash": content_hash, "by": actor},
        ),
        NewEvent(
            type=EventType.EXCEPTION_CLOSED,
            summary=f"released by {actor}",
            data={"id": f"{HELD_RULE}:{effect_id}"},
        ),
    ]
    state = record_events.load(app, effect.customer_id, effect.contract_id)
    context = Context(
        actor=actor, at=app.now(), operation_id=f"release:{effect_id}:{state.seq}"
    )
    ask_effects.ask(app, record_events.append(app, state, events, context))


def tell_of_stopped(app: App) -> None:
    """Keep one exception while letters are held because their budget is spent.

    A change that would write to hundreds of customers is one thing to look at.
    """
    found = []
    if any(effect.details == BEYOND_BUDGET for effect in held(app)):
        message = f"{BEYOND_BUDGET}: see `letters list` for what is held"
        found = [Trouble(rule=STOPPED_RULE, key=STOPPED_RULE, message=message)]
    settle_for_tenant(app, rule=STOPPED_RULE, found=found)


def _effect(app: App, effect_id: str) -> Effect:
    for effect in app.stores.projections.held():
        if effect.id == effect_id and effect.status is EffectStatus.HELD:
            return effect
    message = f"mail {effect_id} is not held"
    raise NotFound(message)


def _written(app: App, effect: Effect) -> Written:
    if app.mail is None:
        message = "no mail is set up"
        raise PolicyViolation(message)
    return write(app, app.mail, effect)


def _check_role(app: App, effect: Effect, actor: str) -> None:
    people = load_dossiers.directory(app)
    named = app.stores.settings.playbook().roles.incident_commander
    commander, who = people.find(named) if named else None, people.find(actor)
    if commander is None or who is None or who.id != commander.id:
        message = f"mail {effect.id}: only the incident commander may release it"
        raise PolicyViolation(message)
    if effect.mail and effect.mail.writer_id == commander.id:
        message = f"mail {effect.id}: nobody releases a letter of their own"
        raise PolicyViolation(message)
