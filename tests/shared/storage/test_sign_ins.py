"""Sign-ins under way and sessions: found by their cookie, once or until they end."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from threading import Barrier

import pytest

from shared.domain.errors import Conflict
from shared.domain.person import Person, SignIn
from shared.storage.azure_tables import AzureTables
from shared.storage.credentials import Account
from shared.storage.sign_ins import TableSignIns
from tests.simulation.memory import MemoryTables

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SIGN_IN = SignIn(state="s7", exchange='{"nonce": "n"}', target="/api/x", recent=True)
PERSON = Person(tid="t", oid="o", name="Ben", roles=frozenset({"a", "b"}), auth_at=NOW)
HOSTILE = ["", "x", "é", "\ud800", "a/b#c?", "x" * 5000, "' or PartitionKey ne 'x"]


def numbered():
    """Give a source of bytes that are never the same twice."""
    numbers = count(1)
    return lambda size: next(numbers).to_bytes(size, "big")


@pytest.fixture
def tables():
    return MemoryTables()


@pytest.fixture
def sign_ins(tables):
    return TableSignIns(tables, "acme", numbered())


def after(**passed):
    return NOW + timedelta(**passed)


def test_ap18_a_sign_in_is_taken_with_its_cookie_and_state(sign_ins):
    cookie = sign_ins.begin(SIGN_IN, NOW)

    assert sign_ins.take(cookie, "s7", after(minutes=9, seconds=59)) == SIGN_IN


def test_a_sign_in_is_taken_once(sign_ins, tables):
    cookie = sign_ins.begin(SIGN_IN, NOW)
    sign_ins.take(cookie, "s7", NOW)

    assert sign_ins.take(cookie, "s7", NOW) is None
    assert "signinflows" not in tables.dump()


def test_a_sign_in_ends_after_ten_minutes_and_is_removed_when_met(sign_ins, tables):
    cookie = sign_ins.begin(SIGN_IN, NOW)

    assert sign_ins.take(cookie, "s7", after(minutes=10)) is None
    assert "signinflows" not in tables.dump()


@pytest.mark.parametrize("state", ["", "s8", "s7 ", "S7", "é", "\ud800"])
def test_another_browsers_answer_neither_takes_nor_spoils_a_sign_in(sign_ins, state):
    cookie = sign_ins.begin(SIGN_IN, NOW)

    assert sign_ins.take(cookie, state, NOW) is None
    assert sign_ins.take(cookie, "s7", NOW) == SIGN_IN


def test_a_state_counts_with_its_own_cookie_alone(sign_ins):
    sign_ins.begin(SIGN_IN, NOW)
    other = sign_ins.begin(SIGN_IN.model_copy(update={"state": "s8"}), NOW)

    assert sign_ins.take(other, "s7", NOW) is None


class LosingTables(MemoryTables):
    """Tables in which somebody else is always first."""

    def replace(self, table, row):
        super().replace(table, row)
        raise Conflict(table)


def test_who_loses_the_race_for_a_sign_in_gets_nothing():
    losing = TableSignIns(LosingTables(), "acme", numbered())
    cookie = losing.begin(SIGN_IN, NOW)

    assert losing.take(cookie, "s7", NOW) is None


class Crash(Exception):
    """The process is gone."""


class CrashingTables(MemoryTables):
    """Tables whose user dies before anything is deleted."""

    def delete(self, table, rows):
        raise Crash(table, rows)


def test_a_sign_in_whose_taker_crashed_is_not_taken_again():
    crashing = TableSignIns(CrashingTables(), "acme", numbered())
    cookie = crashing.begin(SIGN_IN, NOW)
    with pytest.raises(Crash):
        crashing.take(cookie, "s7", NOW)

    assert crashing.take(cookie, "s7", NOW) is None


def test_ap08_of_fifty_that_take_a_sign_in_at_once_one_gets_it(sign_ins):
    cookie = sign_ins.begin(SIGN_IN, NOW)
    together = Barrier(50)

    def take(_):
        together.wait()
        return sign_ins.take(cookie, "s7", NOW)

    with ThreadPoolExecutor(50) as pool:
        taken = list(pool.map(take, range(50)))

    assert [one for one in taken if one] == [SIGN_IN]


def test_a_session_is_found_by_its_cookie_for_eight_hours(sign_ins):
    cookie, session = sign_ins.open_session(PERSON, NOW)

    assert session.person == PERSON
    assert (session.created_at, session.expires_at) == (NOW, after(hours=8))
    assert sign_ins.find_session(cookie, after(hours=8, seconds=-1)) == session
    assert sign_ins.find_session(cookie, after(hours=8)) is None


def test_cookies_and_secrets_are_43_characters_of_their_own(sign_ins):
    one, first = sign_ins.open_session(PERSON, NOW)
    two, second = sign_ins.open_session(PERSON, NOW)
    flow = sign_ins.begin(SIGN_IN, NOW)
    secrets = {one, two, first.csrf_secret, second.csrf_secret, flow}

    assert len(secrets) == 5
    assert {len(secret) for secret in secrets} == {43}


def test_a_session_that_was_ended_is_gone(sign_ins):
    cookie, _ = sign_ins.open_session(PERSON, NOW)
    other, _ = sign_ins.open_session(PERSON, NOW)
    sign_ins.end_session(cookie)
    sign_ins.end_session(cookie)

    assert sign_ins.find_session(cookie, NOW) is None
    assert sign_ins.find_session(other, NOW) is not None


@pytest.mark.parametrize("cookie", HOSTILE)
def test_a_cookie_of_whatever_text_finds_nothing(sign_ins, cookie):
    sign_ins.open_session(PERSON, NOW)
    sign_ins.begin(SIGN_IN, NOW)
    sign_ins.end_session(cookie)

    assert sign_ins.find_session(cookie, NOW) is None
    assert sign_ins.take(cookie, "s7", NOW) is None


def test_a_sign_in_is_no_session_and_a_session_no_sign_in(sign_ins):
    flow = sign_ins.begin(SIGN_IN, NOW)
    session, _ = sign_ins.open_session(PERSON, NOW)

    assert sign_ins.find_session(flow, NOW) is None
    assert sign_ins.take(session, "s7", NOW) is None


def test_ap01_looking_for_a_session_writes_nothing(sign_ins, tables):
    cookie, _ = sign_ins.open_session(PERSON, NOW)
    before = tables.dump()

    for now in (NOW, after(hours=9)):
        for text in (cookie, *HOSTILE):
            sign_ins.find_session(text, now)

    assert tables.dump() == before


def test_ap20_storage_does_not_hold_what_a_browser_needs(sign_ins, tables):
    flow = sign_ins.begin(SIGN_IN, NOW)
    session, _ = sign_ins.open_session(PERSON, NOW)
    kept = repr(tables.dump())

    assert flow not in kept
    assert session not in kept
    keys = [row["PartitionKey"] for rows in tables.dump().values() for row in rows]
    assert keys == [sha256(c.encode()).hexdigest() for c in (flow, session)]
    assert {row["tenant_id"] for rows in tables.dump().values() for row in rows} == {
        "acme"
    }


def test_what_has_expired_is_purged_and_nothing_else(sign_ins):
    for minutes in (0, 1, 2):
        sign_ins.begin(SIGN_IN, after(minutes=minutes))
    old, _ = sign_ins.open_session(PERSON, after(hours=-9))
    young, _ = sign_ins.open_session(PERSON, NOW)

    assert sign_ins.purge(after(minutes=11)) == 3
    assert sign_ins.purge(after(minutes=11)) == 0
    assert sign_ins.find_session(old, after(hours=-9)) is None
    assert sign_ins.find_session(young, NOW) is not None


class Meanwhile(MemoryTables):
    """Tables in which each row changes after it was read."""

    def query(self, table, **bounds):
        for row in super().query(table, **bounds):
            super().put(table, [row])
            yield row


def test_a_row_that_changes_during_a_purge_does_not_stop_it():
    sign_ins = TableSignIns(Meanwhile(), "acme", numbered())
    sign_ins.begin(SIGN_IN, NOW)

    assert sign_ins.purge(after(minutes=10)) == 1
    assert sign_ins.purge(after(minutes=10)) == 0


@pytest.mark.azurite
def test_the_emulator_keeps_sign_ins_and_sessions_just_as_memory_does(azurite):
    tables = AzureTables(Account(azurite))
    sign_ins = TableSignIns(tables, "acme", secrets.token_bytes)
    flow, expired = (
        sign_ins.begin(SIGN_IN, NOW),
        sign_ins.begin(SIGN_IN, after(days=-1)),
    )
    cookie, session = sign_ins.open_session(PERSON, NOW)

    assert sign_ins.take(flow, "s7", NOW) == SIGN_IN
    assert sign_ins.take(flow, "s7", NOW) is None
    assert sign_ins.purge(NOW) >= 1
    assert sign_ins.take(expired, "s7", after(days=-1)) is None
    assert sign_ins.find_session(cookie, NOW) == session
    sign_ins.end_session(cookie)
    assert sign_ins.find_session(cookie, NOW) is None
