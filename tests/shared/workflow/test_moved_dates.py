"""End dates that move while a renewal is open: re-based, nothing opened twice."""

from datetime import date

from shared.domain.contract import RenewalMode
from shared.domain.event import EventType
from shared.domain.renewal import EffectStatus, Stage
from shared.workflow.situation import FinishedTask
from tests.builders import END, auto, days, terms
from tests.shared.workflow.story import Story, kinds, of, requested, stages

T90, T60, T30 = date(2026, 12, 31), date(2027, 1, 30), date(2027, 3, 1)
LATER = date(2027, 6, 30)  # its own stages: 1 April, 1 May, 31 May


def until(day, **over):
    story = Story(**over)
    story.days(T90, day)
    return story


def work_left(story):
    """List the open tasks of the stages; what was raised about them is beside it."""
    return [kind for kind in story.open_kinds() if kind != "escalation"]


def test_an_end_that_moves_past_two_stages_enters_the_nearest_only():
    """F22."""
    story = until(date(2027, 1, 10))

    events = story.day(date(2027, 1, 11), terms=terms(end_date=date(2027, 1, 31)))

    assert of(events, EventType.RENEWAL_REBASED)[0].term_end == date(2027, 1, 31)
    assert stages(events) == ["t30"]
    assert stages(events, EventType.STAGE_MISSED) == ["t60"]


def test_an_end_that_moves_earlier_opens_nothing_a_second_time():
    story = until(date(2027, 1, 10))

    events = story.day(date(2027, 1, 11), terms=terms(end_date=date(2027, 1, 31)))

    assert EventType.RENEWAL_OPENED not in kinds(events)
    assert "readiness_review" not in requested(events)


def test_an_end_that_moves_later_withdraws_what_is_too_early():
    """F23: the tasks of T60 and T30 are closed with the reason."""
    story = until(T30)
    story.deliver()

    events = story.day(date(2027, 3, 2), terms=terms(end_date=LATER))

    withdrawn = of(events, EventType.TASK_SUPERSEDED)
    reason = "term end moved from 2027-03-31 to 2027-06-30"
    assert {event.data["reason"] for event in withdrawn} == {reason}
    assert work_left(story) == []
    assert story.state.renewal.stage is Stage.UPCOMING


def test_the_tickets_of_withdrawn_tasks_are_owed_their_closing():
    story = until(T30)
    story.deliver()

    story.day(date(2027, 3, 2), terms=terms(end_date=LATER))

    closings = [e for key, e in story.state.effects.items() if key.startswith("close-")]
    # the reviews, the checkpoint, the proposal and the call, and what had escalated
    assert len(closings) >= 5
    assert {closing.status for closing in closings} == {EffectStatus.OWED}
    assert all(closing.external_id for closing in closings)


def test_a_re_based_renewal_goes_through_its_stages_again_under_the_new_end():
    story = until(T30)

    events = story.days(date(2027, 3, 2), date(2027, 7, 1), terms=terms(end_date=LATER))

    assert stages(events) == ["t90", "t60", "t30", "decision", "holdover"]
    assert EventType.RENEWAL_OPENED not in kinds(events)


def test_a_move_within_the_stage_leaves_its_tasks_alone():
    story = until(date(2027, 2, 5))

    events = story.day(date(2027, 2, 6), terms=terms(end_date=date(2027, 4, 5)))

    assert of(events, EventType.RENEWAL_REBASED)[0].stage == "t60"
    assert EventType.TASK_SUPERSEDED not in kinds(events)
    assert "customer_checkpoint" in story.open_kinds()


def test_an_end_that_moves_away_and_back_enters_no_stage_twice():
    story = until(date(2027, 2, 5))
    story.deliver()
    story.day(date(2027, 2, 6), terms=terms(end_date=LATER))

    events = story.days(date(2027, 2, 7), END)

    assert stages(events) == ["t30", "decision"]


def test_work_that_was_withdrawn_and_is_due_again_gets_a_ticket_of_its_own():
    """Under the old marker the closed ticket would be taken for work that is done."""
    story = until(date(2027, 2, 5))
    story.deliver()
    first = story.task("customer_checkpoint")
    story.day(date(2027, 2, 6), terms=terms(end_date=LATER))

    story.day(date(2027, 2, 7))

    again = story.task("customer_checkpoint")
    assert again.id != first.id
    assert again.open
    assert story.state.effects[again.id].status is EffectStatus.OWED


