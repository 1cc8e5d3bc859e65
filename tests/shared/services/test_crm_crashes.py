"""A process that dies at any call: nothing is lost, nothing is made twice."""

from itertools import count

import pytest

from shared.domain.renewal import EffectStatus
from shared.services import ask_effects, deliver_effects, record_events, write_crm
from shared.services.sync_crm import run as sync_crm
from tests.shared.services.crm_engine import CrmEngine

CUSTOMERS = 2


class Killed(BaseException):
    """The process is gone; no handler may stop it."""


class Dying:
    """Passes calls on until the one at which the process dies, before or after it."""

    def __init__(self, real, calls, fatal, *, after):
        self._real = real
        self._calls = calls
        self._fatal = fatal
        self._after = after

    def __getattr__(self, name):
        method = getattr(self._real, name)

        def called(*args, **named):
            fatal = next(self._calls) == self._fatal
            if fatal and not self._after:
                raise Killed
            result = method(*args, **named)
            if fatal:
                raise Killed
            return result

        return called


def dies(engine, fatal, *, after, job):
    """Run a job in a process that dies at its so-manieth call; tell whether it did."""
    calls = count()
    process = engine.process(
        tables=Dying(engine.tables, calls, fatal, after=after),
        hubspot=Dying(engine.hubspot_client(), calls, fatal, after=after),
    )
    try:
        job(process)
    except Killed:
        return True
    return False


def deliver(engine, process):
    """Deliver the tasks that are owed, each by its own message."""
    ask_effects.relay(process)
    for _, message in engine.waiting(ask_effects.QUEUE):
        deliver_effects.work(process, message.body)


def settle(engine):
    """Let the timers of the next hours put everything right."""
    for _ in range(4):
        engine.later(minutes=20).write()
        ask_effects.relay(engine.app)
        engine.work()


def check(engine):
    portal = engine.hub.portal
    assert len(engine.deals()) == len(portal.records["deals"].live) == CUSTOMERS
    for deal in engine.deals().values():
        [types] = portal.linked("deals", deal.id, "companies").values()
        assert types == {("HUBSPOT_DEFINED", 5)}
    titles = [t.properties["hs_task_subject"] for t in engine.activities()]
    assert len(titles) == len(set(titles)) == CUSTOMERS
    for number in range(12, 12 + CUSTOMERS):
        state = record_events.load(engine.app, str(number), str(289 + number))
        left = [e for e in state.effects.values() if e.kind.in_crm]
        assert {e.status for e in left} == {EffectStatus.DELIVERED}


def survives(fatal, *, after):
    """Die at one call of writing and at one of delivering; False past the last."""
    engine = CrmEngine(customers=CUSTOMERS).opened()
    wrote = dies(engine, fatal, after=after, job=write_crm.write_owed)
    engine.later(minutes=20).write()
    engine.lose()
    sent = dies(engine, fatal, after=after, job=lambda p: deliver(engine, p))
    settle(engine)
    check(engine)
    return wrote or sent


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fatal", [3, 9, 14, 20, 26])
def test_a_death_while_writing_is_made_good(fatal, after):
    assert survives(fatal, after=after)


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True])
def test_a_death_at_any_call_is_made_good(after):
    fatal = 0
    while survives(fatal, after=after):
        fatal += 1

    assert fatal > 30


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fatal", range(0, 40, 4))
def test_a_sync_that_dies_goes_on_where_it_was(fatal, after):
    engine = CrmEngine(customers=CUSTOMERS)
    engine.sync()
    sync_crm.plan(engine.app)

    def work(process):
        while waiting := engine.waiting(sync_crm.QUEUE):
            sync_crm.work(process, waiting[0][1].body)
            taken = engine.queues.take(*waiting[0])
            engine.queues.done(waiting[0][0], taken)

    dies(engine, fatal, after=after, job=work)
    for _ in range(3):
        engine.later(minutes=15)
        sync_crm.plan(engine.app)
        engine.work()

    kept = {account.id for account in engine.stores.crm.accounts.all()}
    assert kept == set(engine.accounts)
    assert all(m.settled for m in engine.stores.crm.matches.all())
    assert not engine.stores.crm.cursor.load()[0].active
