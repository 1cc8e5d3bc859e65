"""The digest: once a morning, the weightiest first, silent when there is nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest

from shared.services import send_digests
from shared.services.send_digests import Item, facts_of
from tests.shared.services.mail.office import two_customers
from tests.shared.services.mail.post_room import LEAD, MONDAY, OWNER, PostRoom

TODAY = date(2027, 2, 1)


@pytest.fixture
def room():
    return PostRoom().morning().decide().deliver()


def digests(room, address=OWNER):
    return [
        mail for mail in room.sent() if "Renewals today" in mail and address in mail
    ]


def shown(items) -> list[Any]:
    found: Any = facts_of(items, TODAY, lines=10)["items"]
    return list(found)


def item(title="Call", *, due=TODAY, value=100_000, owner="5"):
    return Item(
        owner_id=owner, title=title, due_date=due, value_minor=value, currency="GBP"
    )


def test_whoever_has_open_work_gets_one(room):
    assert send_digests.send(room.app) == 1
    room.deliver()

    (mail,) = digests(room)
    assert "Customer checkpoint" in mail
    assert "12,000.00 GBP a year" in mail
    assert "Nothing else needs you today." in mail


def test_it_comes_once_a_day_however_often_the_timer_fires(room):
    for _ in range(10):
        send_digests.send(room.app)
        room.deliver().later(minutes=15)
    first = len(digests(room))
    room.on(MONDAY.replace(day=2), 9)
    send_digests.send(room.app)
    room.deliver()

    assert (first, len(digests(room))) == (1, 2)


def test_of_two_workers_at_once_one_asks_for_it(room):
    together = Barrier(2)

    def send(_worker):
        together.wait()
        return send_digests.send(room.app)

    with ThreadPoolExecutor(2) as pool:
        asked = sum(pool.map(send, range(2)))
    room.deliver()

    assert (asked, len(digests(room))) == (1, 1)


@pytest.mark.parametrize(
    ("zone", "at", "due"),
    [
        ("Pacific/Auckland", (1, 31, 18), 0),  # 7:00 on Monday there
        ("Pacific/Auckland", (1, 31, 19), 1),  # 8:00
        ("Pacific/Auckland", (2, 1, 9), 0),  # 22:00
        ("America/New_York", (2, 1, 9), 0),  # 4:00
        ("America/New_York", (2, 1, 13), 1),  # 8:00
        ("America/New_York", (3, 12, 13), 1),  # 8:00, the last Friday of winter time
        ("America/New_York", (3, 15, 12), 1),  # 8:00, the first Monday of summer time
        ("America/New_York", (3, 15, 11), 0),
        ("Europe/London", (3, 26, 9), 0),  # Good Friday, a holiday of the playbook
    ],
)
def test_the_morning_is_the_recipients(zone, at, due):
    month, day, hour = at
    mail, book = {"zones": {"5": zone}}, {"holidays": ["2027-03-26"]}
    room = PostRoom(mail=mail, book=book).morning(date(2027, 1, 30)).decide()
    room.on(date(2027, month, day), hour)

    assert send_digests.send(room.app) == due


def test_it_reads_only_what_is_open(room):
    read = []

    class Watched:
        def __getattr__(self, name):
            return getattr(room.tables, name)

        def query(self, table, **bounds):
            for row in room.tables.query(table, **bounds):
                read.append(table)
                yield row

    app = room.process(tables=Watched())
    items = list(send_digests.open_items(app))

    assert len(read) == len(items) < len(list(room.tables.query("effects")))
    assert set(read) == {"effects"}


def test_who_has_nothing_gets_nothing(room):
    send_digests.send(room.app)
    room.deliver()

    assert digests(room, LEAD) == []


@pytest.mark.parametrize(("day", "hour"), [(1, 7), (1, 12), (6, 9)])
def test_it_is_for_the_mornings_of_business_days(day, hour):
    room = PostRoom().morning().decide().deliver()
    room.on(MONDAY.replace(day=7 + day), hour)

    assert send_digests.send(room.app) == 0


def test_the_weightiest_comes_first_by_money_and_urgency():
    items = [
        item("small today", value=10_000),
        item("big later", due=date(2027, 5, 1), value=900_000),
        item("big today", value=900_000),
        item("nothing", value=0),
    ]

    assert [one["title"] for one in shown(items)] == [
        "big today",
        "big later",
        "small today",
        "nothing",
    ]


def test_what_does_not_fit_is_counted():
    facts = facts_of([item(f"t{n}") for n in range(14)], TODAY, lines=10)

    assert (facts["count"], facts["more"]) == (10, 4)


def test_overdue_work_says_so():
    (one,) = shown([item(due=date(2027, 1, 29))])

    assert one["when"] == "overdue since 29 January 2027"


def test_a_kind_without_a_channel_is_an_exception_and_not_written():
    room = PostRoom(mail={"channels": {"letter": "draft"}}).morning().decide()

    assert send_digests.send(room.app) == 0
    rules = {i.id for i in room.exceptions().values() if i.rule == "channel_missing"}
    assert rules == {
        f"channel_missing:{kind}" for kind in ("approval", "escalation", "digest")
    }


def test_a_shadowed_tenant_gets_no_mail():
    room = PostRoom(two_customers(), book={"default_mode": "shadow"}).morning()
    room.decide()
    send_digests.send(room.app)
    room.deliver()

    assert room.sent() == []


def test_without_mail_there_is_no_digest(room):
    room.app = room.process()

    assert send_digests.send(room.app) == 0
