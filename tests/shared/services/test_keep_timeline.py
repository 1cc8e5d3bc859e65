"""Tampering is named to the event; all that is read can be made again."""

from dataclasses import replace
from datetime import date

import pytest

from shared.services import keep_timeline
from shared.storage.timeline import hash_of, to_event, to_row
from tests.shared.services.engine import Engine

KEY = "12|301"


def led():
    """Give an engine whose one contract has a timeline of a dozen events."""
    engine = Engine()
    engine.sync()
    engine.on(date(2026, 12, 31)).renew()
    engine.on(date(2027, 1, 30)).renew()
    assert len(rows(engine)) > 10
    return engine


def rows(engine):
    return list(engine.tables.query("timeline", pk=KEY))


def change(engine, number, **values):
    row = rows(engine)[number - 1]
    engine.tables.put("timeline", [replace(row, values={**row.values, **values})])


def faults(engine):
    return [(f.seq, f.fault) for f in keep_timeline.verify(engine.app, hash_of)]


def test_an_intact_chain_has_no_fault():
    assert faults(led()) == []


def test_an_empty_tenant_has_no_fault():
    assert faults(Engine()) == []


@pytest.mark.parametrize(
    "values",
    [
        {"summary": "something else"},
        {"actor": "nobody"},
        {"data": '{"mode":"live"}'},
        {"stage": "t30"},
        {"term_end": "2028-03-31"},
        {"operation_id": "another"},
        {"playbook_version": "ffff"},
        {"type": "RenewalClosed"},
    ],
)
def test_an_edited_event_is_named(values):
    engine = led()

    change(engine, 4, **values)

    assert faults(engine) == [(4, "it was edited: its hash does not match its content")]


def test_an_event_edited_with_a_new_hash_breaks_the_next_link():
    engine = led()
    event = to_event(rows(engine)[3]).model_copy(update={"summary": "something else"})
    forged = event.model_copy(update={"hash": hash_of(event)})

    engine.tables.put("timeline", [to_row(KEY, forged)])

    assert faults(engine) == [
        (5, "it does not follow the event before it: one of them was replaced")
    ]


@pytest.mark.parametrize("number", [1, 5])
def test_a_removed_event_is_named(number):
    engine = led()

    engine.tables.delete("timeline", [rows(engine)[number - 1]])

    assert faults(engine) == [(number + 1, f"event {number} is missing before it")]


def test_a_cut_off_end_is_named():
    """The projections have seen what came after it."""
    engine = led()
    kept = rows(engine)

    engine.tables.delete("timeline", kept[-2:])

    last = len(kept)
    assert faults(engine) == [
        (last - 1, f"it was removed, and all up to {last}: the end is cut off")
    ]


def test_a_timeline_that_is_gone_as_a_whole_is_named():
    engine = led()
    last = len(rows(engine))

    engine.tables.delete("timeline", rows(engine))

    assert faults(engine) == [
        (1, f"it was removed, and all up to {last}: the end is cut off")
    ]


def test_an_inserted_event_is_named():
    engine = led()
    forged = to_event(rows(engine)[3]).model_copy(update={"summary": "slipped in"})
    row = to_row(KEY, forged.model_copy(update={"hash": hash_of(forged)}))

    engine.tables.insert("timeline", [replace(row, rk="00000000045")])

    assert (4, "it stands after event 4: inserted or reordered") in faults(engine)


def test_reordered_events_are_named():
    engine = led()
    fourth, fifth = rows(engine)[3:5]

    engine.tables.put(
        "timeline",
        [replace(fourth, values=fifth.values), replace(fifth, values=fourth.values)],
    )

    assert faults(engine) == [
        (5, "event 4 is missing before it"),
        (4, "it stands after event 5: inserted or reordered"),
    ]


def test_each_fault_of_several_is_named():
    engine = led()
    change(engine, 2, actor="nobody")
    change(engine, 7, actor="nobody")

    assert [seq for seq, _ in faults(engine)] == [2, 7]


def test_a_fault_names_its_contract():
    engine = led()
    change(engine, 2, actor="nobody")

    (fault,) = keep_timeline.verify(engine.app, hash_of)

    assert (fault.customer_id, fault.contract_id) == ("12", "301")


PROJECTED = ("renewals", "effects", "exceptions", "contractheads")


def projections(engine):
    found = {}
    for table in PROJECTED:
        kept = engine.tables.query(table)
        found[table] = [(row.pk, row.rk, dict(row.values)) for row in kept]
    return found


def test_a_rebuild_gives_what_was_there():
    engine = led()
    before = projections(engine)

    count = keep_timeline.rebuild(engine.app, engine.stores.timeline.all())

    assert count == 1
    assert projections(engine) == before


def test_a_rebuild_takes_away_what_no_event_tells():
    engine = led()
    before = projections(engine)
    engine.tables.put("exceptions", [replace(rows(engine)[0], pk="99|1")])

    keep_timeline.rebuild(engine.app, engine.stores.timeline.all())

    assert projections(engine) == before


def test_a_rebuild_from_nothing_gives_the_same():
    engine = led()
    before = projections(engine)
    engine.stores.projections.clear()

    keep_timeline.rebuild(engine.app, engine.stores.timeline.all())

    assert projections(engine) == before
