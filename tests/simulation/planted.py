"""Bugs for the real engine, planted through its ports: the checker has to find them."""

from dataclasses import replace

from shared.domain.errors import Conflict
from shared.domain.event import EventType
from shared.domain.renewal import Effect, EffectKind, EffectStatus
from shared.workflow.fold import fold
from tests.simulation.deployment import Deployment, deployment

_TRIES = 5


class Around:
    """Passes on whatever a bug does not change."""

    def __init__(self, inner):
        self._inner = inner

    def __getattr__(self, name):
        return getattr(self._inner, name)


class NoSearch(Around):
    """HaloPSA in which nobody looks for a task before creating it."""

    def find_task(self, _effect):
        return None


class LateTickets(Around):
    """Tickets that are written only after the cursor has moved."""

    def __init__(self, inner):
        super().__init__(inner)
        self.waiting = []

    def put(self, items):
        self.waiting += items

    def flush(self):
        waiting, self.waiting = self.waiting, []
        self._inner.put(waiting)


class EarlyCursor(Around):
    """A cursor that moves before the data is stored."""

    def __init__(self, inner, tickets):
        super().__init__(inner)
        self._tickets = tickets

    def save(self, state, version):
        saved = self._inner.save(state, version)
        self._tickets.flush()
        return saved


class HastyTimeline(Around):
    """A timeline whose tasks are sent to HaloPSA before they are committed."""

    def __init__(self, inner, halo):
        super().__init__(inner)
        self._halo = halo

    def append(self, state, events, context):
        for event in events:
            if event.type is EventType.TASK_REQUESTED and not event.data["shadow"]:
                self._halo.create_task(effect_of(state, event.data))
        return self._inner.append(state, events, context)


class StubbornTimeline(Around):
    """A timeline that writes behind others what was decided before them."""

    def append(self, state, events, context):
        for _ in range(_TRIES):
            try:
                return self._inner.append(state, events, context)
            except Conflict:
                rows = self._inner.load(state.customer_id, state.contract_id)
                state = fold(state.customer_id, state.contract_id, rows)
        message = "others were always first"
        raise Conflict(message)


class StubbornVotes(Around):
    """Votes that are written over whatever somebody else has written meanwhile."""

    def save(self, votes, version):
        for _ in range(_TRIES):
            try:
                return self._inner.save(votes, version)
            except Conflict:
                version = self._inner.load()[1]
        message = "others were always first"
        raise Conflict(message)


def effect_of(state, data):
    return Effect(
        id=data["id"],
        kind=EffectKind.CREATE_TASK,
        status=EffectStatus.OWED,
        marker=data["marker"],
        customer_id=state.customer_id,
        contract_id=state.contract_id,
        summary=data["summary"],
    )


def no_search_before_create(app):
    return replace(app, halo=NoSearch(app.halo))


def cursor_before_data(app):
    tickets = LateTickets(app.stores.tickets)
    cursor = EarlyCursor(app.stores.cursor, tickets)
    return replace(app, stores=replace(app.stores, tickets=tickets, cursor=cursor))


def decide_on_old_news(app):
    timeline = StubbornTimeline(app.stores.timeline)
    votes = StubbornVotes(app.stores.votes)
    stores = replace(app.stores, timeline=timeline, votes=votes)
    return replace(app, stores=stores)


def send_before_commit(app):
    timeline = HastyTimeline(app.stores.timeline, app.halo)
    return replace(app, stores=replace(app.stores, timeline=timeline))


class Flawed(Deployment):
    """A deployment whose engine has one bug."""

    def __init__(self, surroundings, halo, workers, bug):
        self._bug = bug
        super().__init__(surroundings, halo, workers)

    def app(self, *, faulty=True):
        sound = super().app(faulty=faulty)
        return self._bug(sound) if faulty else sound


def flawed(bug, **options):
    """Make a world with one bug; `bug` changes the wired engine."""
    return deployment(
        **options, make=lambda outside, halo, n: Flawed(outside, halo, n, bug)
    )
