"""Mailboxes are read from our own cursor: once, by one worker, whatever fails."""

import json
from dataclasses import replace

import pytest

from sandbox.gmail import Fault
from shared.services.mail import read_mailbox, receive_push

from .office import ALEX, DANA, SAM, Office


@pytest.fixture
def office():
    return Office().opened()


def state(office, mailbox=ALEX):
    return office.stores.mailboxes.load(mailbox)[0]


def turn(office, mailbox=ALEX):
    return read_mailbox.work(office.app, json.dumps({"mailbox": mailbox}))


def test_the_first_reading_goes_back_ninety_days():
    office = Office()
    office.post(1, at=office.clock.now()).later(days=80)
    office.post(2).opened()

    assert len(office.facts()) == 2
    known = state(office).known_since
    assert (office.clock.now() - known).days == read_mailbox.FIRST_DAYS


def test_the_cursor_goes_to_the_end_of_what_was_read(office):
    office.post(1).read()

    assert state(office).history_id == office.gmail.box(ALEX).history_id


def test_nothing_new_costs_one_call_a_mailbox(office):
    before = office.gmail.requests.total()

    office.read()

    assert office.gmail.requests.total() - before == 2


def test_a_cursor_never_goes_back(office):
    before = state(office).history_id
    office.gmail.box(ALEX).history_id = before - 500  # a mailbox that was restored

    office.read()

    assert state(office).history_id >= before


def test_a_stale_cursor_is_cured_by_listing_what_came_since(office):
    office.post(1).read().later(days=9)
    office.post(2).later(days=1)

    office.read()

    assert len(office.facts()) == 2
    assert office.counts()["resyncs"] == 2  # the first reading was one as well
    assert state(office).history_id == office.gmail.box(ALEX).history_id


def test_a_resync_is_bounded(office):
    office.later(days=60).post(1, at=office.clock.now()).later(days=40)
    office.post(2)

    office.read()

    assert len(office.facts()) == 1


def test_mail_that_comes_while_all_is_listed_is_not_missed():
    office = Office()
    office.sync()
    office.post(1)
    listing = office.gmail.users.boxes[ALEX]
    original = office.app.mail.gmail.listed

    class Busy:
        """A mailbox that gets a mail at the very moment of listing."""

        def __getattr__(self, name):
            return getattr(gmail, name)

        def listed(self, *place):
            found = original(*place)
            if len(listing.messages) == 1:
                office.post(2)
            return found

    gmail = office.app.mail.gmail
    office.app = office.process(mail=replace(office.app.mail, gmail=Busy()))
    office.opened()

    assert len(office.facts()) == 2


def test_more_than_a_page_is_read_to_its_end(office):
    for number in range(130):
        office.post(number)

    office.read().later(minutes=2).work()

    assert len(office.facts()) == 130


def test_what_a_minute_does_not_allow_is_read_later(office):
    for number in range(300):
        office.post(number)
    begun = office.clock.now()

    while len(office.facts()) < 300:
        office.read().later(seconds=30)

    assert office.gmail.quota.exceeded == 0
    assert office.clock.now() > begun


def test_progress_within_a_page_survives_an_outage(office):
    for number in range(20):
        office.post(number)
    office.gmail.faults.append(Fault("refuse", path="/messages/", nth=21, count=1))
    fault = Fault("refuse", path="/messages/", status=429, retry_after=120)
    fault.matched, fault.nth = 0, 31
    office.gmail.faults.append(fault)

    assert turn(office).startswith("waits")
    assert len(office.facts()) == 15
    office.later(minutes=3).work()

    assert len(office.facts()) == 20
    assert office.counts()["counted"] == 20


def test_one_worker_at_a_time_reads_a_mailbox(office):
    office.post(1)
    held = state(office).model_copy(
        update={"leased_until": office.clock.now().replace(hour=23)}
    )
    office.stores.mailboxes.save(held, office.stores.mailboxes.load(ALEX)[1])

    assert turn(office) == "others are at it"
    assert office.facts() == []
    (waiting,) = office.queues.bodies(read_mailbox.QUEUE)
    assert json.loads(waiting) == {"mailbox": ALEX}


def test_a_lease_that_ran_out_is_taken_over(office):
    office.post(1)
    held = state(office).model_copy(update={"leased_until": office.clock.now()})
    office.stores.mailboxes.save(held, office.stores.mailboxes.load(ALEX)[1])

    assert turn(office) == "read"
    assert len(office.facts()) == 1


def test_a_mailbox_that_is_refused_is_an_exception_and_the_others_go_on(office):
    office.gmail.faults.append(
        Fault("refuse", path=f"/users/{ALEX}/", status=403, reason="domainPolicy")
    )
    office.post(1, to=(SAM,)).read()

    assert len(office.facts()) == 1
    item = office.exceptions()[f"source_rejected:gmail:{ALEX}"]
    assert "domainPolicy" in item.message

    office.gmail.faults.clear()
    office.read()
    assert f"source_rejected:gmail:{ALEX}" not in office.exceptions()


def test_a_mailbox_that_is_not_on_the_list_is_left_alone(office):
    assert turn(office, "ceo@msp.example") == "not watched"


def test_a_notification_is_queued_once(office):
    office.gmail.box(ALEX).watch = None
    office.app.mail.gmail.watch(ALEX)
    (note,) = office.notifications()

    taken = [receive_push.accept(office.app, note) for _ in range(3)]

    assert taken == ["queued", "known", "known"]
    assert len(office.queues.bodies(read_mailbox.QUEUE)) == 1


def test_a_notification_of_an_unknown_mailbox_is_taken_and_left(office):
    note = receive_push.Notification(
        message_id="1",
        published_date=office.clock.today(),
        mailbox="ceo@msp.example",
    )

    assert receive_push.accept(office.app, note) == "unknown_mailbox"


def test_notifications_are_forgotten_once_they_can_come_no_more(office):
    day = office.clock.today()
    office.stores.pushes.remember(day, "1")
    receive_push.forget_old(office.later(days=8).app)
    kept = not office.stores.pushes.first_seen(day, "1")
    receive_push.forget_old(office.later(days=1).app)

    assert kept
    assert office.stores.pushes.first_seen(day, "1")


def test_an_engine_without_gmail_has_nothing_to_poll():
    office = Office()
    office.app = office.process()

    assert read_mailbox.poll(office.app) == 0
    assert turn(office) == "not watched"


def test_a_crash_after_storing_counts_nothing_twice(office):
    office.post(1).post(2, sender=ALEX, to=(DANA,))
    save = office.stores.mailboxes.save
    crashed: list[int] = []

    class Dying:
        load = office.stores.mailboxes.load

        def save(self, new, version):
            if new.counts.get("counted") and not crashed:
                crashed.append(1)
                raise KeyboardInterrupt
            return save(new, version)

    stores = office.stores
    dying = type(stores)(**{**vars(stores), "mailboxes": Dying()})
    office.app = office.process(stores=dying, mail=office.app.mail)

    with pytest.raises(KeyboardInterrupt):
        turn(office)
    before = office.facts()
    office.later(minutes=16)
    turn(office)

    assert office.facts() == before
    assert len(before) == 2
