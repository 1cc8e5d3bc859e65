"""The issuer's keys over time: rolled, unknown, unreachable, and asked for in turn."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from shared.domain.errors import SourceUnavailable

from .issuer import Issuer


@pytest.fixture
def issuer():
    return Issuer()


def current(issuer):
    return issuer.keys.find(issuer.entra.keys.current.kid)


def down(issuer):
    issuer.entra.faults.add("jwks_down")


def test_keys_are_fetched_when_first_needed_and_then_kept_for_an_hour(issuer):
    assert issuer.fetches == 0
    assert current(issuer)
    issuer.clock.advance(minutes=59, seconds=59)
    assert current(issuer)
    assert issuer.fetches == 1

    issuer.clock.advance(seconds=1)

    assert current(issuer)
    assert issuer.fetches == 2


def test_the_key_that_is_found_is_the_one_of_that_id(issuer):
    first = issuer.entra.keys.current
    second = issuer.entra.keys.roll()

    for key in (first, second):
        found = issuer.keys.find(key.kid)
        assert found.public_numbers() == key.private.public_key().public_numbers()


def test_a_key_that_is_no_longer_published_is_gone_with_the_next_fetch(issuer):
    old = issuer.entra.keys.current.kid
    current(issuer)
    issuer.entra.keys.roll(overlap=False)
    assert issuer.keys.find(old)

    issuer.clock.advance(hours=1)

    assert issuer.keys.find(old) is None


def test_an_unknown_id_is_looked_for_at_most_every_five_minutes(issuer):
    current(issuer)
    for _ in range(10):
        assert issuer.keys.find("unknown") is None
    issuer.clock.advance(minutes=4, seconds=59)
    assert issuer.keys.find("unknown") is None
    assert issuer.fetches == 1

    issuer.clock.advance(seconds=1)

    for _ in range(10):
        assert issuer.keys.find("unknown") is None
    assert issuer.fetches == 2


def test_a_new_key_is_found_before_the_hour_is_over(issuer):
    current(issuer)
    issuer.entra.keys.roll(overlap=False)
    issuer.clock.advance(minutes=5)

    assert current(issuer)


def test_the_first_unknown_id_costs_one_fetch(issuer):
    assert issuer.keys.find("unknown") is None
    assert issuer.fetches == 1


def test_the_last_good_keys_count_for_a_day(issuer):
    current(issuer)
    down(issuer)
    issuer.clock.advance(hours=23, minutes=59)
    assert current(issuer)
    issuer.clock.advance(minutes=1)
    assert current(issuer)
    assert issuer.fetches == 2

    issuer.clock.advance(microseconds=1)

    with pytest.raises(SourceUnavailable, match="keys of the tokens' issuer"):
        current(issuer)


def test_a_document_without_keys_is_no_reason_to_forget_them(issuer):
    current(issuer)
    issuer.entra.faults.add("key_issuer_mismatch")
    issuer.clock.advance(hours=2)

    assert current(issuer)
    assert issuer.fetches == 2


def test_an_issuer_that_fails_is_asked_again_after_five_minutes(issuer):
    current(issuer)
    down(issuer)
    issuer.clock.advance(hours=1)
    for _ in range(10):
        current(issuer)
    issuer.clock.advance(minutes=4, seconds=59)
    current(issuer)
    assert issuer.fetches == 2

    issuer.clock.advance(seconds=1)

    current(issuer)
    assert issuer.fetches == 3


def test_a_failed_attempt_does_not_make_keys_younger(issuer):
    current(issuer)
    down(issuer)
    for _ in range(12):
        issuer.clock.advance(hours=2)
        assert current(issuer)

    issuer.clock.advance(seconds=1)

    with pytest.raises(SourceUnavailable):
        current(issuer)


def test_without_any_key_the_issuer_is_asked_again_after_ten_seconds(issuer):
    down(issuer)
    for _ in range(10):
        with pytest.raises(SourceUnavailable):
            current(issuer)
    issuer.clock.advance(seconds=9)
    with pytest.raises(SourceUnavailable):
        current(issuer)
    assert issuer.fetches == 1

    issuer.entra.faults.clear()
    issuer.clock.advance(seconds=1)

    assert current(issuer)
    assert issuer.fetches == 2


def test_after_a_day_without_the_issuer_its_return_is_noticed_at_once(issuer):
    current(issuer)
    down(issuer)
    issuer.clock.advance(hours=25)
    with pytest.raises(SourceUnavailable):
        current(issuer)
    issuer.entra.faults.clear()

    issuer.clock.advance(seconds=10)

    assert current(issuer)


def test_a_clock_that_goes_back_neither_drops_nor_fetches_keys(issuer):
    current(issuer)
    issuer.clock.advance(hours=-2)

    assert current(issuer)
    assert issuer.keys.find("unknown") is None
    assert issuer.fetches == 1


def test_many_threads_fetch_the_keys_once(issuer):
    together = Barrier(16)

    def find(_):
        together.wait()
        return current(issuer)

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(find, range(16)))

    assert all(found)
    assert issuer.fetches == 1
