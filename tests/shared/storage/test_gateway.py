"""One contract for all stores, run on memory and on the emulator: they agree."""

import base64
import json
import time
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from itertools import pairwise

import pytest
from azure.storage.queue import QueueServiceClient

from shared.domain.errors import Conflict, InvalidInput
from shared.storage.azure_blobs import AzureBlobs
from shared.storage.azure_queues import AzureQueues
from shared.storage.azure_tables import AzureTables
from shared.storage.credentials import Account
from shared.storage.gateway import Row, Value
from tests.simulation.memory import MemoryBlobs, MemoryTables
from tests.simulation.queues import MemoryQueues

BOTH = [pytest.param("memory"), pytest.param("azurite", marks=pytest.mark.azurite)]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Colour(StrEnum):
    RED = "red"


@pytest.fixture(params=BOTH)
def kind(request):
    return request.param


@pytest.fixture
def account(request):
    return Account(request.getfixturevalue("azurite"))


@pytest.fixture
def tables(kind, request):
    if kind == "memory":
        return MemoryTables()
    return AzureTables(request.getfixturevalue("account"))


@pytest.fixture
def blobs(kind, request):
    if kind == "memory":
        return MemoryBlobs()
    return AzureBlobs(request.getfixturevalue("account"))


@pytest.fixture
def name(storage_prefix):
    return storage_prefix


def keys(rows):
    return [(row.pk, row.rk) for row in rows]


def test_a_row_comes_back_with_the_types_it_was_stored_with(tables, name):
    values: dict[str, Value] = {
        "text": "naïve 👍 'quoted'",
        "empty": "",
        "small": 5,
        "large": 2**62,
        "negative": -(2**63),
        "whole": 2.0,
        "part": 0.1,
        "yes": True,
        "no": False,
        "at": NOON.replace(microsecond=123456),
        "data": b"\x00\xff",
        "nothing": b"",
    }

    tables.insert(name, [Row("p", "r", values)])

    kept = tables.get(name, "p", "r").values
    assert kept == values
    assert {k: type(v) for k, v in kept.items()} == {
        k: type(v) for k, v in values.items()
    }


def test_enums_and_other_time_zones_come_back_plain(tables, name):
    at = datetime(2026, 11, 22, 13, tzinfo=timezone(timedelta(hours=1)))

    tables.put(name, [Row("p", "r", {"colour": Colour.RED, "at": at})])

    kept = tables.get(name, "p", "r").values
    assert (type(kept["colour"]), kept["colour"]) == (str, "red")
    assert (kept["at"].tzinfo, kept["at"]) == (UTC, NOON)


def test_a_row_or_table_that_is_not_there_is_none(tables, name):
    missing_table = tables.get(name, "p", "r")
    tables.insert(name, [Row("p", "r")])

    assert (missing_table, tables.get(name, "p", "x")) == (None, None)


def test_a_table_that_is_not_there_has_no_rows_and_nothing_to_delete(tables, name):
    tables.delete(name, [Row("p", "1"), Row("p", "2"), Row("q", "1")])

    assert list(tables.query(name)) == []


def test_an_insert_of_a_row_that_is_there_changes_nothing(tables, name):
    tables.insert(name, [Row("p", "2", {"v": 1})])

    with pytest.raises(Conflict):
        tables.insert(name, [Row("p", rk, {"v": 2}) for rk in "123"])

    assert [(r.rk, r.values) for r in tables.query(name)] == [("2", {"v": 1})]


def test_a_single_insert_of_a_row_that_is_there_is_a_conflict(tables, name):
    tables.insert(name, [Row("p", "1", {"v": 1})])

    with pytest.raises(Conflict):
        tables.insert(name, [Row("p", "1", {"v": 1})])


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [Row("p", "1"), Row("q", "1")],
        [Row("p", "1"), Row("p", "1")],
        [Row("p", str(number)) for number in range(101)],
        [
            Row("p", str(n), {f"d{i}": b"x" * 65536 for i in range(12)})
            for n in range(6)
        ],
    ],
    ids=["none", "two partitions", "the same row twice", "101 rows", "over 4 MiB"],
)
def test_an_insert_that_cannot_be_one_transaction_is_refused(tables, name, rows):
    with pytest.raises(InvalidInput):
        tables.insert(name, rows)

    assert list(tables.query(name)) == []


def test_a_hundred_rows_of_a_partition_are_one_insert(tables, name):
    tables.insert(name, [Row("p", f"{number:03}") for number in range(100)])

    assert len(list(tables.query(name))) == 100


