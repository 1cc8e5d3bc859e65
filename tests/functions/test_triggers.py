"""Each timer plans and each worker works: one call of a service, nothing returned."""

from datetime import date

import pytest

from functions.deliver_effects import triggers as deliveries
from functions.gmail_watch import triggers as mail
from functions.renewal_timers import triggers as renewals
from functions.score_contracts import triggers as scores
from functions.score_contracts import uplift
from functions.sync_halopsa import triggers as syncs
from shared import bootstrap
from shared.services import (
    ask_effects,
    receive_webhook,
    renew_contracts,
    score_contracts,
)
from shared.services.mail import read_mailbox
from shared.services.sync import run
from shared.services.uplift import run as looks
from tests.functions.callers import Message, Timer
from tests.shared.services.engine import Engine

WORKERS = {
    run.QUEUE: syncs.read_halopsa_window,
    receive_webhook.QUEUE: syncs.refresh_halopsa_ticket,
    score_contracts.QUEUE: scores.score_batch,
    renew_contracts.QUEUE: renewals.decide_renewals,
    looks.QUEUE: uplift.look_for_uplift,
    ask_effects.QUEUE: deliveries.deliver_effect,
    read_mailbox.QUEUE: mail.read_mailbox,
}
TIMERS = [
    syncs.sync_halopsa,
    syncs.reconcile_halopsa,
    scores.score_contracts,
    uplift.find_uplift,
    renewals.open_renewals,
    renewals.watch_jobs,
    renewals.send_digests,
    deliveries.relay_effects,
    mail.renew_gmail_watches,
    mail.poll_mailboxes,
    mail.sync_people,
]


@pytest.fixture
def engine(monkeypatch):
    found = Engine()
    monkeypatch.setattr(bootstrap, "app", lambda: found.app)
    return found


def drain(engine):
    """Let the workers handle all messages, as the host would."""
    while waiting := engine.waiting():
        for queue, message in waiting:
            taken = engine.queues.take(queue, message)
            assert WORKERS[queue](Message(taken.body)) is None
            engine.queues.done(queue, taken)


@pytest.mark.parametrize("past_due", [False, True])
@pytest.mark.usefixtures("engine")
def test_timers_give_nothing_back_however_late_they_fire(past_due):
    """A timer that returns a value fails."""
    assert [fire(Timer(past_due=past_due)) for fire in TIMERS] == [None] * len(TIMERS)


def test_the_functions_together_lead_a_contract_to_its_tasks(engine):
    syncs.sync_halopsa(Timer())
    drain(engine)
    engine.on(date(2026, 12, 31))
    renewals.open_renewals(Timer())
    drain(engine)

    assert len(engine.tasks()) == 2
    assert list(engine.stores.scores.latest("12")) == ["301"]


def test_a_reconciliation_is_planned_by_its_own_timer(engine):
    syncs.sync_halopsa(Timer())
    drain(engine)

    syncs.reconcile_halopsa(Timer())
    drain(engine)

    assert engine.stores.runs.last_success("reconcile_halopsa") is not None


def test_a_lost_hint_is_given_again_by_the_relay(engine):
    syncs.sync_halopsa(Timer())
    drain(engine)
    engine.on(date(2026, 12, 31))
    renewals.open_renewals(Timer())
    for queue, message in engine.waiting(renew_contracts.QUEUE):
        engine.handle(queue, message)
    engine.lose(ask_effects.QUEUE)

    deliveries.relay_effects(Timer())
    drain(engine)

    assert len(engine.tasks()) == 2


def test_a_hinted_ticket_is_read_again(engine):
    syncs.sync_halopsa(Timer())
    drain(engine)
    engine.halo.mutate({"op": "reopen_ticket", "ticket_id": 4001})

    syncs.refresh_halopsa_ticket(Message('{"ticket_id": "4001"}'))

    assert [t.reopened for t in engine.stores.tickets.all()] == [1, 0, 0]


def test_the_planned_jobs_are_recorded(engine):
    for fire in (scores.score_contracts, renewals.open_renewals):
        fire(Timer())
    deliveries.relay_effects(Timer())

    for job in ("score_contracts", "open_renewals", "relay_effects"):
        assert engine.stores.runs.latest(job).status == "succeeded"


@pytest.mark.usefixtures("engine")
def test_a_worker_lets_the_host_see_what_went_wrong():
    """So that the message comes again, and goes to the poison queue in the end."""
    with pytest.raises(ValueError, match="Expecting value"):
        renewals.decide_renewals(Message("no json"))
