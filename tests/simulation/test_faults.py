"""Each fault leaves the world as it says, and the caller with the error it says."""

from contextlib import suppress

import httpx
import pytest

from shared.domain.errors import Conflict, OutcomeUnknown, SourceUnavailable
from shared.storage.gateway import Row
from tests.simulation.faults import Crash
from tests.simulation.plans import Fault, Seeded, Strikes, once
from tests.simulation.world import Surroundings

ROW = Row("p", "1", {"v": 1})


def surroundings(fault, number=1, **options):
    return Surroundings(plan=once(number, fault), **options)


def stored(world):
    return [row.rk for row in world.kept_tables.query("abc")]


@pytest.mark.parametrize(
    ("fault", "error", "rows"),
    [
        (Fault.CRASH_BEFORE, Crash, []),
        (Fault.CRASH_AFTER, Crash, ["1"]),
        (Fault.LOST_ACK, Conflict, ["1"]),
        (Fault.NO_ANSWER, OutcomeUnknown, ["1"]),
        (Fault.UNAVAILABLE, SourceUnavailable, []),
    ],
)
def test_an_insert_that_is_struck(fault, error, rows):
    world = surroundings(fault)

    with pytest.raises(error):
        world.tables.insert("abc", [ROW])

    assert stored(world) == rows


def test_a_lost_answer_of_an_upsert_or_a_delete_is_made_good_by_the_sdk():
    world = Surroundings(plan=Strikes({1: Fault.LOST_ACK, 2: Fault.LOST_ACK}))

    world.tables.put("abc", [ROW])
    world.tables.delete("abc", [ROW])

    assert stored(world) == []


def test_a_lost_answer_of_a_replace_is_a_conflict_with_ourselves():
    world = surroundings(Fault.LOST_ACK, number=2)
    world.kept_tables.insert("abc", [ROW])
    row = world.tables.get("abc", "p", "1")

    with pytest.raises(Conflict):
        world.tables.replace("abc", Row("p", "1", {"v": 2}, row.etag))

    assert world.kept_tables.get("abc", "p", "1").values == {"v": 2}


@pytest.mark.parametrize("fault", [Fault.NO_ANSWER, Fault.UNAVAILABLE])
def test_a_read_without_an_answer_can_be_tried_again(fault):
    world = surroundings(fault)

    with pytest.raises(SourceUnavailable) as caught:
        world.tables.get("abc", "p", "1")

    assert type(caught.value) is SourceUnavailable


def test_a_read_whose_answer_was_lost_is_read_again():
    world = surroundings(Fault.LOST_ACK)
    world.kept_tables.insert("abc", [ROW])

    assert [row.rk for row in world.tables.query("abc")] == ["1"]


def test_a_put_of_two_partitions_can_end_between_them():
    world = surroundings(Fault.CRASH_BEFORE, number=2)

    with pytest.raises(Crash):
        world.tables.put("abc", [ROW, Row("q", "2"), Row("p", "3")])

    assert stored(world) == ["1", "3"]


def test_a_dead_process_does_nothing_more_until_it_is_born_again():
    world = surroundings(Fault.CRASH_BEFORE)

    with pytest.raises(Crash):
        world.tables.insert("abc", [ROW])
    with pytest.raises(Crash):  # as in a `finally`
        world.tables.insert("abc", [ROW])
    world.injector.revive()
    world.tables.insert("abc", [ROW])

    assert stored(world) == ["1"]


@pytest.mark.parametrize(
    ("fault", "now", "later"),
    [
        (Fault.DROP, 0, 0),
        (Fault.DOUBLE, 2, 2),
        (Fault.DELAY, 0, 1),
        (Fault.LOST_ACK, 2, 2),
        (Fault.CRASH_AFTER, 1, 1),
        (Fault.NO_ANSWER, 1, 1),
    ],
)
def test_a_message_that_is_struck(fault, now, later):
    world = surroundings(fault)

    with suppress(Crash, OutcomeUnknown):
        world.queues.send("work", "a")
    first = len(world.kept_queues.visible("work"))
    world.clock.advance(1801)

    assert (first, len(world.kept_queues.visible("work"))) == (now, later)


def test_message_faults_strike_nothing_else():
    world = surroundings(Fault.DROP)

    world.tables.insert("abc", [ROW])

    assert (stored(world), world.injector.struck) == (["1"], [])


def served(world):
    return httpx.Client(transport=world.transport, base_url="https://halo.test")


class Counting:
    def __init__(self):
        self.requests = []

    def __call__(self, request):
        from sandbox.halopsa.messages import json_response  # noqa: PLC0415

        self.requests.append(request)
        return json_response({"path": request.path, "query": dict(request.pairs())})


@pytest.mark.parametrize(
    ("fault", "error", "count"),
    [
        (Fault.CRASH_BEFORE, Crash, 0),
        (Fault.CRASH_AFTER, Crash, 1),
        (Fault.LOST_ACK, httpx.ReadError, 1),
        (Fault.NO_ANSWER, httpx.ReadTimeout, 1),
    ],
)
def test_a_request_that_is_struck(fault, error, count):
    halo = Counting()
    world = surroundings(fault, halo=halo)

    with pytest.raises(error):
        served(world).post("/api/Tickets", json=[{"summary": "x"}])

    assert len(halo.requests) == count


def test_an_unavailable_server_answers_503_and_did_nothing():
    halo = Counting()
    world = surroundings(Fault.UNAVAILABLE, halo=halo)

    answer = served(world).get("/api/Tickets")

    assert (answer.status_code, halo.requests) == (503, [])


def test_a_request_reaches_the_stand_in_as_it_was_sent():
    halo = Counting()
    world = Surroundings(halo=halo)

    answer = served(world).post(
        "/api/Tickets", params={"a": "x y&z"}, json=[1], headers={"X-A": "b"}
    )

    request = halo.requests[0]
    assert answer.json() == {"path": "/api/Tickets", "query": {"a": "x y&z"}}
    assert (request.method, request.body) == ("POST", b"[1]")
    assert (request.header("x-a"), request.header("content-type")) == (
        "b",
        "application/json",
    )


def test_freezing_takes_virtual_time_and_then_it_is_done():
    world = surroundings(Fault.FREEZE)
    before = world.clock.now()

    world.tables.insert("abc", [ROW])

    assert (world.clock.now() - before).total_seconds() >= 3600
    assert stored(world) == ["1"]


def test_blobs_are_points_too():
    world = surroundings(Fault.CRASH_AFTER, number=3)

    world.blobs.put("files", "a", b"x")
    assert (world.blobs.get("files", "a"), list(world.kept_blobs.names("files"))) == (
        b"x",
        ["a"],
    )
    with pytest.raises(Crash):
        list(world.blobs.names("files"))

    operations = [point.operation for point in world.injector.points]
    assert operations == ["blobs.put", "blobs.get", "blobs.names"]


def test_a_seed_strikes_the_same_calls_every_time():
    def struck(seed):
        world = Surroundings(plan=Seeded(seed, {Fault.LOST_ACK: 0.3}))
        for number in range(50):
            world.tables.put("abc", [Row("p", str(number))])
        return [point.number for _, point in world.injector.struck]

    assert struck(1) == struck(1)
    assert 5 < len(struck(1)) < 25