def test_put_replaces_whole_rows_over_any_number_of_partitions(tables, name):
    tables.put(name, [Row("p0", "1", {"old": 1, "v": 1})])

    tables.put(name, (Row(f"p{n % 7}", str(n), {"v": n}) for n in range(1500)))
    tables.put(name, [Row("p0", "1", {"v": 2})])

    found = list(tables.query(name))
    assert len(found) == 1501
    assert tables.get(name, "p0", "1").values == {"v": 2}


def test_of_two_rows_with_one_key_in_a_put_the_later_counts(tables, name):
    tables.put(name, [Row("p", "1", {"v": 1}), Row("p", "2"), Row("p", "1", {"v": 3})])

    assert tables.get(name, "p", "1").values == {"v": 3}


def test_put_cuts_large_rows_into_several_transactions(tables, name):
    large = {f"d{i}": b"x" * 65536 for i in range(11)}

    tables.put(name, [Row("p", str(number), large) for number in range(12)])

    assert len(list(tables.query(name))) == 12


def test_put_with_no_rows_does_nothing(tables, name):
    tables.put(name, [])
    tables.delete(name, [])

    assert list(tables.query(name)) == []


def test_a_row_is_replaced_while_it_has_its_etag(tables, name):
    tables.insert(name, [Row("p", "1", {"a": 1})])
    row = tables.get(name, "p", "1")

    etag = tables.replace(name, Row("p", "1", {"b": 2}, row.etag))

    after = tables.get(name, "p", "1")
    assert (after.values, after.etag) == ({"b": 2}, etag)
    assert etag != row.etag


def test_a_row_that_changed_or_went_is_not_replaced(tables, name):
    tables.insert(name, [Row("p", "1", {"a": 1})])
    stale = tables.get(name, "p", "1")
    tables.put(name, [Row("p", "1", {"a": 2})])

    with pytest.raises(Conflict):
        tables.replace(name, Row("p", "1", {"a": 3}, stale.etag))
    with pytest.raises(Conflict):
        tables.replace(name, Row("p", "9", {"a": 3}, stale.etag))
    with pytest.raises(Conflict):
        tables.replace(f"{name}x", Row("p", "1", {"a": 3}, stale.etag))

    assert [(r.rk, r.values) for r in tables.query(name)] == [("1", {"a": 2})]


def test_a_row_without_an_etag_is_not_replaced(tables, name):
    with pytest.raises(InvalidInput):
        tables.replace(name, Row("p", "1", {"a": 3}))


def test_an_equal_write_also_moves_the_etag(tables, name):
    tables.put(name, [Row("p", "1", {"a": 1})])
    stale = tables.get(name, "p", "1")
    tables.put(name, [Row("p", "1", {"a": 1})])

    with pytest.raises(Conflict):
        tables.delete(name, [stale])


def test_rows_come_in_the_order_of_their_keys(tables, name):
    pks = [
        "Z",
        "a",
        "-",
        "_",
        "9",
        "=",
        "a|",
        "a|b",
        "a}",
        "a|=c3",
        "~",
        "é",
        "€",
        "😀",
        "￮",
    ]
    tables.put(name, [Row(pk, rk) for pk in pks for rk in ("b", "B", "-1", "10", "9")])

    found = keys(tables.query(name))

    units = [tuple(k.encode("utf-16-be") for k in key) for key in found]
    assert all(one < other for one, other in pairwise(units))


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({}, ["12|a/1", "12|a/2", "12|a/3", "123|a/1", "12}/1", "2|x/1"]),
        ({"pk": "12|a"}, ["12|a/1", "12|a/2", "12|a/3"]),
        ({"pk": "12|a", "rk_from": "2"}, ["12|a/2", "12|a/3"]),
        ({"pk": "12|a", "rk_from": "2", "rk_below": "3"}, ["12|a/2"]),
        ({"pk": "12|a", "rk_from": "3", "rk_below": "2"}, []),
        ({"pk_prefix": "12|"}, ["12|a/1", "12|a/2", "12|a/3"]),
        ({"pk_prefix": "12|", "rk_from": "3"}, ["12|a/3"]),
        ({"pk_prefix": "12"}, ["12|a/1", "12|a/2", "12|a/3", "123|a/1", "12}/1"]),
        (
            {"pk_prefix": ""},
            ["12|a/1", "12|a/2", "12|a/3", "123|a/1", "12}/1", "2|x/1"],
        ),
        (
            {"pk_from": "12|", "pk_below": "2"},
            ["12|a/1", "12|a/2", "12|a/3", "12}/1"],
        ),
        ({"pk_from": "12|", "pk_below": "2|y", "rk_from": "3"}, ["12|a/3"]),
        ({"pk_from": "12}", "pk_below": "2|y"}, ["12}/1", "2|x/1"]),
        ({"rk_below": "2"}, ["12|a/1", "123|a/1", "12}/1", "2|x/1"]),
        ({"pk": "none"}, []),
        ({"pk": "x' or PartitionKey ne '"}, []),
    ],
)
def test_a_query_reads_the_range_asked_for(tables, name, bounds, expected):
    pks = ["12|a", "12|a", "12|a", "123|a", "12}", "2|x"]
    rks = ["1", "2", "3", "1", "1", "1"]
    tables.put(name, map(Row, pks, rks))

    found = [f"{row.pk}/{row.rk}" for row in tables.query(name, **bounds)]

    assert found == sorted(expected)


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [({}, ["a/1", "b/1"]), ({"pk": "b"}, ["b/1"]), ({"pk_from": "b"}, ["b/1"])],
)
def test_a_query_by_flag_reads_the_rows_that_carry_it(tables, name, bounds, expected):
    raised = {"open": True}
    rows = [Row("a", "1", raised), Row("a", "2", {"open": False}), Row("a", "3")]
    tables.put(name, [*rows, Row("b", "1", raised)])

    found = [f"{row.pk}/{row.rk}" for row in tables.query(name, flag="open", **bounds)]

    assert found == expected


