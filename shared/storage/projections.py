"""Projections of the timeline: renewals, effects, exceptions; rebuildable any time."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from shared.domain.approval import Concession
from shared.domain.opportunity import Pursuit
from shared.domain.renewal import (
    ContractState,
    Effect,
    EffectStatus,
    ExceptionItem,
    OpenTask,
    Renewal,
    Task,
)
from shared.storage.concessions import CONCESSIONS, PLACES, TableConcessions
from shared.storage.document import packed, unpacked
from shared.storage.gateway import Row, Tables, Value
from shared.storage.keys import customer_range, decode, encode, partition

RENEWALS = "renewals"
EFFECTS = "effects"
EXCEPTIONS = "exceptions"
HEADS = "contractheads"
UPLIFTS = "uplifts"
_ALL = (RENEWALS, EFFECTS, EXCEPTIONS, CONCESSIONS, PLACES, UPLIFTS, HEADS)
_WAITING = {EffectStatus.OWED, EffectStatus.CLAIMED}
_MONTHS = 12


class TableProjections:
    """What is read of a contract's state, in columns; written after each append."""

    def __init__(self, tables: Tables, tenant_id: str) -> None:
        self._tables = tables
        self._tenant_id = tenant_id
        self._concessions = TableConcessions(tables, tenant_id)

    def put(self, state: ContractState) -> None:
        """Write a contract's rows; the head comes last and says how far they go."""
        key = partition(state.customer_id, state.contract_id)
        renewals = [*state.closed, *([state.renewal] if state.renewal else [])]
        self._put(RENEWALS, [self._renewal(key, r) for r in renewals])
        self._put(
            EFFECTS, [self._effect(key, e, state) for e in state.effects.values()]
        )
        self._put(
            EXCEPTIONS, [self._exception(key, e) for e in state.exceptions.values()]
        )
        self._put(UPLIFTS, [self._uplift(key, p) for p in state.pursuits.values()])
        self._concessions.put(state)
        head: dict[str, Value] = {
            "tenant_id": self._tenant_id,
            "seq": state.seq,
            "hash": state.last_hash,
            "band": state.band,
            "stage": state.renewal.stage.value if state.renewal else "",
        }
        row = Row(encode(state.customer_id), encode(state.contract_id), head)
        self._put(HEADS, [row])

    def heads(self, customer_id: str) -> dict[str, int]:
        """Give, for each contract of a customer, the event its rows go up to."""
        rows = self._tables.query(HEADS, pk=encode(customer_id))
        return {decode(row.rk): int(str(row.values["seq"])) for row in rows}

    def heads_within(self, customer_ids: AbstractSet[str]) -> dict[str, dict[str, int]]:
        """Give the heads of neighbouring customers, by customer and contract."""
        lowest, after = customer_range(customer_ids)
        found: dict[str, dict[str, int]] = {key: {} for key in customer_ids}
        for row in self._tables.query(HEADS, pk_from=lowest, pk_below=after):
            customer_id = decode(row.pk)
            if customer_id in found:
                found[customer_id][decode(row.rk)] = int(str(row.values["seq"]))
        return found

    def owed(self) -> Iterator[Effect]:
        """List the effects that still have to be done."""
        return self._effects("waiting")

    def held(self) -> Iterator[Effect]:
        """List the mail that a person has to release."""
        return self._effects("held")

    def unknown(self) -> Iterator[Effect]:
        """List the effects of which nobody can tell whether they were done."""
        return self._effects("unknown")

    def open_tasks(self) -> Iterator[OpenTask]:
        """List what people still have to do; a task has its effect's row."""
        for row in self._tables.query(EFFECTS, flag="task_open"):
            yield OpenTask.model_validate_json(str(row.values["task"]))

    def open_exceptions(self) -> Iterator[ExceptionItem]:
        """List what named owners still have to look at."""
        for row in self._tables.query(EXCEPTIONS, flag="open"):
            yield ExceptionItem.model_validate_json(str(row.values["document"]))

    def uplifts(self) -> Iterator[Pursuit]:
        """List all opportunities, whatever became of them."""
        for row in self._tables.query(UPLIFTS):
            yield Pursuit.model_validate_json(unpacked(row.values))

    def concessions(self) -> Iterator[Concession]:
        """List all concession requests."""
        return self._concessions.all()

    def place_of(self, request_id: str) -> tuple[str, str] | None:
        """Give the customer and the contract of a concession request."""
        return self._concessions.place_of(request_id)

    def clear(self) -> None:
        """Delete all projections, before they are rebuilt."""
        for table in _ALL:
            self._tables.delete(table, list(self._tables.query(table)))

    def _effects(self, flag: str) -> Iterator[Effect]:
        for row in self._tables.query(EFFECTS, flag=flag):
            yield Effect.model_validate_json(str(row.values["document"]))

    def _put(self, table: str, rows: list[Row]) -> None:
        if rows:
            self._tables.put(table, rows)

    def _renewal(self, key: str, renewal: Renewal) -> Row:
        outcome = renewal.outcome.value if renewal.outcome else ""
        values: dict[str, Value] = {
            "tenant_id": self._tenant_id,
            "customer_id": renewal.customer_id,
            "contract_id": renewal.contract_id,
            "term_end": renewal.term_end.isoformat(),
            "decision_date": renewal.decision_date.isoformat(),
            "stage": renewal.stage.value,
            "outcome": outcome,
            "owner_id": renewal.owner_id or "",
            "baseline_mrr_minor": renewal.baseline_mrr_minor,
            "currency": renewal.currency,
            "document": renewal.model_dump_json(),
        }
        # The opening names a renewal: its term end may move while it runs.
        return Row(key, renewal.opened_at.strftime("%Y%m%dT%H%M%S%f"), values)

    def _effect(self, key: str, effect: Effect, state: ContractState) -> Row:
        values: dict[str, Value] = {
            "tenant_id": self._tenant_id,
            "kind": effect.kind.value,
            "status": effect.status.value,
            "waiting": effect.status in _WAITING,
            "held": effect.status is EffectStatus.HELD,
            "unknown": effect.status is EffectStatus.UNKNOWN,
            "external_id": effect.external_id,
            "document": effect.model_dump_json(),
        }
        task = state.tasks.get(effect.id)
        if task and task.open and task.assignee_id and not task.shadow:
            values["task_open"] = True
            values["task"] = _open_task(task, state.renewal).model_dump_json()
        return Row(key, effect.id, values)

    def _exception(self, key: str, item: ExceptionItem) -> Row:
        values: dict[str, Value] = {
            "tenant_id": self._tenant_id,
            "rule": item.rule,
            "message": item.message,
            "owner_id": item.owner_id,
            "due_date": item.due_date.isoformat(),
            "value_minor": item.value_minor,
            "currency": item.currency,
            "open": item.open,
            "document": item.model_dump_json(),
        }
        return Row(key, encode(item.id), values)

    def _uplift(self, key: str, pursuit: Pursuit) -> Row:
        one = pursuit.opportunity
        values: dict[str, Value] = {
            "tenant_id": self._tenant_id,
            "customer_id": one.customer_id,
            "contract_id": one.contract_id,
            "detector": one.detector.value,
            "kind": one.kind.value,
            "stage": pursuit.stage.value,
            "title": one.title,
            "low_minor": one.estimate.low_minor,
            "likely_minor": one.estimate.likely_minor,
            "high_minor": one.estimate.high_minor,
            "currency": one.estimate.currency,
            "identified_at": pursuit.identified_at,
            "changed_at": pursuit.changed_at,
            "won_minor": pursuit.won_minor or 0,
        }
        return Row(key, pursuit.id, values | packed(pursuit.model_dump_json()))


def _open_task(task: Task, renewal: Renewal | None) -> OpenTask:
    return OpenTask(
        summary=task.summary,
        assignee_id=task.assignee_id or "",
        due_date=task.due_date,
        value_minor=_MONTHS * renewal.baseline_mrr_minor if renewal else 0,
        currency=renewal.currency if renewal else "",
    )
