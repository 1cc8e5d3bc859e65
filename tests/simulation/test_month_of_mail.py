"""Thirty days of mail in twenty mailboxes, with all that can go wrong on the way."""

import json
from datetime import timedelta

import httpx
import pytest

from functions.gmail_watch.push import gmail_push
from sandbox.gmail import keys
from sandbox.server import Listener
from shared import bootstrap
from shared.domain.correspondence import Direction
from shared.identity.keys import IssuerKeys
from shared.identity.push_token import ISSUERS, PushVerifier
from shared.scoring.mail_history import history_of
from shared.services.mail import people, renew_watches
from shared.sources.gmail.config import UNITS_PER_MINUTE
from shared.sources.gmail.push import certs
from tests.functions.callers import a_request
from tests.shared.services.mail.office import Office
from tests.shared.test_settings import GOOD, MAIL

from .mail_month import MAILBOXES, Month

SEEDS = range(2, 12)


def minutes_apart(kept, true):
    """Give the most minutes between a wait and the true one; each has its own."""
    shape = {customer: len(waits) for customer, waits in true.items()}
    assert {customer: len(waits) for customer, waits in kept.items()} == shape
    return max(
        abs(one - other)
        for customer, waits in true.items()
        for one, other in zip(kept[customer], waits, strict=True)
    )


@pytest.mark.parametrize(
    ("seed", "rate", "poll_hours"),
    [
        (1, 0.12, 24),
        *(pytest.param(n, 0.6, 4, marks=pytest.mark.slow) for n in SEEDS),
    ],
)
def test_every_mail_that_should_count_counts_exactly_once(seed, rate, poll_hours):
    month = Month(seed, rate=rate, units_counted_together=bool(seed % 2))

    month.live(poll_hours=poll_hours).settle()

    assert len(month.letters) > 1600 * rate
    assert month.kept() == month.expected()
    assert minutes_apart(month.kept_waits(), month.true_waits()) <= 1
    counts = month.gmail.pushes.counts
    assert min(counts[name] for name in ("dropped", "doubled", "over rate")) > 10
    resyncs = [month.counts(box)["resyncs"] for box in MAILBOXES]
    assert min(resyncs[:2]) >= 2
    assert month.deaths > 5
    assert month.gmail.quota.exceeded == 0
    assert month.gmail.quota.peak <= UNITS_PER_MINUTE
    assert month.exceptions() == {}
    for summary in month.stores.mail_summaries.all():
        mails = month.stores.mail.of(summary.customer_id)
        assert summary.history == history_of(mails)


def test_a_flood_stays_within_the_quota_even_if_all_mailboxes_count_as_one():
    month = Month(3, units_counted_together=True)
    for number in range(200):
        box = MAILBOXES[number % 20]
        sender = f"p{number % 3}@customer{12 + number % 40}.example"
        month.post(number, sender=sender, to=(box,), message_id=f"{number}@flood")
    begun = month.clock.now()

    while len(month.facts()) < 200:
        month.read().later(seconds=20)

    minutes = (month.clock.now() - begun) / timedelta(minutes=1)
    assert month.gmail.quota.exceeded == 0
    assert month.gmail.quota.peak <= UNITS_PER_MINUTE
    assert minutes < 8  # 8,000 units at 4,500 a minute, and some waiting


@pytest.fixture
def endpoint(monkeypatch):
    """The endpoint of pushes, with keys fetched over HTTP."""

    def opened(office, url, http):
        for name, text in {**GOOD, **MAIL}.items():
            monkeypatch.setenv(name, text)
        bootstrap.settings.cache_clear()
        fetch = certs(f"{url}/certs", clock=office.clock.now, http=http)
        cache = IssuerKeys(fetch, issuers=ISSUERS, clock=office.clock.now)
        expected = bootstrap.settings().gmail.push
        verifier = PushVerifier(expected, cache, clock=office.clock.now)
        monkeypatch.setattr(bootstrap, "app", lambda: office.app)
        monkeypatch.setattr(bootstrap, "push_verifier", lambda: verifier)

    yield opened
    bootstrap.settings.cache_clear()


def posted(delivery):
    request = a_request(
        "POST", "/api/gmail/push", body=delivery.body, headers=delivery.headers
    )
    return gmail_push(request).status_code


def test_a_day_of_mail_over_real_http(endpoint):
    """Token, watch, signed push, its keys, history, headers and text."""
    office = Office()
    with Listener(office.gmail) as server, httpx.HTTPTransport() as http:
        office.app = office.process(mail=office.mail_ports(url=server.url, http=http))
        endpoint(office, server.url, http)
        office.sync()
        people.refresh(office.app)
        renew_watches.renew(office.app)
        statuses = []
        for number in range(24):
            text = "The service is poor." if number % 3 else "All works well, thanks."
            office.post(number, text=text, message_id=f"{number}@http").later(hours=1)
            statuses += [posted(one) for one in office.gmail.deliveries()]
            office.work()
        forged = office.gmail.pushes.delivery(
            json.dumps({"message": {}}).encode(),
            token=keys.signed("mallory", office.gmail.pushes.claims()),
        )

        assert posted(forged) == 401

    assert set(statuses) == {204}
    facts = office.facts()
    assert [one.direction for one in facts] == [Direction.RECEIVED] * 24
    assert sum(one.tone < 0 for one in facts) == 16
    assert office.gmail.requests["GET /certs"] <= 24  # they are fetched anew hourly
    assert office.gmail.quota.exceeded == 0
