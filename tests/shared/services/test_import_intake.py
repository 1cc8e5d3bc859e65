"""Intake by CSV: every row error by name, dry first, each change on the timeline."""

from datetime import date
from decimal import Decimal

import pytest

from shared.domain.contract import RenewalMode
from shared.domain.errors import InvalidInput
from shared.domain.event import EventType
from shared.services import import_intake
from tests.builders import months
from tests.shared.services import upstream
from tests.shared.services.engine import Engine, one_contract
from tests.shared.services.test_renew_contracts import Racing, deliver_a_mode

HEADER = (
    "contract_id,start_date,end_date,renewal_mode,notice_period,owner,mrr,currency,"
    "entitled_hours,seats"
)
FULL = "301,2025-04-01,2028-03-31,Auto,3 months,Agent 5,1250.50,gbp,12.5,40"


def synced():
    engine = Engine(
        one_contract(contracts=[upstream.contract(n, 12) for n in (301, 302)])
    )
    engine.sync()
    return engine


def read(engine, *lines):
    return import_intake.read(engine.app, lines)


def recorded(engine, *lines, actor="ada"):
    rows, errors = read(engine, *lines)
    assert errors == []
    return import_intake.record(engine.app, rows, actor=actor)


def stored(engine, contract="301"):
    return engine.stores.intake.get("12", contract)


def written(engine):
    events = engine.events_of(12, 301)
    return [e.data for e in events if e.type == EventType.INTAKE_RECORDED]


def test_a_row_is_read_in_full():
    ((row,), errors) = read(synced(), HEADER, FULL)

    assert errors == []
    assert (row.start_date, row.end_date) == (date(2025, 4, 1), date(2028, 3, 31))
    assert (row.renewal_mode, row.notice_period) == (RenewalMode.AUTO, months(3))
    assert (row.owner, row.mrr, row.currency) == ("Agent 5", Decimal("1250.50"), "GBP")
    assert (row.entitled_hours, row.seats) == (Decimal("12.5"), Decimal(40))
    assert (row.customer_id, row.contract_id) == ("12", "301")


def test_only_the_contract_is_mandatory():
    ((row,), errors) = read(synced(), "contract_id,owner", "301,5")

    assert (row.owner, row.mrr, row.renewal_mode, errors) == ("5", None, None, [])


@pytest.mark.parametrize(
    "header",
    [
        "",
        "owner,mrr",
        "contract_id,price",
        "contract_id;owner",
        "contract_id,owner,owner",
        "Contract_Id,owner",
    ],
)
def test_a_file_of_other_columns_is_refused_as_a_whole(header):
    with pytest.raises(InvalidInput, match="columns must be among contract_id"):
        read(synced(), header, "301,5")


def test_a_file_that_is_no_csv_is_refused():
    with pytest.raises(InvalidInput, match="the file is no CSV"):
        read(synced(), "contract_id,owner", '301,"5')


ERRORS = [
    ({"contract_id": "999"}, "contract '999' is not known"),
    ({"contract_id": ""}, "contract '' is not known"),
    ({"start_date": "1/4/2025"}, "start_date '1/4/2025' is not like 2027-03-31"),
    ({"end_date": "2027-02-30"}, "end_date '2027-02-30' is not like 2027-03-31"),
    (
        {"start_date": "2028-01-01", "end_date": "2027-01-01"},
        "end_date 2027-01-01 is before start_date 2028-01-01",
    ),
    (
        {"renewal_mode": "sometimes"},
        "renewal_mode 'sometimes' is none of none, manual, auto, evergreen",
    ),
    (
        {"notice_period": "a while"},
        "notice period 'a while' is not like '90 days' or '3 months'",
    ),
    ({"owner": "Zoe"}, "owner 'Zoe' is not an active agent"),
    ({"mrr": "much"}, "mrr 'much' is not a number"),
    ({"mrr": "1,200.00"}, "mrr '1,200.00' is not a number"),
    ({"mrr": "-1"}, "mrr '-1' must be 0 or more"),
    ({"mrr": "NaN"}, "mrr 'NaN' must be 0 or more"),
    ({"mrr": "Infinity"}, "mrr 'Infinity' must be 0 or more"),
    ({"entitled_hours": "ten"}, "entitled_hours 'ten' is not a number"),
    ({"seats": "-4"}, "seats '-4' must be 0 or more"),
    ({"currency": "EURO"}, "currency 'EURO' is not an ISO 4217 code"),
    ({"currency": "£"}, "currency '£' is not an ISO 4217 code"),
]


@pytest.mark.parametrize(("cells", "message"), ERRORS)
def test_each_row_error_is_told_with_its_row_and_contract(cells, message):
    cells = {"contract_id": "301", **cells}
    line = ",".join(f'"{text}"' for text in cells.values())

    rows, errors = read(synced(), ",".join(cells), "302", line)

    (error,) = errors
    assert (error.row, error.contract_id) == (3, cells["contract_id"])
    assert error.message == message
    assert [row.contract_id for row in rows] == ["302"]


