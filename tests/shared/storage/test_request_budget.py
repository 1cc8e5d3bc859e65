import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Lock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.errors import Conflict, SourceUnavailable
from shared.storage.gateway import Row
from shared.storage.request_budget import RequestBudget

NOW = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)  # the beginning of a slot


class FakeTables:
    """One table of rows by key, with etags, and a count of the traffic."""

    def __init__(self):
        self.rows = {}
        self.reads = self.writes = 0
        self.before_write = lambda: None
        self._lock = Lock()

    def get(self, table, pk, rk):
        self.reads += 1
        return self.rows.get((table, pk, rk))

    def insert(self, table, rows):
        [row] = rows
        self._write(table, row, "")

    def replace(self, table, row):
        self._write(table, row, row.etag)

    def _write(self, table, row, etag):
        interloper, self.before_write = self.before_write, lambda: None
        interloper()
        key = (table, row.pk, row.rk)
        with self._lock:
            stored = self.rows.get(key)
            if (stored.etag if stored else "") != etag:
                raise Conflict("stale")
            self.writes += 1
            self.rows[key] = Row(row.pk, row.rk, row.values, str(self.writes))

    @property
    def slots(self):
        [row] = self.rows.values()
        return json.loads(row.values["slots"])


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self):
        self.now = NOW
        self.sleeps = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.sleeps.append(seconds)
        self.now += timedelta(seconds=seconds)


def a_budget(tables, clock, limit=500, **over):
    return RequestBudget(
        tables,
        source="halopsa",
        limit=limit,
        clock=clock,
        sleep=clock.sleep,
        **over,
    )


def test_25_requests_cost_one_read_and_one_write():
    tables, clock = FakeTables(), Clock()
    budget = a_budget(tables, clock)

    for _ in range(50):
        budget.acquire()

    assert (tables.reads, tables.writes, clock.sleeps) == (2, 2, [])


def test_no_limit_means_no_traffic():
    tables, clock = FakeTables(), Clock()
    budget = a_budget(tables, clock, limit=0)

    for _ in range(1000):
        budget.acquire()

    assert (tables.reads, tables.rows, clock.sleeps) == (0, {}, [])


def test_a_spent_budget_is_told_to_the_worker():
    tables, clock = FakeTables(), Clock()
    budget = a_budget(tables, clock)
    for _ in range(500):
        budget.acquire()
    clock.now += timedelta(seconds=100)

    with pytest.raises(SourceUnavailable, match="halopsa: 500 in 300 s") as caught:
        budget.acquire()

    assert (caught.value.retry_after, clock.sleeps) == (230, [])


def test_a_short_wait_is_slept():
    tables, clock = FakeTables(), Clock()
    budget = a_budget(tables, clock)
    for _ in range(500):
        budget.acquire()
    clock.now += timedelta(seconds=300)

    budget.acquire()

    assert clock.sleeps == [30]


def test_workers_share_the_budget():
    tables, clock = FakeTables(), Clock()
    workers = [a_budget(tables, clock, limit=40) for _ in range(2)]

    for number in range(40):
        workers[number % 2].acquire()

    for worker in workers:
        with pytest.raises(SourceUnavailable):
            worker.acquire()


def test_units_are_counted_in_a_window_of_the_callers_choice():
    tables, clock = FakeTables(), Clock()
    budget = a_budget(tables, clock, limit=100, window=60, patience=99)
    for _ in range(5):
        budget.acquire(20)

    budget.acquire(20)

    assert clock.sleeps == [66]


def test_what_is_left_of_a_block_and_too_small_goes_back():
    tables, clock = FakeTables(), Clock()
    budget = a_budget(tables, clock, limit=100, window=60)

    for _ in range(25):
        budget.acquire(4)  # of blocks of five

    assert sum(tables.slots.values()) == 100
    assert clock.sleeps == []


