"""Bugs in what the engine does about uplift, planted through its ports."""

from dataclasses import replace

from shared.domain.crm import Draft
from shared.domain.errors import Conflict
from shared.domain.event import EventType
from shared.domain.opportunity import Stage
from shared.workflow.uplift_deals import deal_key
from tests.simulation.planted import Around
from tests.simulation.uplift_world import UpliftWorld, uplift_world


class HastyDeals(Around):
    """A timeline whose deals are made before they are committed."""

    def __init__(self, inner, hubspot):
        super().__init__(inner)
        self._hubspot = hubspot

    def append(self, state, events, context):
        keys = [
            deal_key(state.customer_id, event.data["id"])
            for event in events
            if event.type is EventType.OPPORTUNITY_QUALIFIED
        ]
        fields = {
            "name": "Uplift",
            "pipeline": "renewal_engine",
            "stage_id": "rnwl_t90",
        }
        if keys:
            self._hubspot.upsert_deals([Draft(key=key, fields=fields) for key in keys])
        return self._inner.append(state, events, context)


class CarelessTimeline(Around):
    """A timeline that says nothing when another writer was first."""

    def append(self, state, events, context):
        try:
            return self._inner.append(state, events, context)
        except Conflict:
            return ()


class NoScores(Around):
    """Scores at which nobody looks."""

    def latest(self, _customer_id):
        return {}


class Impatient(Around):
    """A playbook that lets money rest for no day."""

    def playbook(self):
        book = self._inner.playbook()
        uplift = book.uplift.model_copy(update={"cool_down_days": 0})
        return book.model_copy(update={"uplift": uplift})


class OldProjections(Around):
    """Projections that miss how opportunities were won."""

    def put(self, state):
        if not any(one.stage is Stage.WON for one in state.pursuits.values()):
            self._inner.put(state)


class OneWrite(Around):
    """A CRM that is told of each deal once, and never again."""

    def __init__(self, inner, answers):
        super().__init__(inner)
        self._answers = answers

    def upsert_deals(self, drafts):
        for draft in drafts:
            if draft.key not in self._answers:
                (self._answers[draft.key],) = self._inner.upsert_deals([draft])
        return tuple(self._answers[draft.key] for draft in drafts)


def _with(app, **stores):
    return replace(app, stores=replace(app.stores, **stores))


def deal_before_commit(app):
    return _with(app, timeline=HastyDeals(app.stores.timeline, app.hubspot))


def conflict_unseen(app):
    return _with(app, timeline=CarelessTimeline(app.stores.timeline))


def risk_unseen(app):
    return _with(app, scores=NoScores(app.stores.scores))


def no_rest(app):
    return _with(app, settings=Impatient(app.stores.settings))


def win_not_projected(app):
    return _with(app, projections=OldProjections(app.stores.projections))


def deal_written_once():
    answers: dict[str, object] = {}
    return lambda app: replace(app, hubspot=OneWrite(app.hubspot, answers))


class Flawed(UpliftWorld):
    """A world whose engine has one bug."""

    def __init__(self, surroundings, halo, hub, workers, *, bug):
        self._bug = bug
        super().__init__(surroundings, halo, hub, workers)

    def app(self, *, faulty=True):
        sound = super().app(faulty=faulty)
        return self._bug(sound) if faulty else sound


def flawed(bug, **options):
    """Make a world with one bug; `bug` changes the wired engine."""
    return uplift_world(**options, make=lambda *parts: Flawed(*parts, bug=bug))
