"""A reader of mail that dies at any call: every mail counts once, summaries are right.

Killed are the worker, the poll, the endpoint of pushes and the renewal of watches, at
every call of storage, queue and Gmail, before it and after it.
"""

import pytest

from sandbox.gmail import Fault
from shared.scoring.mail_history import history_of
from shared.services.mail import people, read_mailbox, receive_push, renew_watches
from tests.shared.services.mail.office import ALEX, DANA, PAT, SAM, Office
from tests.simulation.halo import InProcess
from tests.simulation.mortal import Killed, Mortal

BOTH = (ALEX, SAM)
TRUTH = {
    ("12", "901", "received"): 2,
    ("12", "902", "received"): 1,
    ("12", "901", "sent"): 1,
    ("13", "903", "received"): 1,
}


def letters(office):
    """Let mail arrive: copies in two boxes, an answer, a neighbour, and some noise."""
    office.post(1, to=BOTH).post(2, sender=PAT, to=BOTH)
    office.post(3, sender=ALEX, to=(DANA, SAM), references=("1@elm.example",))
    office.post(4, sender="lee@oak.example", to=(SAM,))
    office.post(5, sender="eve@nobody.example", to=BOTH)
    office.post(6, labels=("SPAM",)).post(7, to=(SAM,))
    return office


def fresh():
    """A mailbox that was read before, with mail since."""
    return letters(Office().opened().later(minutes=5))


def first():
    """A mailbox that was never read."""
    office = letters(Office())
    office.sync()
    people.refresh(office.app)
    return office


def stale():
    """A mailbox whose cursor is too old."""
    office = Office().opened()
    office.post(90, sender="eve@nobody.example", to=BOTH).later(days=9)
    return letters(office)


def throttled():
    """A mailbox that can be read in part only."""
    office = fresh()
    fault = Fault("refuse", path="/messages/", status=429, retry_after=600, nth=4)
    office.gmail.faults.append(fault)
    return office


def read(office, app):
    """Poll, and work off what was asked for."""
    read_mailbox.poll(app)
    for _, message in office.waiting(read_mailbox.QUEUE):
        taken = office.queues.take(read_mailbox.QUEUE, message)
        read_mailbox.work(app, taken.body)
        office.queues.done(read_mailbox.QUEUE, taken)


def pushed(office, app):
    """Renew the watches, take their pushes, and read."""
    renew_watches.renew(app)
    for note in office.notifications():
        receive_push.accept(app, note)
    read(office, app)


def dies(office, act, fatal, *, after):
    """Act in a process that dies at its so-manieth call; tell whether it did."""
    mortal = Mortal(fatal, after=after)
    tables = mortal.watch(office.tables)
    http = mortal.watch(InProcess(office.gmail.handle))
    process = office.process(
        tables=tables,
        messages=mortal.watch(office.queues),
        mail=office.mail_ports(tables=tables, http=http),
    )
    try:
        act(office, process)
    except Killed:
        return True
    return False


def check(office):
    facts = office.facts()
    found = [(one.customer_id, one.person_id, one.direction.value) for one in facts]
    assert {kind: found.count(kind) for kind in found} == TRUTH
    assert len({one.id for one in facts}) == len(facts)
    for customer_id in ("12", "13"):
        mails = office.stores.mail.of(customer_id)
        summary = office.stores.mail_summaries.get(customer_id, "mail")
        assert summary.history == history_of(mails)
    for mailbox in BOTH:
        state = office.stores.mailboxes.load(mailbox)[0]
        assert state.history_id == office.gmail.box(mailbox).history_id
        assert (state.page, state.handled, state.resync_since) == ("", (), None)
    assert office.exceptions() == {}
    assert office.gmail.quota.exceeded == 0


def survives(begin, act, fatal, *, after):
    """Die at one call, and let the timers of the next hour put all right."""
    office = begin()
    died = dies(office, act, fatal, after=after)
    for _ in range(3):
        office.later(minutes=20)
        renew_watches.renew(office.app)
        office.read()
    check(office)
    return died


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("begin", [fresh, first, stale, throttled])
@pytest.mark.parametrize("fatal", [2, 9, 17, 26, 31])
def test_a_death_while_reading_is_made_good(begin, fatal, after):
    assert survives(begin, read, fatal, after=after)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fatal", range(1, 30, 4))
def test_a_death_between_push_and_reading_is_made_good(fatal, after):
    assert survives(fresh, pushed, fatal, after=after)


@pytest.mark.slow
@pytest.mark.parametrize("act", [read, pushed])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("begin", [fresh, first, stale, throttled])
def test_a_death_at_any_call_is_made_good(begin, act, after):
    fatal = 0
    while survives(begin, act, fatal, after=after):
        fatal += 1

    assert fatal > 40