def test_the_loser_of_a_race_takes_the_next_block():
    tables, clock = FakeTables(), Clock()
    winner, loser = a_budget(tables, clock), a_budget(tables, clock)
    tables.before_write = winner.acquire

    loser.acquire()

    assert tables.slots == {str(int(NOW.timestamp()) // 30): 50}
    assert (tables.reads, tables.writes) == (3, 2)


def test_the_loser_of_a_race_for_the_rest_waits():
    tables, clock = FakeTables(), Clock()
    winner, loser = (a_budget(tables, clock, limit=1) for _ in range(2))
    a_budget(tables, clock, limit=1).acquire()
    clock.now += timedelta(seconds=330)
    tables.before_write = winner.acquire

    with pytest.raises(SourceUnavailable):
        loser.acquire()


def test_endless_races_are_given_up():
    class Contested(FakeTables):
        def insert(self, _table, _rows):
            raise Conflict("always")

    with pytest.raises(SourceUnavailable, match="too many workers") as caught:
        a_budget(Contested(), Clock()).acquire()

    assert caught.value.retry_after == 1


def test_what_was_not_used_goes_back_in_a_later_slot():
    tables, clock = FakeTables(), Clock()
    budget = a_budget(tables, clock)
    for _ in range(3):
        budget.acquire()
    clock.now += timedelta(seconds=60)

    budget.acquire()

    first = int(NOW.timestamp()) // 30
    assert tables.slots == {str(first): 3, str(first + 2): 25}


def test_what_a_dead_worker_held_comes_back_with_time():
    tables, clock = FakeTables(), Clock()
    a_budget(tables, clock, limit=20).acquire()
    clock.now += timedelta(seconds=330)
    other = a_budget(tables, clock, limit=20)

    for _ in range(20):
        other.acquire()

    assert clock.sleeps == []


class SlowTables(FakeTables):
    """Gives other threads their turn in the middle of a reservation."""

    def get(self, table, pk, rk):
        row = super().get(table, pk, rk)
        time.sleep(0.001)
        return row


def test_workers_in_threads_take_exactly_what_there_is():
    tables, clock = SlowTables(), Clock()
    workers = [a_budget(tables, clock, limit=60) for _ in range(3)]

    def taken(worker):
        count = 0
        while True:
            try:
                worker.acquire()
            except SourceUnavailable:
                return count
            count += 1

    with ThreadPoolExecutor(6) as pool:
        total = sum(pool.map(taken, workers * 2))

    assert total == 60


STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from([0, 1, 7, 29, 31, 100])), max_size=200
)


@settings(deadline=None)
@given(STEPS, st.sampled_from([1, 7, 40]))
def test_no_five_minutes_ever_hold_more_than_the_limit(steps, limit):
    tables, clock = FakeTables(), Clock()
    workers = [a_budget(tables, clock, limit, patience=400) for _ in range(3)]
    sent = []

    for worker, pause in steps:
        clock.now += timedelta(seconds=pause)
        workers[worker].acquire()
        sent.append(clock.now)

    window = timedelta(minutes=5)
    ends = zip(sent, sent[limit:], strict=False)
    assert all(later - earlier >= window for earlier, later in ends)
    assert all(earlier <= later for earlier, later in pairwise(sent))


def test_a_short_window_holds_searches_back():
    tables, clock = FakeTables(), Clock()
    budget = a_budget(tables, clock, limit=5, window=1.0)
    moments = []
    for _ in range(20):
        budget.acquire()
        moments.append(clock.now)

    over = [b - a for a, b in zip(moments, moments[5:], strict=False)]
    assert min(over) >= timedelta(seconds=1)


def test_a_closed_source_is_left_alone_by_all_workers_until_it_opens():
    tables, clock = FakeTables(), Clock()
    one, other = a_budget(tables, clock), a_budget(tables, clock)
    one.acquire()
    one.close(NOW + timedelta(hours=3))

    with pytest.raises(SourceUnavailable) as caught:
        other.acquire()
    clock.now += timedelta(hours=3)
    other.acquire()

    assert caught.value.retry_after == 3 * 3600


def test_a_budget_goes_on_with_the_limit_that_the_source_tells():
    tables, clock = FakeTables(), Clock()
    budget = a_budget(tables, clock, limit=1)
    budget.resize(3)

    for _ in range(3):
        budget.acquire()

    assert clock.sleeps == []