def test_a_query_reads_more_than_one_page(tables, name):
    tables.put(name, [Row(f"p{n % 3}", f"{n:05}") for n in range(2300)])

    assert len(list(tables.query(name))) == 2300


def test_rows_read_can_be_written_back_while_reading_goes_on(tables, name):
    tables.put(name, [Row("p", f"{n:02}", {"v": 1}) for n in range(20)])

    for row in tables.query(name):
        tables.replace(name, Row(row.pk, row.rk, {"v": 2}, row.etag))

    assert {row.values["v"] for row in tables.query(name)} == {2}


def test_deleting_takes_the_rows_and_passes_over_those_gone(tables, name):
    tables.put(name, [Row("p", "1"), Row("p", "2"), Row("p", "3"), Row("q", "1")])

    tables.delete(name, [Row("p", "1"), Row("p", "9"), Row("q", "1"), Row("z", "1")])

    assert keys(tables.query(name)) == [("p", "2"), ("p", "3")]


@pytest.mark.parametrize("others", [[], [Row("p", "2")]], ids=["alone", "among others"])
def test_a_row_that_changed_is_not_deleted(tables, name, others):
    tables.put(name, [Row("p", "1", {"v": 1}), Row("p", "2")])
    stale = tables.get(name, "p", "1")
    tables.put(name, [Row("p", "1", {"v": 2})])

    with pytest.raises(Conflict):
        tables.delete(name, [*others, stale])

    assert keys(tables.query(name)) == [("p", "1"), ("p", "2")]


def test_a_row_is_deleted_while_it_has_its_etag(tables, name):
    tables.put(name, [Row("p", "1"), Row("p", "2")])

    tables.delete(name, list(tables.query(name)))

    assert list(tables.query(name)) == []


REFUSED = {
    "slash": Row("a/b", "1"),
    "hash": Row("p", "#"),
    "control character": Row("p", "\x85"),
    "long key": Row("p" * 513, "1"),
    "dash in a name": Row("p", "1", {"a-b": 1}),
    "reserved name": Row("p", "1", {"Timestamp": NOON}),
    "nothing": Row("p", "1", {"a": None}),  # type: ignore[dict-item]  # on purpose
    "not a number": Row("p", "1", {"a": float("nan")}),
    "beyond Int64": Row("p", "1", {"a": 2**63}),
    "no time zone": Row("p", "1", {"a": NOON.replace(tzinfo=None)}),
    "before 1601": Row("p", "1", {"a": datetime(1600, 1, 1, tzinfo=UTC)}),
    "long text": Row("p", "1", {"a": "x" * 32_769}),
    "long text of pairs": Row("p", "1", {"a": "😀" * 16_385}),
    "half a character": Row("p", "1", {"a": "\ud800"}),
    "long bytes": Row("p", "1", {"a": b"x" * 65_537}),
    "many properties": Row("p", "1", {f"a{n}": 1 for n in range(253)}),
    "over 1 MiB": Row("p", "1", {f"a{n}": b"x" * 65_536 for n in range(16)}),
}


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_what_the_service_would_refuse_is_refused(tables, name, row):
    for write in (tables.put, tables.insert):
        with pytest.raises(InvalidInput):
            write(name, [row])

    assert list(tables.query(name)) == []


