"""Stages count back from the decision; the dates were counted by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.renewal import Stage
from shared.workflow.calendar import due_stage, stage_begins, task_due_date
from shared.workflow.transitions import ORDER, position
from tests.builders import a_playbook

BOOK = a_playbook()
END = date(2027, 6, 30)
DECISION = date(2027, 4, 1)  # K15: 90 days' notice before the end


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (Stage.T90, date(2027, 1, 1)),
        (Stage.T60, date(2027, 1, 31)),
        (Stage.T30, date(2027, 3, 2)),
        (Stage.DECISION, date(2027, 4, 1)),
        (Stage.HOLDOVER, date(2027, 7, 1)),
    ],
)
def test_stages_begin_in_calendar_days_before_the_decision(stage, expected):
    begins = stage_begins(stage, decision=DECISION, end=END, book=BOOK)

    assert begins == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 12, 31), Stage.UPCOMING),
        (date(2027, 1, 1), Stage.T90),
        (date(2027, 1, 30), Stage.T90),
        (date(2027, 1, 31), Stage.T60),
        (date(2027, 3, 1), Stage.T60),
        (date(2027, 3, 2), Stage.T30),
        (date(2027, 3, 31), Stage.T30),
        (date(2027, 4, 1), Stage.DECISION),
        (date(2027, 6, 30), Stage.DECISION),
        (date(2027, 7, 1), Stage.HOLDOVER),
        (date(2028, 7, 1), Stage.HOLDOVER),
    ],
)
def test_a_stage_is_reached_on_its_first_day(today, expected):
    assert due_stage(today, decision=DECISION, end=END, book=BOOK) == expected


@pytest.mark.parametrize(
    ("stage", "today", "expected"),
    [
        # 30 January 2027 is a Saturday: the Friday before
        (Stage.T90, date(2027, 1, 1), date(2027, 1, 29)),
        (Stage.T60, date(2027, 1, 31), date(2027, 3, 1)),
        (Stage.T30, date(2027, 3, 2), date(2027, 3, 31)),
        (Stage.DECISION, date(2027, 4, 1), date(2027, 4, 1)),
        # 30 days after the end
        (Stage.HOLDOVER, date(2027, 7, 1), date(2027, 7, 30)),
        # opened on the stage's last day
        (Stage.T90, date(2027, 1, 30), date(2027, 1, 30)),
    ],
)
def test_work_is_due_on_the_last_business_day_of_its_stage(stage, today, expected):
    due = task_due_date(stage, today=today, decision=DECISION, end=END, book=BOOK)

    assert due == expected


def test_a_due_date_moves_back_over_holidays():
    book = a_playbook(holidays=["2027-03-31", "2027-03-30"])

    due = task_due_date(
        Stage.T30, today=date(2027, 3, 2), decision=DECISION, end=END, book=book
    )

    assert due == date(2027, 3, 29)


@given(
    decision=st.dates(min_value=date(2026, 1, 1), max_value=date(2035, 1, 1)),
    notice=st.integers(0, 120),
    into=st.integers(0, 200),
    holidays=st.frozensets(st.integers(-100, 100), max_size=30),
)
def test_work_is_never_due_past_its_stage(decision, notice, into, holidays):
    end = decision + timedelta(days=notice)
    days = [(decision + timedelta(days=n)).isoformat() for n in sorted(holidays)]
    book = a_playbook(holidays=days)
    today = decision - timedelta(days=90) + timedelta(days=into)
    stage = due_stage(today, decision=decision, end=end, book=book)
    if stage is Stage.HOLDOVER:
        return

    due = task_due_date(stage, today=today, decision=decision, end=end, book=book)

    following = ORDER[position(stage) + 1]
    begins = stage_begins(following, decision=decision, end=end, book=book)
    last = max(today, begins if stage is Stage.DECISION else begins - timedelta(days=1))
    assert today <= due <= last


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/London",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Asia/Kathmandu",
        "Pacific/Auckland",
    ],
)
@pytest.mark.parametrize("first", [date(2027, 3, 1), date(2027, 10, 1)])
def test_daylight_saving_neither_skips_nor_doubles_a_stage(zone, first):
    """An hourly UTC timer sees each local date, whatever the clocks do (F19)."""
    decision = first + timedelta(days=45)
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    seen: list[Stage] = []
    for hour in range(24 * 60):
        today = (start + timedelta(hours=hour)).astimezone(ZoneInfo(zone)).date()
        stage = due_stage(today, decision=decision, end=decision, book=BOOK)
        if not seen or seen[-1] != stage:
            seen.append(stage)

    assert seen == [Stage.T60, Stage.T30, Stage.DECISION, Stage.HOLDOVER]
