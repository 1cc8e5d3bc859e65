"""What is stored about mail besides mail: budgets, hashes, states, pushes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.domain.correspondence import MailboxState
from shared.domain.errors import Conflict
from shared.storage.mail_budget import TableMailBudget
from shared.storage.mailboxes import MAILBOXES, TablePushes, TableStates
from shared.storage.pepper import Pepper
from tests.builders import TENANT
from tests.simulation.memory import MemoryTables

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def tables():
    return MemoryTables()


def taken(budget, *, times, at=NINE, kind="internal", hourly=3):
    return sum(budget.take(kind, at, hourly=hourly, daily=5) for _ in range(times))


def test_an_hour_and_a_day_hold_so_many_mails(tables):
    budget = TableMailBudget(tables, TENANT)
    later = NINE + timedelta(hours=1)

    assert taken(budget, times=9) == 3
    assert taken(budget, times=9, at=later) == 2
    assert taken(budget, times=9, at=NINE + timedelta(days=1)) == 3


def test_kinds_are_counted_apart(tables):
    budget = TableMailBudget(tables, TENANT)
    taken(budget, times=9)

    assert taken(budget, times=1, kind="customer") == 1


def test_looking_takes_nothing(tables):
    budget = TableMailBudget(tables, TENANT)
    for _ in range(9):
        assert budget.left("internal", NINE, hourly=1, daily=1)

    assert taken(budget, times=2, hourly=1) == 1
    assert not budget.left("internal", NINE, hourly=1, daily=1)


class Racing(MemoryTables):
    """Another worker is first, now and then."""

    def __init__(self, times):
        super().__init__()
        self._left = times

    def insert(self, table, rows):
        self._race(table, rows[0])
        super().insert(table, rows)

    def replace(self, table, row):
        self._race(table, row)
        return super().replace(table, row)

    def _race(self, table, row):
        if self._left:
            self._left -= 1
            super().put(table, [row])


def test_who_loses_a_race_counts_on_top():
    budget = TableMailBudget(Racing(2), TENANT)

    assert taken(budget, times=5) == 1  # two were the others'


def test_hashes_are_keyed_and_the_same_in_every_process(tables):
    first, second = Pepper(tables, TENANT), Pepper(tables, TENANT)
    other = Pepper(MemoryTables(), TENANT)

    assert first.hashed("a") == second.hashed("a") != first.hashed("b")
    assert other.hashed("a") != first.hashed("a")


def test_of_two_peppers_the_first_counts():
    racing = Racing(1)

    assert Pepper(racing, TENANT).hashed("a") == Pepper(racing, TENANT).hashed("a")


def test_a_mailboxs_state_is_guarded_by_its_version(tables):
    states = TableStates(tables, MAILBOXES, MailboxState, tenant_id=TENANT)
    new, version = states.load("a@msp.example")
    states.save(new.model_copy(update={"history_id": 7}), version)

    with pytest.raises(Conflict):
        states.save(new, version)
    stored, current = states.load("a@msp.example")
    states.save(stored.model_copy(update={"history_id": 8}), current)
    assert states.load("a@msp.example")[0].history_id == 8
    with pytest.raises(Conflict):
        states.save(stored, current)


def test_what_is_not_ours_is_counted_by_day_and_forgotten(tables):
    pushes, racing = TablePushes(tables), TablePushes(Racing(1))
    for counted in (pushes, pushes, racing):
        counted.count_unknown(date(2026, 12, 1))

    assert pushes.unknown(date(2026, 12, 1)) == 2
    assert pushes.unknown(date(2026, 12, 2)) == 0
    pushes.forget_before(date(2026, 12, 2))
    assert pushes.unknown(date(2026, 12, 1)) == 0


def test_notifications_are_remembered_by_day(tables):
    pushes = TablePushes(tables)
    pushes.remember(date(2026, 12, 1), "1")
    pushes.remember(date(2026, 12, 1), "1")

    assert not pushes.first_seen(date(2026, 12, 1), "1")
    assert pushes.first_seen(date(2026, 12, 2), "1")