def test_a_row_with_more_cells_than_the_header_is_an_error():
    _, (error,) = read(synced(), "contract_id,owner", "301,5,1200")

    assert error.message == "the row has more cells than the header"


def test_a_contract_that_stands_in_the_file_twice_is_an_error():
    rows, (error,) = read(synced(), "contract_id,owner", "301,5", "301,7")

    assert len(rows) == 1
    assert (error.row, error.message) == (3, "contract 301 stands in the file twice")


def test_a_contract_that_is_gone_is_not_known():
    engine = synced()
    engine.halo.mutate({"op": "remove_contract", "contract_id": 302})
    engine.later(minutes=15).sync()

    _, (error,) = read(engine, "contract_id,owner", "302,5")

    assert error.message == "contract '302' is not known"


def test_a_disabled_agent_cannot_own():
    engine = Engine(one_contract(agents=[upstream.agent(5, isdisabled=True)]))
    engine.sync()

    _, (error,) = read(engine, "contract_id,owner", "301,5")

    assert error.message == "owner '5' is not an active agent"


def test_reading_alone_stores_nothing():
    engine = synced()

    read(engine, HEADER, FULL)

    assert stored(engine) is None
    assert written(engine) == []


def test_a_row_is_stored_with_who_filled_it_in():
    engine = synced()

    result = recorded(engine, HEADER, FULL)

    assert result.recorded == ("301",)
    assert (stored(engine).mrr, stored(engine).recorded_by) == (
        Decimal("1250.50"),
        "ada",
    )


def test_a_row_stands_on_the_contracts_timeline():
    engine = synced()

    recorded(engine, "contract_id,owner,mrr", "301,Agent 5,900")

    (event,) = engine.events_of(12, 301)
    assert (event.type, event.actor) == (EventType.INTAKE_RECORDED, "ada")
    assert event.data == {"owner": "Agent 5", "mrr": "900"}


def test_the_same_file_twice_changes_nothing():
    engine = synced()
    recorded(engine, HEADER, FULL)

    result = recorded(engine, HEADER, FULL, actor="ben")

    assert (result.recorded, result.unchanged) == ((), ("301",))
    assert len(written(engine)) == 1


def test_an_empty_cell_says_nothing():
    """A file of owners only must not take the notice periods away."""
    engine = synced()
    recorded(engine, "contract_id,notice_period,mrr", "301,90,900")

    recorded(engine, "contract_id,owner,mrr", "301,7,")

    kept = stored(engine)
    assert (str(kept.notice_period), kept.mrr, kept.owner) == ("90 days", 900, "7")
    assert written(engine)[-1] == {"owner": "7"}


def test_dates_are_checked_against_what_is_known():
    engine = synced()
    recorded(engine, "contract_id,start_date", "301,2027-01-01")

    _, (error,) = read(engine, "contract_id,end_date", "301,2026-12-31")

    assert error.message == "end_date 2026-12-31 is before start_date 2027-01-01"


def test_a_row_that_says_nothing_is_no_change():
    engine = synced()

    result = recorded(engine, "contract_id,owner", "301,")

    assert result.unchanged == ("301",)
    assert written(engine) == []


def test_the_timeline_comes_before_the_table():
    """A crash in between costs a second event, never a lost one."""
    engine = synced()
    engine.app = engine.process(tables=NoIntake(engine.tables))
    with pytest.raises(RuntimeError):
        recorded(engine, "contract_id,owner", "301,5")
    engine.app = engine.process()

    recorded(engine, "contract_id,owner", "301,5")

    assert written(engine) == [{"owner": "5"}, {"owner": "5"}]
    assert stored(engine).owner == "5"


class NoIntake:
    """Tables of which one can't be written."""

    def __init__(self, tables):
        self._tables = tables

    def __getattr__(self, name):
        return getattr(self._tables, name)

    def put(self, table, rows):
        if table == "intake":
            raise RuntimeError
        self._tables.put(table, rows)


def test_another_writer_does_not_keep_a_row_from_being_recorded():
    engine = synced()
    tables = Racing(engine.tables, lambda: deliver_a_mode(engine))
    engine.app = engine.process(tables=tables)

    recorded(engine, "contract_id,owner", "301,5")

    assert [e.type for e in engine.events_of(12, 301)] == [
        EventType.MODE_CHANGED,
        EventType.INTAKE_RECORDED,
    ]


def test_an_intake_cures_what_was_missing():
    incomplete = upstream.contract(301, 12, mode="auto", owner=False)
    incomplete["customfields"] = []
    engine = Engine(one_contract(contracts=[incomplete]))
    engine.sync()
    engine.renew()
    assert len(engine.exceptions()) == 1

    recorded(engine, "contract_id,renewal_mode", "301,manual")
    engine.later(days=1).renew()

    assert engine.exceptions() == {}
