"""A person's word about what could not be told: it counts, and it is kept."""

from datetime import timedelta

import pytest

from sandbox.gmail import Fault
from shared.domain.errors import NotFound
from shared.domain.renewal import EffectStatus
from shared.services import record_events, settle_effects
from tests.shared.services.mail.post_room import PostRoom
from tests.shared.services.test_deliver_mail import internal

SETTLED = timedelta(minutes=16)


def in_doubt():
    """Give a room in which a mail was refused in a way that tells nothing."""
    made = internal(PostRoom().morning())
    made.gmail.faults.append(Fault("refuse", path="/messages/send", status=500))
    made.deliver()
    made.gmail.faults.clear()
    return made.later(seconds=SETTLED.total_seconds()).deliver()


@pytest.fixture
def room():
    return in_doubt()


def state(room):
    return record_events.load(room.app, "-", "digest-5")


def effect(room):
    (one,) = state(room).effects.values()
    return one


def settle(room, done_as):
    settle_effects.settle(
        room.app, effect(room).id, done_as=done_as, actor="ada", reason="I looked"
    )


def test_what_is_in_doubt_is_listed(room):
    assert [one.id for one in settle_effects.unknown(room.app)] == [effect(room).id]


def test_what_was_done_is_done(room):
    settle(room, "m7")
    room.deliver()

    assert (effect(room).status, effect(room).external_id) == (
        EffectStatus.DELIVERED,
        "m7",
    )
    assert room.sent() == []
    assert not any(item.open for item in state(room).exceptions.values())


def test_what_never_happened_is_done_once_more(room):
    settle(room, None)
    room.deliver()

    assert effect(room).status is EffectStatus.DELIVERED
    assert len(room.sent()) == 1
    assert not any(item.open for item in state(room).exceptions.values())


def test_who_said_so_and_why_stands_on_the_timeline(room):
    settle(room, None)

    (event,) = [e for e in room.timeline() if e.type == "EffectSettled"]
    assert event.actor == "ada"
    assert event.summary == "a digest was never done: I looked"


@pytest.mark.parametrize("done_as", ["m7", None])
def test_what_is_settled_is_not_settled_again(room, done_as):
    known = effect(room).id
    settle(room, "m7")

    with pytest.raises(NotFound, match="its outcome is not in doubt"):
        settle_effects.settle(
            room.app, known, done_as=done_as, actor="ada", reason="twice"
        )