def test_a_checkpoint_withdrawn_by_a_move_is_asked_for_later_when_its_stage_is_past():
    story = until(date(2027, 2, 5))
    story.day(date(2027, 2, 6), terms=terms(end_date=LATER))

    events = story.day(date(2027, 3, 5))

    assert "customer_checkpoint" in requested(events)


def test_work_that_is_done_is_not_asked_for_again_after_a_move():
    story = until(T60)
    task = story.task("customer_checkpoint")
    done = FinishedTask(task_id=task.id, evidence="action 77/1")
    story.day(date(2027, 2, 1), finished=(done,))

    events = story.days(
        date(2027, 2, 2), date(2027, 5, 31), terms=terms(end_date=LATER)
    )

    assert "customer_checkpoint" not in requested(events)


def test_a_changed_notice_period_moves_the_decision_alone():
    story = Story(terms=auto(notice=days(30)))
    story.days(date(2026, 12, 1), date(2026, 12, 5))

    events = story.day(date(2026, 12, 6), terms=auto(notice=days(20)))

    (event,) = of(events, EventType.RENEWAL_REBASED)
    assert event.summary.startswith("decision date moved from 2027-03-01 to 2027-03-11")
    assert event.term_end == END


def test_a_renewal_mode_that_becomes_automatic_moves_the_decision():
    story = until(date(2027, 1, 10))

    events = story.day(date(2027, 1, 11), terms=auto(notice=days(60)))

    assert of(events, EventType.RENEWAL_REBASED)[0].data["decision_date"] == (
        "2027-01-30"
    )
    assert stages(events) == ["t30"]


def test_the_same_dates_day_after_day_are_no_move():
    story = until(T60)

    assert EventType.RENEWAL_REBASED not in kinds(story.days(T60, END))


def test_no_renewal_is_moved_onto_a_term_that_is_settled():
    """The end was extended by mistake, and taken back when the next was open."""
    story = until(date(2027, 2, 5))
    extended = terms(end_date=date(2028, 3, 31))
    story.day(date(2027, 2, 6), terms=extended)
    story.day(date(2028, 1, 15), terms=extended)

    events = story.day(date(2028, 1, 16))

    assert EventType.RENEWAL_REBASED not in kinds(events)
    assert story.state.renewal.term_end == date(2028, 3, 31)


def test_an_auto_renewing_term_that_was_cut_short_rolls_on_from_its_new_end():
    story = Story(terms=auto(notice=days(30), start_date=date(2026, 4, 1)))
    story.days(date(2026, 12, 1), date(2027, 1, 10))
    cut = auto(date(2027, 1, 5), days(30), start_date=date(2026, 1, 6))

    events = story.day(date(2027, 1, 11), terms=cut)

    assert of(events, EventType.RENEWAL_REBASED)[0].term_end == date(2028, 1, 5)
    assert story.state.renewal.stage is Stage.UPCOMING


def test_a_mode_taken_away_does_not_move_anything():
    story = until(date(2027, 1, 10))

    events = story.day(
        date(2027, 1, 11), terms=terms(renewal_mode=RenewalMode.MANUAL, end_date=None)
    )

    assert EventType.RENEWAL_REBASED not in kinds(events)


def test_a_decision_that_moves_away_and_back_enters_its_stage_once():
    story = Story(terms=auto(notice=days(30)))
    entered = story.day(date(2026, 12, 5))  # the decision is on 1 March
    story.day(date(2026, 12, 6), terms=terms())  # and now on the 31st

    events = story.days(date(2026, 12, 7), T60, terms=terms())

    assert stages(entered) == ["t90"]
    assert stages(events) == ["t60"]
    assert of(events, EventType.RENEWAL_REBASED)[0].summary == (
        "stage t90 again, decision due 2027-03-31"
    )


def test_an_end_that_moves_later_on_the_day_it_would_lapse_keeps_the_renewal():
    story = until(date(2027, 4, 30))

    events = story.day(date(2027, 5, 1), terms=terms(end_date=date(2027, 4, 30)))

    assert EventType.RENEWAL_CLOSED not in kinds(events)
    assert story.state.renewal.term_end == date(2027, 4, 30)


def test_a_term_that_a_lapsed_renewal_had_been_at_is_shown_and_not_led_again():
    story = until(date(2027, 4, 10))
    short = terms(end_date=date(2027, 3, 1))
    story.day(date(2027, 4, 11), terms=short)
    lapsed = story.state.closed

    events = story.days(date(2027, 4, 12), date(2027, 4, 20))

    assert [renewal.outcome for renewal in lapsed] == ["lapsed"]
    assert kinds(events) == [EventType.EXCEPTION_RAISED]
    assert events[0].data["rule"] == "renewal_came_back"
