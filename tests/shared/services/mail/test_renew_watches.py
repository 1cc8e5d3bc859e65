"""Watches are renewed daily, never move the cursor, and are missed before they end."""

from dataclasses import replace

import pytest

from sandbox.gmail import Fault
from shared.services.mail import renew_watches

from .office import ALEX, SAM, Office


@pytest.fixture
def office():
    return Office().opened()


def watch_calls(office):
    return office.gmail.requests["POST /gmail/v1/users/ID/watch"]


def test_a_mailbox_is_watched_from_the_first_round_on(office):
    assert renew_watches.renew(office.app) == 2
    assert office.gmail.box(ALEX).watch is not None


def test_a_watch_is_renewed_once_a_day_however_often_the_timer_fires(office):
    for _ in range(72):
        renew_watches.renew(office.app)
        office.later(hours=1)

    assert watch_calls(office) == 2 * 3


def test_a_renewal_never_moves_the_cursor(office):
    before = office.stores.mailboxes.load(ALEX)[0]
    office.post(1)

    renew_watches.renew(office.app)

    assert office.stores.mailboxes.load(ALEX)[0] == before


def test_a_renewal_that_fails_is_tried_again_and_told_two_days_before_the_end(office):
    renew_watches.renew(office.app)
    fault = Fault("refuse", path=f"{ALEX}/watch", status=403, reason="forbidden")
    office.gmail.faults.append(fault)
    for _ in range(4 * 24):
        renew_watches.renew(office.later(hours=1).app)
    early = dict(office.exceptions())
    for _ in range(2 * 24):
        renew_watches.renew(office.later(hours=1).app)

    assert f"watch_expiring:{ALEX}" not in early
    item = office.exceptions()[f"watch_expiring:{ALEX}"]
    assert "forbidden" in item.message
    assert f"watch_expiring:{SAM}" not in office.exceptions()


def test_a_watch_that_works_again_settles_it(office):
    fault = Fault("refuse", path="/watch", status=403, reason="forbidden", count=2)
    office.gmail.faults.append(fault)
    renew_watches.renew(office.app)
    raised = set(office.exceptions())

    renew_watches.renew(office.later(hours=1).app)

    assert raised == {f"watch_expiring:{ALEX}", f"watch_expiring:{SAM}"}
    assert office.exceptions() == {}


def test_of_two_at_once_one_renews(office):
    other = office.process(mail=office.mail_ports())
    watch = office.app.mail.gmail.watch

    class Slow:
        mailboxes, topic = (ALEX,), other.mail.gmail.topic

        def watch(self, mailbox):
            assert renew_watches.renew(other) == 1  # SAM's alone
            return watch(mailbox)

    office.app = office.process(mail=replace(other.mail, gmail=Slow()))

    assert renew_watches.renew(office.app) == 1
    assert watch_calls(office) == 2


def test_without_a_topic_nothing_is_watched():
    office = Office(topic=False).opened()

    assert renew_watches.renew(office.app) == 0
    assert watch_calls(office) == 0


def test_another_topic_is_watched_at_once_and_the_old_one_given_up(office):
    renew_watches.renew(office.app)
    other = office.gmail.options.topic + "-2"
    office.move_to(other)
    office.app = office.process(mail=office.mail_ports())

    assert renew_watches.renew(office.app) == 2
    assert office.gmail.box(ALEX).watch.topic == other
    assert office.exceptions() == {}


def test_a_renewal_that_another_worker_overtook_is_theirs(office):
    watch = office.app.mail.gmail.watch
    other = office.process(mail=office.mail_ports())

    class Frozen:
        """It stands still for longer than its lease."""

        mailboxes, topic = (ALEX,), other.mail.gmail.topic

        def watch(self, mailbox):
            office.later(minutes=30)
            renew_watches.renew(other)
            return watch(mailbox)

    office.app = office.process(mail=replace(other.mail, gmail=Frozen()))

    assert renew_watches.renew(office.app) == 0
    assert office.exceptions() == {}


def test_what_is_said_of_a_mailbox_ends_when_it_is_taken_off_the_list(office):
    fault = Fault("refuse", path=f"/{ALEX}/", status=403, reason="domainPolicy")
    office.gmail.faults.append(fault)
    office.read()
    renew_watches.renew(office.app)
    raised = set(office.exceptions())

    office.mailboxes = (SAM,)
    office.app = office.process(mail=office.mail_ports())
    renew_watches.renew(office.app)

    assert raised == {f"watch_expiring:{ALEX}", f"source_rejected:gmail:{ALEX}"}
    assert office.exceptions() == {}
