"""A held letter goes when the incident commander releases exactly what it says."""

import pytest

from shared.domain.errors import Conflict, NotFound, PolicyViolation
from shared.domain.renewal import EffectStatus
from shared.services import release_mail
from tests.shared.services.mail.post_room import CHIEF, LEAD, PostRoom


@pytest.fixture
def room():
    """Give a room with one letter that is held."""
    found = PostRoom(mail={"high_value_minor": 1}).morning().decide().deliver()
    assert found.letter.status is EffectStatus.HELD
    return found


def content_hash(room):
    return release_mail.show(room.app, room.letter.id).content_hash


def release(room, *, digest=None, actor=CHIEF):
    release_mail.release(
        room.app,
        room.letter.id,
        content_hash=digest or content_hash(room),
        actor=actor,
    )


def test_it_is_shown_exactly_as_it_would_be_drafted(room):
    shown = release_mail.show(room.app, room.letter.id).mail
    release(room)
    room.deliver()

    (draft,) = room.drafts()
    assert shown.subject in draft
    assert shown.text.splitlines()[-1] in draft


def test_once_released_it_is_drafted_and_the_exception_closes(room):
    release(room)
    room.deliver()

    assert room.letter.status is EffectStatus.DELIVERED
    assert [i for i in room.exceptions() if i.startswith("mail_held:mail")] == [
        f"mail_held:{effect.id}" for effect in release_mail.held(room.app)
    ]


def test_it_stays_held_until_then(room):
    for _ in range(5):
        room.later(hours=3).deliver()

    assert room.drafts() == []


@pytest.mark.parametrize("actor", [LEAD, "nobody", ""])
def test_nobody_but_the_incident_commander_may(room, actor):
    with pytest.raises(PolicyViolation):
        release(room, actor=actor)

    assert room.deliver().drafts() == []


def test_nobody_releases_a_letter_of_their_own():
    roles = {"cs_lead": "7", "incident_commander": "5"}
    room = PostRoom(mail={"high_value_minor": 1}, book={"roles": roles})
    room.morning().decide().deliver()

    with pytest.raises(PolicyViolation, match="of their own"):
        release(room, actor="agent5@msp.example")


def test_another_content_is_not_released(room):
    with pytest.raises(Conflict):
        release(room, digest="0" * 64)


def test_a_letter_that_changed_after_its_release_is_held_again(room):
    release(room)
    (dana,) = [p for p in room.stores.people.of("12") if p.main]
    changed = dana.model_copy(update={"email": "someone.else@elm.example"})
    room.stores.people.put([changed])

    room.deliver()

    assert room.drafts() == []
    assert room.letter.status is EffectStatus.HELD


def test_what_is_not_held_cannot_be_shown(room):
    release(room)

    with pytest.raises(NotFound):
        release_mail.show(room.app, room.letter.id)