def test_the_largest_values_are_taken(tables, name):
    values: dict[str, Value] = {
        "text": "x" * 32_768,
        "data": b"x" * 65_536,
        "first": datetime(1601, 1, 1, tzinfo=UTC),
        "last": datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        **{f"a{n}": 1 for n in range(248)},
    }

    tables.insert(name, [Row("p" * 512, "r" * 512, values)])

    assert tables.get(name, "p" * 512, "r" * 512).values == values


@pytest.mark.parametrize("table", ["Upper", "a-b", "ab", "1ab", "a" * 64, "a_b"])
def test_a_table_name_that_readers_trip_over_is_refused(tables, table):
    with pytest.raises(InvalidInput):
        tables.put(table, [Row("p", "1")])


def test_blobs_are_written_whole_and_read_back(blobs, name):
    blobs.put(name, "a/b.json", b"one")
    blobs.put(name, "a/b.json", b"")

    assert blobs.get(name, "a/b.json") == b""


def test_a_blob_or_container_that_is_not_there_is_none(blobs, name):
    missing_container = blobs.get(name, "a")
    blobs.put(name, "a", b"x")

    assert (missing_container, blobs.get(name, "b")) == (None, None)


def test_blob_names_come_in_order_by_prefix(blobs, name):
    missing_container = list(blobs.names(name))
    for blob in ("b/1", "a/2", "a/10", "a-1", "ab"):
        blobs.put(name, blob, b"x")

    assert missing_container == []
    assert list(blobs.names(name)) == ["a-1", "a/10", "a/2", "ab", "b/1"]
    assert list(blobs.names(name, "a/")) == ["a/10", "a/2"]


@pytest.mark.parametrize(
    "blob", ["A", "a b", "a//b", "../a", "a/", "/a", "a.", "", "é", "a\\b", "a" * 1025]
)
def test_a_blob_name_that_could_climb_or_clash_is_refused(blobs, name, blob):
    with pytest.raises(InvalidInput):
        blobs.put(name, blob, b"x")


class MemoryMessages:
    """A queue as a trigger reads it."""

    def __init__(self):
        self.moment = NOON
        self.queues = MemoryQueues(lambda: self.moment)

    def visible(self, queue):
        return sorted(m.body for m in self.queues.visible(queue))

    def wait(self, seconds):
        self.moment += timedelta(seconds=seconds)


class AzuriteMessages:
    """The same through the SDK, with the raw text that the trigger would see."""

    def __init__(self, account):
        self.queues = AzureQueues(account)
        self._service = QueueServiceClient.from_connection_string(
            account.connection_string
        )

    def visible(self, queue):
        client = self._service.get_queue_client(queue)
        raw = [message.content for message in client.peek_messages(32)]
        return sorted(base64.b64decode(text, validate=True).decode() for text in raw)

    def wait(self, seconds):
        time.sleep(seconds)  # the emulator knows only the real time


@pytest.fixture
def messages(kind, request):
    if kind == "memory":
        return MemoryMessages()
    return AzuriteMessages(request.getfixturevalue("account"))


def test_a_message_reaches_the_trigger_as_base64_of_its_text(messages, name):
    body = json.dumps({"name": "naïve <&> 👍"}, ensure_ascii=False)

    messages.queues.send(name, body)
    messages.queues.send(name, body)

    assert messages.visible(name) == [body, body]


def test_a_delayed_message_is_visible_later(messages, name):
    messages.queues.send(name, "now")
    messages.queues.send(name, "later", delay_seconds=1)

    before = messages.visible(name)
    messages.wait(1.2)

    assert (before, messages.visible(name)) == (["now"], ["later", "now"])


def test_the_largest_message_is_taken(messages, name):
    messages.queues.send(name, "x" * 49_152)

    assert messages.visible(name) == ["x" * 49_152]


@pytest.mark.parametrize(
    ("body", "delay"),
    [("x" * 49_153, 0), ("é" * 24_577, 0), ("\ud800", 0), ("x", -1), ("x", 7 * 86400)],
    ids=["too long", "too long in bytes", "half a character", "past", "too late"],
)
def test_a_message_that_would_be_refused_or_never_seen_is_refused(
    messages, name, body, delay
):
    with pytest.raises(InvalidInput):
        messages.queues.send(name, body, delay_seconds=delay)


@pytest.mark.parametrize("queue", ["Upper", "a_b", "ab", "-ab", "a--b", "a" * 64])
def test_a_queue_name_that_the_service_refuses_is_refused(messages, queue):
    with pytest.raises(InvalidInput):
        messages.queues.send(queue, "x")
