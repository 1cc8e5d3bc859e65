"""Reads everything that the engine stored and puts it together for people."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from sandbox.demo import attention, opportunities
from sandbox.demo.candidates import agent_name, candidate
from sandbox.demo.rejections import rejections
from sandbox.demo.result import (
    Attribution,
    Candidate,
    Delivered,
    Portrait,
    Problem,
    Share,
    Snapshot,
)
from sandbox.demo.sales import sales
from shared.domain.event import EventType
from shared.domain.money import from_minor
from shared.domain.playbook import Playbook
from shared.domain.renewal import ContractState, EffectKind, EffectStatus
from shared.domain.score import Score
from shared.ports import App
from shared.scoring.attribution import REST
from shared.services import keep_timeline, load_dossiers
from shared.services.load_dossiers import Dossier
from shared.storage.gateway import Blobs
from shared.storage.timeline import hash_of
from shared.workflow.fold import fold

States = dict[tuple[str, str], ContractState]


class Reader:
    """Reads a portrait through stores of its own, whose transactions nobody counts."""

    def __init__(self, app: App, blobs: Blobs, book: Playbook) -> None:
        self._app = app
        self._blobs = blobs
        self._book = book
        self._people = load_dossiers.directory(app)
        self._states: States = _states(app)
        self._dossiers = [
            load_dossiers.load(app, key, self._people, book.seat_words)
            for key in sorted(customer.id for customer in app.stores.customers.all())
        ]
        self._names = {one.customer_id: one.name for one in self._dossiers}

    def portrait(self) -> Portrait:
        """Put everything together."""
        everyone = list(self._candidates())
        return Portrait(
            customers=len(self._dossiers),
            contracts=len(everyone),
            arr=sum((one.arr for one in everyone), Decimal(0)),
            currency=self._app.currency,
            attribution=self._attribution(),
            tasks_seen=sum(1 for _ in self._app.stores.tasks.all()),
            rejections=rejections(self._blobs),
            problems=tuple(self._problems()),
            attention=tuple(attention.ranked(everyone)[: attention.SHOWN]),
            bands=_bands(everyone),
            stages=tuple(self._stages()),
            uplift=opportunities.picture(self._app, self._names),
            tasks=tuple(sorted(self._tasks(), key=_by_due_date)),
            sales=sales(self._app, self._names),
            events=sum(state.seq for state in self._states.values()),
            chain_faults=sum(1 for _ in keep_timeline.verify(self._app, hash_of)),
        )

    def _candidates(self) -> Iterator[Candidate]:
        for dossier in self._dossiers:
            latest = self._app.stores.scores.latest(dossier.customer_id)
            for file in _in_force(dossier):
                newest = latest.get(file.contract.id)
                if newest is None:
                    continue
                key = dossier.customer_id, file.contract.id
                yield candidate(
                    dossier.name,
                    file,
                    score=Score.model_validate_json(newest.document),
                    state=self._states.get(key, fold(*key, [])),
                    book=self._book,
                    people=self._people,
                    today=self._app.today(),
                )

    def _attribution(self) -> Attribution:
        counted = lost = 0
        for dossier in self._dossiers:
            for facts in self._app.stores.facts.of(dossier.customer_id):
                counted += facts.opened
                lost += facts.opened if facts.contract_id == REST else 0
        return Attribution(counted=counted, unattributed=lost)

    def _problems(self) -> Iterator[Problem]:
        found = self._app.stores.projections.open_exceptions()
        for item in sorted(found, key=lambda one: (-one.value_minor, one.id)):
            yield Problem(
                rule=item.rule,
                message=item.message,
                customer=self._names.get(item.customer_id, "the whole MSP"),
                contract_id=item.contract_id,
                owner=agent_name(self._people, item.owner_id),
                due_date=item.due_date,
                value=from_minor(item.value_minor, item.currency),
                currency=item.currency or self._app.currency,
            )

    def _stages(self) -> Iterator[Share]:
        minor: dict[str, list[Decimal]] = defaultdict(list)
        for state in self._states.values():
            for renewal in (*state.closed, *([state.renewal] if state.renewal else [])):
                value = from_minor(12 * renewal.baseline_mrr_minor, renewal.currency)
                outcome = renewal.outcome
                minor[f"closed: {outcome}" if outcome else renewal.stage].append(value)
        for name in sorted(minor, key=_stage_order):
            values = minor[name]
            yield Share(name=name, contracts=len(values), arr=sum(values, Decimal(0)))

    def _tasks(self) -> Iterator[Delivered]:
        for state in self._states.values():
            for effect in state.effects.values():
                created = effect.kind is EffectKind.CREATE_TASK
                if not created or effect.status is not EffectStatus.DELIVERED:
                    continue
                task = state.tasks.get(effect.id)
                yield Delivered(
                    ticket_id=effect.external_id,
                    title=effect.summary,
                    owner=agent_name(self._people, effect.assignee_id),
                    due_date=effect.due_date or self._app.today(),
                    stage=task.stage if task else "",
                )


def snapshot(app: App) -> Snapshot:
    """Note what there is, so that a run can be told by what it changed."""
    events = created = 0
    for event in app.stores.timeline.all():
        events += 1
        created += event.type == EventType.EFFECT_DELIVERED
    scores = {
        f"{customer.id}/{contract_id}": latest.key
        for customer in app.stores.customers.all()
        for contract_id, latest in app.stores.scores.latest(customer.id).items()
    }
    return Snapshot(events=events, scores=scores, tasks=created)


def _states(app: App) -> States:
    by_contract = groupby(
        app.stores.timeline.all(), key=lambda e: (e.customer_id, e.contract_id)
    )
    return {key: fold(*key, chain) for key, chain in by_contract}


def _in_force(dossier: Dossier) -> list[load_dossiers.ContractFile]:
    return [f for f in dossier.files if f.contract.active and not f.contract.gone]


def _bands(everyone: Iterable[Candidate]) -> tuple[Share, ...]:
    order = ("ready", "watch", "at_risk", "insufficient_evidence")
    members = {band: [one for one in everyone if one.band == band] for band in order}
    return tuple(
        Share(
            name=band,
            contracts=len(found),
            arr=sum((one.arr for one in found), Decimal(0)),
            at_risk=sum((one.at_risk for one in found), Decimal(0)),
        )
        for band, found in members.items()
    )


def _stage_order(name: str) -> tuple[int, str]:
    order = ("upcoming", "t90", "t60", "t30", "decision", "holdover")
    return (order.index(name) if name in order else len(order), name)


def _by_due_date(task: Delivered) -> tuple[object, ...]:
    return task.due_date, task.owner, task.title
