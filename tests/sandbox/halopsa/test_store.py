"""Tables whose indexes follow every change."""

import pytest

from sandbox.halopsa.store import Store, Table


@pytest.fixture
def table():
    made = Table([{"id": 1, "client_id": 12}, {"id": 2, "client_id": 12}])
    assert len(made.where("client_id", 12)) == 2
    return made


def test_an_index_follows_a_changed_row(table):
    table.change(1, {"client_id": 13})

    assert [row["id"] for row in table.where("client_id", 12)] == [2]
    assert [row["id"] for row in table.where("client_id", 13)] == [1]


def test_an_index_follows_a_removed_row(table):
    table.remove(1)

    assert [row["id"] for row in table.where("client_id", 12)] == [2]


def test_an_id_is_never_used_twice(table):
    table.remove(2)

    assert table.next_id() == 3


def test_every_change_moves_the_version(table):
    versions = [table.version]
    for change in (lambda: table.change(1, {}), lambda: table.remove(1)):
        change()
        versions.append(table.version)

    assert versions == sorted(set(versions))


def test_rows_without_an_id_of_their_own_are_kept_apart():
    events = Store({"TimesheetEvent": [{"id": 0}, {"id": 0}]})["TimesheetEvent"]

    events.put({"id": 0})

    assert len(events) == 3
