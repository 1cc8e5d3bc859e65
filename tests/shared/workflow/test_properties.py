"""A contract's life with whatever may happen in it: what must hold all the same."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.domain.contract import AutomationMode, Finding, RenewalMode
from shared.domain.event import EventType
from shared.workflow.situation import FinishedTask, Successor
from tests.builders import a_contract, a_playbook, auto, days, evergreen, terms
from tests.shared.workflow.story import Story, of

BOOK = a_playbook()
START = date(2026, 11, 1)
BROKEN = (Finding(rule="missing_owner", message="contract 301 has no owner"),)
SHADOW, PILOT = AutomationMode.SHADOW, AutomationMode.PILOT

moves = st.one_of(
    st.tuples(st.just("skip"), st.integers(1, 45)),
    st.tuples(st.just("end"), st.integers(-60, 400)),
    st.tuples(st.just("finish"), st.booleans()),
    st.tuples(st.just("mode"), st.sampled_from([SHADOW, PILOT])),
    st.tuples(st.just("kind"), st.sampled_from(["manual", "auto", "evergreen"])),
    st.tuples(st.just("active"), st.booleans()),
    st.tuples(st.just("gone"), st.booleans()),
    st.tuples(st.just("broken"), st.booleans()),
    st.tuples(st.just("signed"), st.booleans()),
    st.tuples(st.just("notice"), st.just(0)),
    st.tuples(st.just("lead"), st.booleans()),
    st.tuples(st.just("deliver"), st.just(0)),
)


class Life:
    """One contract whose circumstances change from day to day."""

    def __init__(self):
        self.story = Story(book=BOOK)
        self.today = START
        self.facts: dict[str, Any] = {
            "kind": "manual",
            "end": 120,
            "mode": PILOT,
            "lead": True,
        }

    def live(self, move, value):
        if move == "notice":
            said = {"notice_date": self.today.isoformat()}
            self.story.happened(EventType.NOTICE_GIVEN, data=said)
        elif move == "deliver":
            self.story.deliver()
        elif move != "skip":
            self.facts[move] = value
        self.decide()
        self.facts.pop("finish", None)
        self.today += timedelta(days=value if move == "skip" else 1)

    def decide(self):
        situation = self.situation()
        before = {task.id: task for task in self.story.state.tasks.values()}
        events = self.story.day(self.today, **situation)
        self.check(events, before)
        assert self.story.day(self.today, **{**situation, "finished": ()}) == []

    def situation(self):
        facts = self.facts
        gone = facts.get("gone", False)
        inactive = not facts.get("active", True)
        return {
            "terms": self.terms(),
            "contract": None if gone else a_contract(active=not inactive),
            "findings": BROKEN if facts.get("broken") and not gone else (),
            "mode": facts["mode"],
            "cs_lead_id": "7" if facts["lead"] else None,
            "successor": self.successor() if facts.get("signed") else None,
            "finished": self.finished() if "finish" in facts else (),
        }

    def terms(self):
        end = START + timedelta(days=self.facts["end"])
        if self.facts["kind"] == "evergreen":
            return evergreen(end.replace(year=2024, day=1), end_date=date(2099, 12, 31))
        if self.facts["kind"] == "auto":
            return auto(end, days(30), start_date=end - timedelta(days=200))
        return terms(end_date=end, renewal_mode=RenewalMode.MANUAL)

    def successor(self):
        return Successor(contract_id="302", start_date=None, mrr_minor=90_000)

    def finished(self):
        evidence = "action 1/1" if self.facts["finish"] else ""
        tasks = [t for t in self.story.state.tasks.values() if not t.shadow]
        return tuple(FinishedTask(task_id=t.id, evidence=evidence) for t in tasks)

    def check(self, events, before):
        state, timeline = self.story.state, self.story.events
        assert_each_stage_entered_once(timeline)
        assert_one_renewal_at_a_time(timeline)
        assert_each_task_asked_for_once(timeline)
        assert_no_work_outlives_its_renewal(state)
        assert_no_exception_about_finished_work(state)
        assert_shadow_owes_nothing(events, self.facts["mode"], state)
        assert_finished_work_stays_finished(before, state)


def assert_each_stage_entered_once(timeline):
    entered = Counter(
        (event.term_end, event.stage) for event in of(timeline, EventType.STAGE_ENTERED)
    )
    assert [place for place, count in entered.items() if count > 1] == []


def assert_one_renewal_at_a_time(timeline):
    opened, is_open = [], False
    for event in timeline:
        if event.type == EventType.RENEWAL_OPENED:
            assert not is_open
            assert event.term_end not in opened
            opened.append(event.term_end)
            is_open = True
        elif event.type == EventType.RENEWAL_CLOSED:
            is_open = False


def assert_each_task_asked_for_once(timeline):
    ids = [event.data["id"] for event in of(timeline, EventType.TASK_REQUESTED)]
    assert len(ids) == len(set(ids))


def assert_no_work_outlives_its_renewal(state):
    if state.renewal is None:
        assert [t.kind for t in state.tasks.values() if t.open and t.stage] == []
    known = {task.id for task in state.tasks.values() if task.open}
    raised = [t for t in state.tasks.values() if t.open and t.kind == "escalation"]
    assert [task for task in raised if task.about not in known] == []


def assert_no_exception_about_finished_work(state):
    known = {task.id for task in state.tasks.values() if task.open}
    about = [
        item.id.partition(":")[2]
        for item in state.exceptions.values()
        if item.open and item.rule == "checkpoint_without_evidence"
    ]
    assert [task_id for task_id in about if task_id not in known] == []


def assert_shadow_owes_nothing(events, mode, state):
    if mode is SHADOW:
        for event in of(events, EventType.TASK_REQUESTED):
            assert state.effects[event.data["id"]].status == "shadow"


def assert_finished_work_stays_finished(before, state):
    for task in before.values():
        now = state.tasks.get(task.id)
        assert now is None or task.open or not now.open


@settings(max_examples=400, deadline=None)
@given(st.lists(moves, min_size=8, max_size=40))
@example([("skip", 45), ("skip", 20), ("end", 300), ("end", 120), ("skip", 40)])
@example([("skip", 40), ("gone", True), ("gone", False), ("skip", 30)])
@example([("skip", 40), ("mode", SHADOW), ("skip", 30), ("mode", PILOT), ("skip", 9)])
@example([("skip", 4), ("end", 0), ("end", -24), ("notice", 0), ("end", 0)])
@example([("skip", 28), ("kind", "auto"), ("kind", "manual"), ("skip", 1)])
@example([("skip", 45), ("skip", 45), ("finish", False), ("end", 10), ("skip", 45)])
def test_a_life_with_all_that_may_happen_keeps_its_promises(life):
    contract = Life()

    for move, value in life:
        contract.live(move, value)

    assert contract.story.refolded() == contract.story.state
