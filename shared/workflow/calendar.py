"""When each stage of a renewal begins and when its work is due."""

from datetime import date, timedelta

from shared.domain.calendar import business_day_on_or_before
from shared.domain.playbook import Playbook
from shared.domain.renewal import Stage
from shared.workflow.transitions import ORDER, position


def stage_begins(stage: Stage, *, decision: date, end: date, book: Playbook) -> date:
    """Give the first day of a stage, in calendar days before the decision date."""
    if stage is Stage.HOLDOVER:
        return end + timedelta(days=1)
    if stage is Stage.DECISION:
        return decision
    return decision - timedelta(days=book.stages[stage].days_before)


def due_stage(today: date, *, decision: date, end: date, book: Playbook) -> Stage:
    """Give the stage that should be reached by today, UPCOMING before the window."""
    reached = Stage.UPCOMING
    for stage in (Stage.T90, Stage.T60, Stage.T30, Stage.DECISION, Stage.HOLDOVER):
        if stage_begins(stage, decision=decision, end=end, book=book) <= today:
            reached = stage
    return reached


def task_due_date(
    stage: Stage, *, today: date, decision: date, end: date, book: Playbook
) -> date:
    """Give the day a stage's work is due: a business day, never past its stage.

    A stage's work is due before the next stage begins; on the decision day itself for
    the decision; by the end of the grace period in holdover. Never before today.
    """
    if stage is Stage.HOLDOVER:
        last = end + timedelta(days=book.grace_days)
    elif stage is Stage.DECISION:
        last = decision
    else:
        following = ORDER[position(stage) + 1]
        begins = stage_begins(following, decision=decision, end=end, book=book)
        last = begins - timedelta(days=1)
    return max(today, business_day_on_or_before(last, book.holidays))
