"""The fold: what each event does, and that no order of them breaks it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.contract import AutomationMode
from shared.domain.event import EventType
from shared.domain.renewal import EffectKind, EffectStatus, Outcome, Stage
from shared.workflow.fold import fold
from tests.builders import CONTRACT, CUSTOMER, END, NOON, an_event
from tests.shared.workflow.concessions.office import CHIEF, LEAD, Office

TASK_ID = "0123456789ab"
MAIL_ID = "mail-0123456789ab"
TASK = {
    "id": TASK_ID,
    "effect_id": TASK_ID,
    "marker": f"[rnwl-{TASK_ID}]",
    "kind": "customer_checkpoint",
    "summary": "Customer checkpoint: Northwind",
    "details": "Meet them.",
    "assignee_id": "5",
    "due_date": "2027-02-26",
    "evidence_needed": True,
    "shadow": False,
    "about": "",
}
TROUBLE = {
    "id": "intake:missing_owner",
    "rule": "missing_owner",
    "message": "contract 301 has no owner",
    "owner_id": "7",
    "due_date": "2027-01-08",
    "value_minor": 1_200_000,
    "currency": "GBP",
}
OPENED = {
    "decision_date": "2027-03-31",
    "owner_id": "5",
    "baseline_mrr_minor": 100_000,
    "currency": "GBP",
}
MOVED = {"decision_date": "2027-06-30", "stage": "t90", "old_term_end": "2027-03-31"}
CLOSED = {"outcome": "renewed", "renewed_mrr_minor": 90_000, "readiness": "71.5"}
DEAL = {
    "id": "deal-0123456789ab",
    "kind": "upsert_deal",
    "marker": "12:301:1:renewal",
    "summary": "upsert deal: Northwind",
    "fields": {"name": "Renewal"},
    "theirs": [],
    "shadow": False,
}
UNTIL = "2026-12-01T12:10:00+00:00"
FOUND = {
    "id": "u1",
    "opportunity": {
        "key": "hours:301",
        "customer_id": CUSTOMER,
        "contract_id": CONTRACT,
        "detector": "service_overrun",
        "kind": "re_tier",
        "title": "5 more hours a month",
        "estimate": {
            "low_minor": 40_000,
            "likely_minor": 47_500,
            "high_minor": 50_000,
            "currency": "GBP",
            "basis": "hours above the entitlement",
        },
        "figures": [["hours", "15", "hours", "work/301/2026-11#minutes"]],
        "probability": "0.5",
        "margin_rate": "0.4",
        "effort": 2,
        "mood": "hopeful",
    },
}
PURSUED = {"id": "u1", "reason": "so"}


def request_samples():
    """Give one event of each type about concession requests."""
    office = Office()
    office.request()
    office.revise(discount_bps=400)
    office.break_glass(CHIEF)
    office.decide(LEAD)
    made = {event.type: event.data for event in office.events}
    written = [
        EventType.CONCESSION_REQUESTED,
        EventType.CONCESSION_REVISED,
        EventType.APPROVAL_ASKED,
        EventType.GLASS_BROKEN,
        EventType.CONCESSION_DECIDED,
    ]
    yield from ((kind, {"data": made[kind]}) for kind in written)
    over = {"id": "r1", "reason": "over"}
    yield EventType.CONCESSION_WITHDRAWN, {"data": over}
    yield EventType.CONCESSION_EXPIRED, {"data": over}
    yield EventType.CONCESSION_VOIDED, {"data": over}
    yield EventType.CONCESSION_APPLIED, {"data": {"id": "r1"}}


# One event of each type that the engine writes, as (type, content).
SAMPLES: list[tuple[EventType, dict[str, Any]]] = [
    (EventType.INTAKE_RECORDED, {"data": {"owner": "5"}}),
    (EventType.EXCEPTION_RAISED, {"data": TROUBLE}),
    (EventType.EXCEPTION_CLOSED, {"data": {"id": TROUBLE["id"]}}),
    (EventType.MODE_CHANGED, {"data": {"mode": "live", "reason": "ready"}}),
    (EventType.CRM_WRITE_REQUESTED, {"data": DEAL}),
    (EventType.MATCH_DECIDED, {"data": {"customer_id": "12", "account_ids": []}}),
    (EventType.BAND_CHANGED, {"data": {"band": "watch", "readiness": "60"}}),
    (EventType.RENEWAL_OPENED, {"data": OPENED, "term_end": END}),
    (EventType.RENEWAL_REBASED, {"data": MOVED, "term_end": date(2027, 6, 30)}),
    (EventType.STAGE_ENTERED, {"stage": "t60", "term_end": END}),
    (EventType.STAGE_MISSED, {"stage": "t90", "term_end": END}),
    (EventType.STAGE_COMPLETED, {"stage": "t60", "term_end": END}),
    (EventType.TASK_REQUESTED, {"data": TASK, "stage": "t60"}),
    (EventType.TASK_COMPLETED, {"data": {"id": TASK_ID, "evidence": "action 1"}}),
    (EventType.TASK_ESCALATED, {"data": {"id": TASK_ID, "level": 1}}),
    (EventType.TASK_SUPERSEDED, {"data": {"id": TASK_ID, "reason": "moved"}}),
    (EventType.CONTACT_EVIDENCED, {"data": {"task_id": TASK_ID, "evidence": "1"}}),
    (EventType.NOTICE_GIVEN, {"data": {"notice_date": "2027-01-15"}}),
    (EventType.RENEWAL_CLOSED, {"data": CLOSED, "stage": "closed", "term_end": END}),
    (EventType.EFFECT_CLAIMED, {"data": {"id": TASK_ID, "until": UNTIL}}),
    (EventType.EFFECT_DELIVERED, {"data": {"id": TASK_ID, "external_id": "77"}}),
    (
        EventType.EFFECT_FAILED,
        {"data": {"id": TASK_ID, "status": "owed", "retry_seconds": 900}},
    ),
    (EventType.EFFECT_CANCELLED, {"data": {"id": TASK_ID}}),
    (
        EventType.EFFECT_SETTLED,
        {"data": {"id": TASK_ID, "done": True, "external_id": "77"}},
    ),
    (
        EventType.MAIL_REQUESTED,
        {
            "data": {
                "id": MAIL_ID,
                "kind": "draft_mail",
                "marker": "RN7F3K2Q9A",
                "mail": {"template": "proposal_cover", "recipient_id": "901"},
            }
        },
    ),
    (EventType.MAIL_HELD, {"data": {"id": MAIL_ID, "reason": "an open P1"}}),
    (EventType.MAIL_RELEASED, {"data": {"id": MAIL_ID, "content_hash": "00"}}),
    (EventType.OPPORTUNITY_IDENTIFIED, {"data": FOUND}),
    (EventType.OPPORTUNITY_QUALIFIED, {"data": PURSUED}),
    (EventType.OPPORTUNITY_OFFERED, {"data": PURSUED}),
    (EventType.OPPORTUNITY_WON, {"data": {**PURSUED, "won_minor": 40_000}}),
    (EventType.OPPORTUNITY_LOST, {"data": PURSUED}),
    (EventType.OPPORTUNITY_EXPIRED, {"data": PURSUED}),
    (EventType.OPPORTUNITY_REJECTED, {"data": PURSUED}),
    (EventType.DETECTOR_UNMUTED, {"data": {"detector": "service_overrun"}}),
    (
        EventType.OPPORTUNITY_CORRECTED,
        {"data": {**PURSUED, "stage": "won", "won_minor": 40_000}},
    ),
    (
        EventType.PROBLEM_REQUESTED,
        {
            "data": {
                "id": "p1",
                "marker": "[rnwl-p1]",
                "summary": "Problem: printers",
                "fields": {"about": "u1", "tickets": "4001"},
            }
        },
    ),
    (EventType.THEMES_ADOPTED, {"data": {"version": "aa11"}}),
    (EventType.BASELINE_SIGNED, {"data": {"mrr_minor": 1}}),
    (EventType.MODEL_SIGNED, {"data": {"version": "fit-1"}}),
    (EventType.SWITCH_CHANGED, {"data": {"stopped": True}}),
    (EventType.PERSON_ERASED, {"data": {"people": 1, "mails": 2}}),
    *request_samples(),
]
BY_TYPE: dict[str, dict[str, Any]] = dict(SAMPLES)


def folded(*kinds, **over):
    """Fold one sample event of each kind, in order; `over` changes the last."""
    events = [an_event(n, k, **BY_TYPE[k]) for n, k in enumerate(kinds, 1)]
    if over:
        events[-1] = events[-1].model_copy(update=over)
    return fold(CUSTOMER, CONTRACT, events)


def test_every_type_of_event_has_a_sample_here():
    assert set(BY_TYPE) == set(EventType)


@pytest.mark.parametrize(("kind", "content"), SAMPLES)
def test_each_event_alone_moves_the_head_and_breaks_nothing(kind, content):
    state = fold(CUSTOMER, CONTRACT, [an_event(1, kind, **content)])

    assert (state.seq, state.last_hash) == (1, "hash-1")


def test_an_unknown_event_is_passed_over():
    """Old code reads what newer code wrote (F59)."""
    events = [
        an_event(1, EventType.MODE_CHANGED, data={"mode": "pilot"}),
        an_event(2, "PriceWhispered", data={"id": 1}),
    ]

    state = fold(CUSTOMER, CONTRACT, events)

    assert (state.seq, state.mode) == (2, AutomationMode.PILOT)


@pytest.mark.parametrize("kind", [EventType.TASK_REQUESTED, EventType.EXCEPTION_RAISED])
def test_unknown_data_of_a_known_event_is_passed_over(kind):
    content = BY_TYPE[kind]
    data = {**content["data"], "mood": "hopeful"}

    state = fold(CUSTOMER, CONTRACT, [an_event(1, kind, **{**content, "data": data})])

    assert [*state.tasks, *state.exceptions] == [data["id"]]


def test_opening_freezes_the_baseline():
    renewal = folded(EventType.RENEWAL_OPENED).renewal

    assert (renewal.term_end, renewal.decision_date) == (END, END)
    assert (renewal.baseline_mrr_minor, renewal.currency) == (100_000, "GBP")
    assert (renewal.stage, renewal.opened_at) == (Stage.UPCOMING, NOON)


def test_stages_are_entered_missed_and_completed():
    renewal = folded(
        EventType.RENEWAL_OPENED,
        EventType.STAGE_MISSED,
        EventType.STAGE_ENTERED,
        EventType.STAGE_COMPLETED,
    ).renewal

    assert renewal.stage is Stage.T60
    assert renewal.missed == (Stage.T90,)
    assert renewal.entered == renewal.completed == (Stage.T60,)
    assert renewal.been == {"2027-03-31": (Stage.T60,)}


def test_moved_dates_take_back_the_stages_that_are_too_early():
    renewal = folded(
        EventType.RENEWAL_OPENED,
        EventType.STAGE_MISSED,
        EventType.STAGE_ENTERED,
        EventType.STAGE_COMPLETED,
        EventType.RENEWAL_REBASED,
    ).renewal

    assert (renewal.stage, renewal.term_end) == (Stage.T90, date(2027, 6, 30))
    assert (renewal.entered, renewal.missed, renewal.completed) == ((), (), ())


def test_dates_that_move_back_give_the_stages_back():
    back = {"decision_date": "2027-03-31", "stage": "t60", "old_term_end": "x"}

    renewal = fold(
        CUSTOMER,
        CONTRACT,
        [
            an_event(1, EventType.RENEWAL_OPENED, data=OPENED, term_end=END),
            an_event(2, EventType.STAGE_ENTERED, stage="t60", term_end=END),
            an_event(3, EventType.RENEWAL_REBASED, **BY_TYPE["RenewalRebased"]),
            an_event(4, EventType.RENEWAL_REBASED, data=back, term_end=END),
        ],
    ).renewal

    assert renewal is not None
    assert (renewal.stage, renewal.entered) == (Stage.T60, (Stage.T60,))


def test_closing_freezes_the_score_and_forgets_the_stages_tasks():
    state = folded(
        EventType.NOTICE_GIVEN,
        EventType.RENEWAL_OPENED,
        EventType.TASK_REQUESTED,
        EventType.RENEWAL_CLOSED,
    )

    (closed,) = state.closed
    assert (closed.stage, closed.outcome) == (Stage.CLOSED, Outcome.RENEWED)
    assert closed.frozen_readiness == Decimal("71.5")
    assert closed.renewed_mrr_minor == 90_000
    assert (state.renewal, state.notice_date, state.tasks) == (None, None, {})
    assert list(state.effects) == [TASK_ID]


def test_a_task_owes_its_creation():
    state = folded(EventType.TASK_REQUESTED)

    effect = state.effects[TASK_ID]
    assert (effect.kind, effect.status) == (EffectKind.CREATE_TASK, EffectStatus.OWED)
    assert (effect.assignee_id, effect.due_date) == ("5", date(2027, 2, 26))
    assert state.tasks[TASK_ID].open


def test_a_shadow_task_owes_nothing():
    state = folded(EventType.TASK_REQUESTED, data={**TASK, "shadow": True})

    assert state.effects[TASK_ID].status is EffectStatus.SHADOW


def test_a_claim_counts_the_attempt():
    effect = folded(EventType.TASK_REQUESTED, EventType.EFFECT_CLAIMED).effects[TASK_ID]

    assert (effect.status, effect.attempts) == (EffectStatus.CLAIMED, 1)
    assert effect.claimed_until == NOON + timedelta(minutes=10)


def test_a_failure_waits_before_the_next_attempt():
    effect = folded(
        EventType.TASK_REQUESTED, EventType.EFFECT_CLAIMED, EventType.EFFECT_FAILED
    ).effects[TASK_ID]

    assert effect.status is EffectStatus.OWED
    assert effect.not_before == NOON + timedelta(seconds=900)


@pytest.mark.parametrize("given_up", ["owed", "unknown"])
def test_a_late_failure_does_not_undo_a_delivery(given_up):
    """A worker that stood still tells of its try after another has done it."""
    effect = folded(
        EventType.TASK_REQUESTED,
        EventType.EFFECT_DELIVERED,
        EventType.EFFECT_FAILED,
        data={"id": TASK_ID, "status": given_up},
    ).effects[TASK_ID]

    assert (effect.status, effect.external_id) == (EffectStatus.DELIVERED, "77")


@pytest.mark.parametrize("done", [True, False])
def test_a_persons_word_counts_only_where_the_outcome_is_unknown(done):
    effect = folded(
        EventType.TASK_REQUESTED,
        EventType.EFFECT_CANCELLED,
        EventType.EFFECT_SETTLED,
        data={"id": TASK_ID, "done": done, "external_id": "77"},
    ).effects[TASK_ID]

    assert effect.status is EffectStatus.CANCELLED


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ([], {TASK_ID: "cancelled"}),
        (["EffectClaimed"], {TASK_ID: "claimed", f"close-{TASK_ID}": "owed"}),
        (
            ["EffectClaimed", "EffectFailed"],
            {TASK_ID: "owed", f"close-{TASK_ID}": "owed"},
        ),
        (
            ["EffectClaimed", "EffectDelivered"],
            {TASK_ID: "delivered", f"close-{TASK_ID}": "owed"},
        ),
    ],
)
def test_a_withdrawn_task_is_closed_where_it_may_exist(before, expected):
    state = folded("TaskRequested", *before, "TaskSuperseded")

    assert {key: effect.status for key, effect in state.effects.items()} == expected


def test_a_withdrawn_shadow_task_owes_nothing():
    events = [
        an_event(1, "TaskRequested", data={**TASK, "shadow": True}),
        an_event(2, "TaskSuperseded", data={"id": TASK_ID, "reason": "moved"}),
    ]

    state = fold(CUSTOMER, CONTRACT, events)

    assert [effect.status for effect in state.effects.values()] == ["shadow"]
    assert not state.tasks[TASK_ID].open


def test_a_creation_found_late_tells_the_closing_its_ticket():
    state = folded(
        "TaskRequested", "EffectClaimed", "TaskSuperseded", "EffectDelivered"
    )

    assert state.effects[f"close-{TASK_ID}"].external_id == "77"


def test_an_exception_is_open_until_it_is_closed():
    raised = folded(EventType.EXCEPTION_RAISED)
    closed = folded(EventType.EXCEPTION_RAISED, EventType.EXCEPTION_CLOSED)

    assert [item.open for item in raised.exceptions.values()] == [True]
    assert [item.open for item in closed.exceptions.values()] == [False]


def test_the_tasks_end_is_recorded():
    done = folded("TaskRequested", "TaskEscalated", "TaskCompleted").tasks[TASK_ID]

    assert (done.done, done.evidence, done.escalation) == (True, "action 1", 1)


kinds = st.sampled_from([kind for kind, _ in SAMPLES])


@given(st.lists(kinds, max_size=40))
def test_no_order_of_events_breaks_the_fold(order):
    state = folded(*order)

    assert state.seq == len(order)
    assert fold(CUSTOMER, CONTRACT, []).model_validate_json(
        state.model_dump_json()
    ) == (state)


def mail_after(*kinds):
    return folded(EventType.MAIL_REQUESTED, *kinds).effects[MAIL_ID]


def test_a_mail_is_owed_held_and_owed_again_once_it_is_released():
    held = mail_after(EventType.MAIL_HELD)
    released = mail_after(EventType.MAIL_HELD, EventType.MAIL_RELEASED)

    assert mail_after().status is EffectStatus.OWED
    assert (held.status, held.details) == (EffectStatus.HELD, "an open P1")
    assert (released.status, released.released_hash) == (EffectStatus.OWED, "00")


def test_only_what_is_held_can_be_released():
    assert mail_after(EventType.MAIL_RELEASED).released_hash == ""


def test_mail_that_was_decided_in_shadow_is_only_recorded():
    data = {**BY_TYPE[EventType.MAIL_REQUESTED]["data"], "shadow": True}
    state = folded(EventType.MAIL_REQUESTED, data=data)

    assert state.effects[MAIL_ID].status is EffectStatus.SHADOW
