"""Bad tokens: the tenth is news, the two hundredth is answered no more."""

from datetime import UTC, datetime, timedelta
from threading import Thread

from shared.identity.attempts import Attempts, Verdict

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def advance(self, **passed):
        self.now += timedelta(**passed)


def verdicts(attempts, count, *keys):
    return [attempts.record_bad(keys) for _ in range(count)]


def test_ap22_the_tenth_bad_token_is_told_once():
    attempts = Attempts(Clock())

    told = [one.locked_out for one in verdicts(attempts, 30, "ip|1", "rid|7")]

    assert told == [()] * 9 + [("ip|1", "rid|7")] + [()] * 20


def test_ap22_the_two_hundredth_bad_token_is_refused_and_all_after_it():
    attempts = Attempts(Clock())

    refused = [one.refused for one in verdicts(attempts, 210, "ip|1")]

    assert refused == [False] * 199 + [True] * 11


def test_ap22_one_key_in_excess_is_enough():
    attempts = Attempts(Clock())
    verdicts(attempts, 199, "ip|1")

    assert attempts.record_bad(["ip|2", "ip|1"]).refused
    assert not attempts.record_bad(["ip|2"]).refused


def test_ap22_others_are_unaffected():
    attempts = Attempts(Clock())
    verdicts(attempts, 300, "ip|1")

    assert attempts.record_bad(["ip|2"]) == ((), False)


def test_ap22_a_bad_token_without_a_known_sender_leads_to_nothing():
    assert Attempts(Clock()).record_bad([]) == ((), False)


def test_ap22_bad_tokens_count_for_fifteen_minutes():
    clock = Clock()
    attempts = Attempts(clock)
    verdicts(attempts, 199, "ip|1")
    clock.advance(minutes=15, microseconds=-1)
    assert attempts.record_bad(["ip|1"]).refused

    clock.advance(microseconds=1)

    assert not attempts.record_bad(["ip|1"]).refused


def test_ap22_the_window_slides():
    clock = Clock()
    attempts = Attempts(clock)
    for _ in range(5):
        verdicts(attempts, 2, "ip|1")
        clock.advance(minutes=4)  # never more than eight in fifteen minutes

    assert verdicts(attempts, 1, "ip|1")[0].locked_out == ()


def test_ap22_after_a_quiet_window_a_lockout_is_news_again():
    clock = Clock()
    attempts = Attempts(clock)
    verdicts(attempts, 12, "ip|1")
    clock.advance(minutes=10)
    verdicts(attempts, 3, "ip|1")
    clock.advance(minutes=14)  # of the first twelve none counts any more
    assert not any(one.locked_out for one in verdicts(attempts, 20, "ip|1"))

    clock.advance(minutes=15)

    told = [one.locked_out for one in verdicts(attempts, 10, "ip|1")]
    assert told == [()] * 9 + [("ip|1",)]


def test_ap22_a_thousand_keys_are_remembered_and_no_more():
    attempts = Attempts(Clock())
    verdicts(attempts, 9, "ip|first")
    verdicts(attempts, 9, "ip|second")
    for number in range(998):
        attempts.record_bad([f"ip|{number}"])
    assert attempts.record_bad(["ip|first"]).locked_out == ("ip|first",)

    attempts.record_bad(["ip|last"])  # one too many, and the second is the oldest now

    assert attempts.record_bad(["ip|second"]).locked_out == ()
    assert verdicts(attempts, 190, "ip|first")[-1].refused


def test_ap22_many_threads_lose_no_count():
    attempts = Attempts(Clock())
    told: list[Verdict] = []

    def fail():
        told.extend(one for one in verdicts(attempts, 25, "ip|1") if one.locked_out)

    threads = [Thread(target=fail) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one.locked_out for one in told] == [("ip|1",)]
    assert attempts.record_bad(["ip|1"]).refused
