"""Mailboxes are read from our own cursor: once, by one worker, whatever fails."""

import json
from collections import Counter
from dataclasses import replace

import pytest

from sandbox.gmail import Fault
from shared.services.mail import read_mailbox, read_page, receive_push

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
    assert (office.clock.now() - known).days == read_page.FIRST_DAYS


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
    assert json.loads(waiting)["mailbox"] == ALEX


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
    assert office.stores.pushes.unknown(office.clock.today()) == 1
    assert office.queues.bodies(read_mailbox.QUEUE) == []


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


def histories(office):
    return office.gmail.requests["GET /gmail/v1/users/ID/history"]


def test_of_many_hints_at_once_the_first_is_enough(office):
    for number in range(30):
        office.post(number)
        read_mailbox.ask(office.app, ALEX)
    before = histories(office)

    office.later(seconds=10).work()

    assert len(office.facts()) == 30
    assert histories(office) - before == 1


def test_a_hint_that_came_while_others_read_is_not_lost(office):
    history = office.app.mail.gmail.history

    class Busy:
        """A mailbox that gets a mail, and the hint of it, while it is read."""

        def __getattr__(self, name):
            return getattr(gmail, name)

        def history(self, *place):
            found = history(*place)
            if not office.facts() and not found.ids:
                office.later(seconds=30).post(1)
                read_mailbox.work(office.app, told(office))
            return found

    def told(office):
        return read_mailbox.Hint(mailbox=ALEX, at=office.clock.now()).model_dump_json()

    gmail = office.app.mail.gmail
    office.app = office.process(mail=replace(office.app.mail, gmail=Busy()))
    turn(office)
    office.later(minutes=2).work()

    assert len(office.facts()) == 1


@pytest.mark.parametrize(
    ("fault", "hours"),
    [
        ({"status": 429, "reason": "rateLimitExceeded", "retry_after": 3000}, 0.8),
        ({"status": 403, "reason": "dailyLimitExceeded"}, 3.9),
    ],
)
def test_who_is_told_to_wait_waits_whoever_asks(office, fault, hours):
    office.gmail.faults.append(Fault("refuse", path="/users/", count=2, **fault))
    office.post(1).read()
    before = office.gmail.requests.total()

    for _ in range(int(hours * 4)):
        office.later(minutes=15).read()
    rested = office.gmail.requests.total() - before
    office.later(minutes=20).read()

    assert rested == 0
    assert len(office.facts()) == 1


def test_a_page_that_gmail_no_longer_knows_is_begun_anew(office):
    for number in range(130):
        office.post(number)
    fault = Fault("refuse", path="/history", status=400, reason="invalidArgument")
    fault.nth = 2
    office.gmail.faults.append(fault)
    assert turn(office).startswith("rejected")

    office.later(minutes=15).read()

    assert len(office.facts()) == 130
    assert office.counts()["counted"] == 130
    assert office.exceptions() == {}


def test_one_message_that_cant_be_had_holds_up_the_others_for_a_day_at_most(office):
    office.post(1).post(2)
    bad = next(iter(office.gmail.box(ALEX).messages))
    office.gmail.faults.append(Fault("refuse", path=f"/messages/{bad}"))

    office.read().later(hours=23).read()
    held_up = len(office.facts())
    office.later(hours=2).read().later(minutes=15).read()

    assert held_up == 0
    assert len(office.facts()) == 1
    assert office.counts()["unreadable"] == 1


def test_an_outage_of_days_leaves_nothing_out(office):
    office.post(1).post(2)
    office.gmail.faults.append(Fault("refuse", path="/users/"))
    for _ in range(12):
        assert turn(office.later(hours=6)).startswith("waits")
    office.gmail.faults.clear()

    office.later(minutes=15).read()

    assert len(office.facts()) == 2


def test_a_mailbox_that_is_gone_is_an_exception(office):
    """Gmail answers 404, as for a stale history; listing anew finds no mailbox."""
    fault = Fault("refuse", path=f"/users/{ALEX}/", status=404, reason="notFound")
    office.gmail.faults.append(fault)

    assert turn(office).startswith("rejected")
    assert f"source_rejected:gmail:{ALEX}" in office.exceptions()


def test_what_a_bounded_resync_left_out_is_not_taken_for_silence(office):
    before = state(office).known_since
    office.post(1).read().later(days=45).post(2).read()

    after = state(office).known_since
    assert before < after
    assert (office.clock.now() - after).days == read_page.RESYNC_DAYS


def test_mail_is_known_until_the_moment_at_which_the_reading_began(office):
    office.later(hours=1)
    began = office.clock.now()
    office.gmail.faults.append(Fault("refuse", path="/history", count=3))

    office.read()

    assert office.clock.now() > began
    assert state(office).read_at == began


class Counting:
    """Tables that count the calls."""

    def __init__(self, tables):
        self._tables = tables
        self.calls: Counter[tuple[str, str]] = Counter()

    def __getattr__(self, name):
        method = getattr(self._tables, name)

        def called(table, *args, **named):
            self.calls[name, table] += 1
            return method(table, *args, **named)

        return called


def test_an_idle_poll_costs_three_calls_of_storage_a_mailbox():
    """Read the state, take the lease, give it back; the budget is asked for blocks."""
    boxes = tuple(f"manager{n}@msp.example" for n in range(20))
    office = Office(mailboxes=boxes).opened()
    office.later(hours=1)
    counting = Counting(office.tables)
    office.app = office.process(
        tables=counting, mail=office.mail_ports(tables=counting)
    )

    office.read()

    by_table: Counter[str] = Counter()
    for (_, table), count in counting.calls.items():
        by_table[table] += count
    assert by_table.pop("mailboxes") == 3 * 20
    assert by_table.pop("budgets") <= 2
    assert by_table == {}
