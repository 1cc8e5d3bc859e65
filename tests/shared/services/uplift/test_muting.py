import pytest

from shared.domain.opportunity import Detector, Stage
from shared.services import report_exceptions
from shared.services.uplift import muting, pursue, review
from tests.shared.services import upstream
from tests.shared.services.uplift.offices import (
    asked,
    bill,
    by_time,
    look,
    looked,
    open_ones,
    worked,
)

OVERRUN = Detector.SERVICE_OVERRUN


def many(count):
    numbers = range(12, 12 + count)
    return upstream.tenant(
        clients=[upstream.client(n) for n in numbers],
        contracts=[upstream.contract(300 + n, n) for n in numbers],
        bills=[bill(300 + n, n) for n in numbers],
        tickets=[upstream.ticket(4000 + n, n, contract_id=300 + n) for n in numbers],
        TimesheetEvent=by_time(
            row for n in numbers for row in worked(n, 300 + n, hours=15, months=8)
        ),
    )


def rejected(count, of):
    """Give an engine that looked again after so many of its findings were rejected."""
    engine = looked(many(of))
    for one in open_ones(engine)[:count]:
        pursue.move(engine.app, one.id, Stage.REJECTED, actor="al", reason="wrong")
    look(engine.later(days=1))
    return engine


@pytest.fixture(scope="module")
def silenced():
    return rejected(10, of=12)


@pytest.fixture
def engine():
    return rejected(10, of=12)


def verdict(engine):
    return next(v for v in muting.verdicts(engine.app) if v.detector is OVERRUN)


def open_exceptions(engine):
    return {key for key, item in engine.exceptions().items() if item.open}


def unmute(engine):
    return muting.unmute(engine.app, OVERRUN, actor="ada", reason="its rule changed")


def said(engine):
    events = engine.events_of(report_exceptions.TENANT, report_exceptions.TENANT)
    return [event for event in events if event.type == "DetectorUnmuted"]


def test_a_detector_that_people_keep_rejecting_is_muted_and_shown(silenced):
    assert verdict(silenced).muted
    assert "detector_muted:service_overrun" in open_exceptions(silenced)


def test_a_muted_detector_shows_in_the_months_review(silenced):
    start = silenced.app.today().replace(day=1)

    found = {one.month.detector: one for one in review.of_month(silenced.app, start)}

    one = found[OVERRUN]
    assert one.verdict.muted
    assert (one.month.found, one.month.rejected) == (12, 10)
    assert one.month.reasons == (("wrong", 10),)


def test_what_a_muted_detector_had_found_stays(silenced):
    assert len(open_ones(silenced)) == 2


def test_nine_of_nine_rejections_are_too_few_to_mute():
    engine = rejected(9, of=9)

    assert not verdict(engine).muted
    assert "detector_muted:service_overrun" not in open_exceptions(engine)


def test_unmuting_stands_on_the_timeline_with_who_and_why(engine):
    assert unmute(engine)

    (event,) = said(engine)
    assert (event.actor, event.data["reason"]) == ("ada", "its rule changed")
    assert verdict(engine).decided == 0
    assert "detector_muted:service_overrun" not in open_exceptions(engine)


def test_unmuting_twice_is_unmuting_once(engine):
    unmute(engine)
    engine.later(days=1)

    assert not unmute(engine)
    assert len(said(engine)) == 1


def test_what_was_never_muted_needs_no_event():
    engine = looked()

    assert not unmute(engine)
    assert said(engine) == []


def test_once_it_is_unmuted_everybody_is_looked_at_again(engine):
    assert asked(engine) == set()

    unmute(engine)

    assert len(asked(engine)) == 12
