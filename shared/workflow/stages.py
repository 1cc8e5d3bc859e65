"""Opening a renewal, moving it along its stages, and re-basing it on moved dates."""

from collections.abc import Iterator
from datetime import date, timedelta

from shared.domain.event import EventType, NewEvent
from shared.domain.playbook import TaskPolicy
from shared.domain.renewal import ContractState, Renewal, Stage
from shared.domain.renewal_dates import decision_date, term_end
from shared.workflow import tasks
from shared.workflow.brief import brief
from shared.workflow.calendar import due_stage, task_due_date
from shared.workflow.renewal_steps import entered_before
from shared.workflow.situation import Decision
from shared.workflow.transitions import ORDER, position, require_step


def open_renewal(state: ContractState, decision: Decision) -> Iterator[NewEvent]:
    """Open a renewal whose window has begun; its baseline value is frozen now.

    One that was replaced ahead of its window counts in its own period too (K10).
    """
    situation = decision.situation
    if state.renewal or situation.contract is None:
        return
    if situation.contract.active:
        end = term_end(situation.terms, situation.today)
    else:
        end = situation.terms.end_date if situation.successor else None
    if end is None or _settled(state, end):
        return
    if situation.today > end + timedelta(days=decision.book.grace_days):
        return  # long over before the engine saw it: nothing to renew
    due = decision_date(situation.terms, end)
    stage = due_stage(situation.today, decision=due, end=end, book=decision.book)
    if stage is Stage.UPCOMING:
        return
    yield NewEvent(
        type=EventType.RENEWAL_OPENED,
        summary=f"renewal opened, decision due {due}, term ends {end}",
        term_end=end,
        data={
            "decision_date": due.isoformat(),
            "owner_id": situation.terms.owner_id,
            "baseline_mrr_minor": situation.mrr_minor,
            "currency": situation.terms.currency,
        },
    )


def rebase(state: ContractState, decision: Decision) -> Iterator[NewEvent]:
    """Follow a moved date: nothing opens twice, what is too early is closed."""
    renewal, situation = state.renewal, decision.situation
    if renewal is None:
        return
    running = term_end(situation.terms, min(situation.today, renewal.term_end))
    if running is None:
        return
    due = decision_date(situation.terms, running)
    if (running, due) == (renewal.term_end, renewal.decision_date):
        return
    if _settled(state, running):
        return
    reached = due_stage(situation.today, decision=due, end=running, book=decision.book)
    before = entered_before(renewal, running, reached)
    stage = before[-1] if before else Stage.UPCOMING
    require_step(renewal.stage, stage, rebased=True)
    early = [
        task
        for task in state.tasks.values()
        if task.open and task.stage and position(Stage(task.stage)) > position(reached)
    ]
    moved = ("term end", renewal.term_end, running)
    if renewal.term_end == running:
        moved = ("decision date", renewal.decision_date, due)
    reason = "{} moved from {} to {}".format(*moved)
    yield from tasks.supersede(state, early, reason=reason)
    after = renewal.model_copy(update={"term_end": running, "decision_date": due})
    yield _rebased(renewal, after, stage, reason)


def _rebased(old: Renewal, new: Renewal, stage: Stage, reason: str) -> NewEvent:
    return NewEvent(
        type=EventType.RENEWAL_REBASED,
        summary=f"{reason}, decision due {new.decision_date}",
        stage=stage,
        term_end=new.term_end,
        data={
            "decision_date": new.decision_date.isoformat(),
            "stage": stage.value,
            "old_term_end": old.term_end.isoformat(),
        },
    )


def _settled(state: ContractState, end: date) -> bool:
    """Tell whether a renewal of that term is closed: none is led twice through it."""
    return any(
        closed.term_end >= end or end.isoformat() in closed.been
        for closed in state.closed
    )


def advance(state: ContractState, decision: Decision) -> Iterator[NewEvent]:
    """Enter the stage that is due; what was skipped on the way is recorded."""
    renewal = state.renewal
    if renewal is None:
        return
    reached = due_stage(
        decision.situation.today,
        decision=renewal.decision_date,
        end=renewal.term_end,
        book=decision.book,
    )
    current = renewal.stage
    again = entered_before(renewal, renewal.term_end, reached)
    if again and position(again[-1]) > position(current):
        current = again[-1]  # dates that moved had taken it back
        yield _rebased(renewal, renewal, current, f"stage {current} again")
    if position(reached) <= position(current):
        return
    require_step(current, reached)
    for stage in ORDER[position(current) + 1 : position(reached)]:
        if stage not in renewal.missed:
            yield NewEvent(
                type=EventType.STAGE_MISSED,
                summary=f"stage {stage} was skipped: its days had passed",
                stage=stage,
                term_end=renewal.term_end,
            )
    yield NewEvent(
        type=EventType.STAGE_ENTERED,
        summary=f"stage {reached} entered",
        stage=reached,
        term_end=renewal.term_end,
    )


def request_tasks(state: ContractState, decision: Decision) -> Iterator[NewEvent]:
    """Ask for the tasks of the current stage that are not there yet."""
    renewal, situation = state.renewal, decision.situation
    if renewal is None or renewal.stage in {Stage.UPCOMING, Stage.CLOSED}:
        return
    due = task_due_date(
        renewal.stage,
        today=situation.today,
        decision=renewal.decision_date,
        end=renewal.term_end,
        book=decision.book,
    )
    for policy in _policies(renewal, decision):
        if not _there(state, decision, policy):
            yield tasks.request(
                state,
                decision,
                policy,
                key=f"{renewal.term_end}|{policy.kind}",
                assignee_id=situation.on_duty(
                    situation.terms.owner_id or renewal.owner_id
                ),
                due_date=due,
                stage=renewal.stage,
                term_end=renewal.term_end,
                details=brief(renewal, situation),
            )


def _policies(renewal: Renewal, decision: Decision) -> list[TaskPolicy]:
    """List the stage's tasks, and mandatory ones of the stages before it.

    Those are there already, unless their stage was missed or its dates moved.
    """
    stages = decision.book.stages
    policies = list(stages[renewal.stage].tasks)
    if renewal.stage in {Stage.T30, Stage.DECISION}:
        for before in ORDER[1 : position(renewal.stage)]:
            policies += [task for task in stages[before].tasks if task.evidence]
    return policies


def _there(state: ContractState, decision: Decision, policy: TaskPolicy) -> bool:
    shadow = decision.situation.mode.value == "shadow"
    return any(
        task.kind == policy.kind
        and task.stage
        and not task.superseded
        and (shadow or task.done or not task.shadow)
        for task in state.tasks.values()
    )


def complete(state: ContractState, decision: Decision) -> Iterator[NewEvent]:
    """Record each stage as done once its tasks are; a checkpoint needs evidence.

    The last task of a stage is often seen to be done when the next has begun.
    """
    renewal = state.renewal
    if renewal is None:
        return
    work = [t for t in state.tasks.values() if t.stage and not t.superseded]
    done = {task.kind for task in work if task.done}
    for stage in renewal.entered:
        wanted = {policy.kind for policy in decision.book.stages[stage].tasks}
        wanted |= {t.kind for t in work if t.stage == stage and t.evidence_needed}
        if stage not in renewal.completed and wanted and wanted <= done:
            yield NewEvent(
                type=EventType.STAGE_COMPLETED,
                summary=f"stage {stage} done",
                stage=stage,
                term_end=renewal.term_end,
            )
