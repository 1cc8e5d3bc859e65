"""Thirty days of mail in twenty mailboxes, with all that can go wrong on the way."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from sandbox.gmail import Fault, Letter
from sandbox.gmail.conversations import Correspondent, Plan, letters
from shared.services.mail import people, read_mailbox, receive_push, renew_watches
from shared.sources.gmail.config import UNITS_PER_MINUTE
from tests.shared.services import upstream
from tests.shared.services.engine import NOW
from tests.shared.services.mail.office import Office, user

DAYS = 30
MAILBOXES = tuple(f"manager{n}@msp.example" for n in range(20))
CUSTOMERS = range(12, 52)
LOSSY = {"drop": 0.25, "duplicate": 0.3, "reorder": True}


def workspace(seed, *, rate=0.5, **gmail):
    """Give an office of twenty mailboxes and the letters that will reach it."""
    users = {
        number: [
            user(number * 100 + n, number, f"p{n}@customer{number}.example")
            for n in range(3)
        ]
        for number in CUSTOMERS
    }
    tenant = upstream.tenant(
        clients=[upstream.client(number) for number in CUSTOMERS],
        Users=[one for rows in users.values() for one in rows],
    )
    office = Office(
        tenant, mailboxes=MAILBOXES, push=LOSSY, gmail={"seed": seed, **gmail}
    )
    cast = [
        Correspondent(
            customer_id=str(number),
            company=f"Customer {number}",
            people=tuple(users[number]),
            manager=MAILBOXES[number % 20],
            latent=(number % 7 - 3) / 1.5,
        )
        for number in CUSTOMERS
    ]
    plan = Plan(first_day=NOW.date(), days=DAYS - 1, seed=seed, rate=rate)
    return office, letters(plan, cast)


def trouble(office, day, dice):
    """Put the faults of a day in force."""
    seed = dice.randrange(10**6)
    faults = [
        Fault("refuse", path="/users/", status=503, probability=0.03, seed=seed),
        Fault(
            "refuse",
            path="/users/",
            status=403,
            reason="userRateLimitExceeded",
            probability=0.02,
            seed=seed + 1,
        ),
        Fault(
            "refuse",
            path="/users/",
            status=429,
            reason="rateLimitExceeded",
            retry_after=45,
            probability=0.01,
            seed=seed + 2,
        ),
        Fault("reset", path="/users/", probability=0.01, seed=seed + 3),
        Fault("page", path="/messages/", probability=0.005, seed=seed + 4),
    ]
    if 4 <= day < 14:  # two mailboxes are shut so long that their cursors grow stale
        faults += [
            Fault("refuse", path=f"/{box}/", status=403, reason="domainPolicy")
            for box in MAILBOXES[:2]
        ]
    if 6 <= day < 18:  # and no watch of three others can be renewed
        faults += [
            Fault("refuse", path=f"/{box}/watch", status=403, reason="forbidden")
            for box in MAILBOXES[2:5]
        ]
    office.gmail.faults[:] = faults
    if day % 5 == 0:
        office.gmail.tokens.expire_all()


def live(office, post, dice, *, poll_hours):
    """Live through the days: mail arrives, pushes come, timers fire, workers work."""
    day, poll_at = -1, office.clock.now()
    held: list[Letter] = []
    for letter in post:
        while poll_at <= letter.at:
            office.clock.advance_to(poll_at)
            if (office.clock.now() - NOW).days != day:
                day = (office.clock.now() - NOW).days
                trouble(office, day, dice)
            renew_watches.renew(office.app)
            read_mailbox.poll(office.app)
            poll_at += timedelta(hours=poll_hours)
            serve(office, dice)
        office.clock.advance_to(letter.at)
        held.append(letter)
        if dice.random() < 0.6:  # else it arrives in one burst with the next
            deliver(office, held)
        serve(office, dice)
    deliver(office, held)


def deliver(office, held):
    for letter in held:
        labels = ("SPAM",) if letter.why == "spam" else ()
        late = replace(letter, at=office.clock.now())
        office.gmail.deliver(late, labels=labels)
    held.clear()


def serve(office, dice):
    """Take the pushes that are due and do the work, some of it twice."""
    for note in office.notifications():
        if dice.random() < 0.95:  # else the endpoint was down
            receive_push.accept(office.app, note)
    for message in office.queues.visible(read_mailbox.QUEUE):
        if dice.random() < 0.1:
            read_mailbox.work(office.app, message.body)
        office.handle(read_mailbox.QUEUE, message)


def settle(office):
    """Let all faults pass and everything be read."""
    office.gmail.faults.clear()
    for _ in range(12):
        office.later(minutes=20).read()


def expected(office, post):
    hashed = office.app.mail.hashed
    return Counter(
        hashed(f"mail|{letter.customer_id}|{letter.message_id}")
        for letter in post
        if letter.customer_id
    )


@pytest.mark.parametrize(
    ("seed", "rate", "poll_hours"),
    [
        (1, 0.12, 24),
        *(pytest.param(n, 0.6, 4, marks=pytest.mark.slow) for n in range(2, 8)),
    ],
)
def test_every_mail_that_should_count_counts_exactly_once(seed, rate, poll_hours):
    office, post = workspace(seed, rate=rate)
    office.sync()
    people.refresh(office.app)
    dice = random.Random(seed)

    live(office, post, dice, poll_hours=poll_hours)
    settle(office)

    assert len(post) > 1600 * rate
    assert Counter(fact.id for fact in office.facts()) == expected(office, post)
    counts = office.gmail.pushes.counts
    assert min(counts[name] for name in ("dropped", "doubled", "over rate")) > 10
    resyncs = [office.counts(box)["resyncs"] for box in MAILBOXES]
    assert min(resyncs[:2]) >= 2
    assert office.gmail.quota.exceeded == 0
    assert office.gmail.quota.peak <= UNITS_PER_MINUTE
    assert office.exceptions() == {}


def test_a_flood_stays_within_the_quota_even_if_all_mailboxes_count_as_one():
    office, _ = workspace(3, units_counted_together=True)
    office.sync()
    people.refresh(office.app)
    for number in range(200):
        box = MAILBOXES[number % 20]
        sender = f"p{number % 3}@customer{12 + number % 40}.example"
        office.post(number, sender=sender, to=(box,), message_id=f"{number}@flood")
    begun = office.clock.now()

    while len(office.facts()) < 200:
        office.read().later(seconds=20)

    minutes = (office.clock.now() - begun) / timedelta(minutes=1)
    assert office.gmail.quota.exceeded == 0
    assert office.gmail.quota.peak <= UNITS_PER_MINUTE
    assert minutes < 8  # 8,000 units at 4,500 a minute, and some waiting
