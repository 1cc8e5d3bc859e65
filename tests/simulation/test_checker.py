"""Each invariant sees the violation that it is for, and no other."""

import json
import zlib
from datetime import UTC, datetime

import pytest

from tests.simulation.checker import ALWAYS, WHEN_QUIET, violations
from tests.simulation.evidence import Evidence, document_of, plain, plain_number
from tests.simulation.invariants import chain, effects, facts, records, stages
from tests.simulation.invariants.chain import canonical, hash_of

MARKER = "[rnwl-0123456789ab]"
EFFECT = "0123456789ab"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def timeline(*events, key="12|57"):
    """Chain events given as (type, data) or (type, data, operation) or with changes."""
    rows, previous = [], ""
    for seq, (kind, data, *more) in enumerate(events, 1):
        row = {
            "PartitionKey": key,
            "RowKey": f"{seq:010d}",
            **dict.fromkeys(
                ("run_id", "playbook_version", "model_version", "summary"), ""
            ),
            **dict(zip(("customer_id", "contract_id"), key.split("|"), strict=True)),
            "tenant_id": "t",
            "seq": seq,
            "type": kind,
            "at": NOON,
            "actor": "a",
            "stage": "t90",
            "term_end": "2027-01-31",
            "data": canonical(data),
            "operation_id": f"op{seq}",
            "previous_hash": previous,
            **(more[0] if more else {}),
        }
        previous = row["hash"] = hash_of(row)
        rows.append(row)
    return rows


ASKED = ("TaskRequested", {"id": EFFECT, "effect_id": EFFECT, "marker": MARKER})
SHADOW = (
    "TaskRequested",
    {"id": EFFECT, "effect_id": EFFECT, "marker": MARKER, "shadow": True},
)
CLAIMED = ("EffectClaimed", {"id": EFFECT, "until": ""})
DONE = ("EffectDelivered", {"id": EFFECT, "external_id": "7"})
SUPERSEDED = ("TaskSuperseded", {"id": EFFECT, "reason": ""})
UNKNOWN = ("EffectFailed", {"id": EFFECT, "status": "unknown"})
EMPTY: dict[str, str] = {}
RAISED = ("ExceptionRaised", {"id": f"effect_unknown:{EFFECT}", "owner_id": "3"})


def task(number=7, **over):
    return {"id": number, "summary": f"Review {MARKER}", "client_id": 12} | over


def seen(invariant, events=(), upstream=(), /, **tables):
    tables = {"timeline": events, **tables}
    evidence = Evidence(tables, upstream={"Tickets": upstream})
    return invariant(evidence)


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda rows: rows.pop(0), "has key 0000000002 and seq 2"),
        (lambda rows: rows.pop(1), "has key 0000000003 and seq 3"),
        (lambda rows: rows[1].update(actor="b"), "event 2: its hash does not match"),
        (lambda rows: rows[1].update(data='{"a": 1}'), "not canonical"),
        (lambda rows: rows[1].update(customer_id="13"), "belongs to 13|57"),
        (lambda rows: rows[1].update(hash="x"), "event 3: is not chained"),
        (
            lambda rows: rows[1].update(previous_hash="x", hash=""),
            "event 2: is not chained",
        ),
    ],
)
def test_a_chain_that_was_touched_is_seen(damage, problem):
    rows = timeline(("A", {}), ("B", {"a": 1}), ("C", {}))
    whole = seen(chain.chained, rows)

    damage(rows)

    assert whole == []
    assert any(problem in text for text in seen(chain.chained, rows))


def test_keys_with_escaped_ids_belong_to_their_ids():
    ids = {"customer_id": "A/1", "contract_id": ""}

    assert seen(chain.chained, timeline(("A", {}, ids), key="A=2f1|=")) == []


@pytest.mark.parametrize(
    "events",
    [
        [("A", {}, {"operation_id": "x"}), ("B", {}), ("C", {}, {"operation_id": "x"})],
        [
            ("A", {}, {"operation_id": "x"}),
            ("B", {}, {"operation_id": "x", "at": NOON.replace(hour=13)}),
        ],
        [("A", {}, {"operation_id": "x"}), ("A", {}, {"operation_id": "x"})],
    ],
    ids=["apart", "later", "the same"],
)
def test_an_operation_that_was_appended_twice_is_seen(events):
    assert len(seen(chain.operations_once, timeline(*events))) == 1


def test_an_operation_of_several_events_is_fine():
    same = {"operation_id": "x"}

    rows = timeline(("A", {}, same), ("B", {"n": 1}, same), ("B", {"n": 2}, same))

    assert seen(chain.operations_once, rows) == []


@pytest.mark.parametrize(
    ("events", "tickets", "count"),
    [
        ([ASKED], [], 0),
        ([ASKED, CLAIMED], [task()], 0),
        ([ASKED, CLAIMED, DONE], [task()], 0),
        ([ASKED, CLAIMED, DONE], [task(), task(8)], 1),
        ([ASKED, CLAIMED], [task(), task(8, deleted=True)], 1),
        ([ASKED, CLAIMED, DONE], [], 1),
        ([SHADOW], [task()], 1),
        ([ASKED, SUPERSEDED], [task()], 1),
        ([ASKED, CLAIMED, SUPERSEDED], [task()], 0),
        ([ASKED, CLAIMED, UNKNOWN], [task()], 0),
        ([ASKED, CLAIMED, UNKNOWN], [task(), task(8)], 1),
    ],
)
def test_an_effect_that_is_not_there_just_once_is_seen(events, tickets, count):
    assert len(seen(effects.delivered_once, timeline(*events), tickets)) == count


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([ASKED], ["owed"]),
        ([ASKED, CLAIMED], ["claimed"]),
        ([ASKED, CLAIMED, DONE, SUPERSEDED], ["owed"]),
        ([ASKED, CLAIMED, DONE], []),
        ([ASKED, SUPERSEDED], []),
        ([SHADOW, SUPERSEDED], []),
        ([ASKED, CLAIMED, UNKNOWN], []),
    ],
)
def test_what_is_still_owed_is_seen(events, expected):
    found = seen(effects.settled, timeline(*events))

    assert [text.rpartition(" ")[2] for text in found] == expected


def test_a_delivery_recorded_under_another_ticket_is_seen():
    rows = timeline(ASKED, DONE)

    assert seen(effects.recorded_truly, rows, [task(7.0)]) == []
    assert len(seen(effects.recorded_truly, rows, [task(8)])) == 1


def test_a_superseded_task_that_is_open_upstream_is_seen():
    closing = ("EffectDelivered", {"id": f"close-{EFFECT}", "external_id": "7"})
    rows = timeline(ASKED, CLAIMED, DONE, SUPERSEDED, closing)

    assert len(seen(effects.closed_when_superseded, rows, [task()])) == 1
    assert seen(effects.closed_when_superseded, rows, [task(dateclosed="x")]) == []


def test_a_ticket_that_nobody_asked_for_is_seen():
    assert len(seen(effects.asked_for, [], [task(), {"id": 1, "summary": "x"}])) == 1
    assert seen(effects.asked_for, timeline(ASKED), [task()]) == []


def test_an_unknown_outcome_that_nobody_owns_is_seen():
    rows = timeline(ASKED, CLAIMED, UNKNOWN)

    assert len(seen(effects.unknown_has_an_owner, rows)) == 1
    assert seen(effects.unknown_has_an_owner, [*rows, *timeline(RAISED)]) == []


def test_a_projection_that_says_otherwise_is_seen():
    rows = timeline(ASKED, CLAIMED, DONE)

    def kept(status):
        return [{"PartitionKey": "12|57", "RowKey": EFFECT, "status": status}]

    assert seen(effects.projected, rows, effects=kept("delivered")) == []
    assert len(seen(effects.projected, rows, effects=kept("owed"))) == 1
    assert len(seen(effects.projected, rows)) == 1
    assert len(seen(effects.projected, [], effects=kept("owed"))) == 1


def test_a_stage_or_renewal_that_comes_twice_is_seen():
    entered, opened = ("StageEntered", EMPTY), ("RenewalOpened", EMPTY)
    closed, asked = ("RenewalClosed", EMPTY), ASKED
    moved = ("StageEntered", EMPTY, {"term_end": "2028-01-31"})

    assert seen(stages.entered_once, timeline(opened, entered, moved)) == []
    assert len(seen(stages.entered_once, timeline(opened, entered, entered))) == 1
    assert seen(stages.opened_once, timeline(opened, entered, closed)) == []
    assert len(seen(stages.opened_once, timeline(opened, opened))) == 1
    assert len(seen(stages.opened_once, timeline(opened, closed, entered))) == 1
    assert len(seen(stages.opened_once, timeline(opened, closed, opened))) == 1
    assert len(seen(stages.entered_with_work, timeline(opened, entered))) == 1
    assert seen(stages.entered_with_work, timeline(entered, asked)) == []


def ticket(number=40001, **over):
    return {
        "id": number,
        "summary": "Printer",
        "client_id": 12.0,
        "dateoccurred": "2026-11-05T10:00:00",
        "last_update": "2026-11-06T10:00:00.5",
    } | over


def kept(number=40001, customer="12", **over):
    document = {"id": str(number), "updated_at": "2026-11-06T10:00:00.500000Z"} | over
    key = f"2026-11|{number:012d}"
    return {
        "PartitionKey": customer,
        "RowKey": key,
        "document": json.dumps(document),
    }


def test_a_ticket_that_is_lost_or_doubled_is_seen():
    assert seen(records.stored_once, [], [ticket()], tickets=[kept()]) == []
    assert len(seen(records.stored_once, [], [ticket()])) == 1
    doubled = [kept(), kept(customer="13")]
    assert len(seen(records.stored_once, [], [ticket()], tickets=doubled)) == 1


def test_a_ticket_that_need_not_be_stored_is_not_missed():
    gone = [task(), ticket(1, deleted=True), ticket(2, merged_into_id=3)]
    old = ticket(4, dateoccurred="2020-01-01T00:00:00")
    evidence = Evidence(
        {},
        blobs={"quarantine": {"r1/tickets/5.json": b'{"source_id":"5"}'}},
        upstream={"Tickets": [*gone, old, ticket(5)]},
    )

    assert records.stored_once(evidence, since="2024-01-01") == []


def test_a_stored_ticket_that_is_gone_upstream_is_seen():
    gone = [ticket(deleted=True)]

    assert len(seen(records.stored_truly, [], gone, tickets=[kept()])) == 1
    assert seen(records.stored_truly, [], gone, tickets=[kept(deleted=True)]) == []


def test_a_ticket_under_another_customer_or_month_is_seen():
    place = records.in_its_customers_range

    assert seen(place, [], [ticket()], tickets=[kept()]) == []
    assert len(seen(place, [], [ticket()], tickets=[kept(customer="13")])) == 1
    moved = ticket(dateoccurred="2026-10-31T23:00:00")
    assert len(seen(place, [], [moved], tickets=[kept()])) == 1


@pytest.mark.parametrize(
    ("mark", "rows", "count"),
    [
        ("2026-11-07T00:00:00Z", [kept()], 0),
        ("2026-11-07T00:00:00Z", [], 1),
        ("2026-11-07T00:00:00Z", [kept(updated_at="2026-11-05T00:00:00Z")], 1),
        ("2026-11-06T00:00:00Z", [], 0),
        ("", [], 0),
    ],
)
def test_a_cursor_that_is_ahead_of_the_data_is_seen(mark, rows, count):
    document = json.dumps({"watermarks": {"tickets": mark} if mark else {}})
    cursors = [{"PartitionKey": "t", "RowKey": "halopsa", "document": document}]

    found = seen(
        records.cursor_behind_data, [], [ticket()], tickets=rows, cursors=cursors
    )

    assert len(found) == count


@pytest.mark.parametrize(("superseded", "count"), [(1, 0), (2, 1)])
def test_counts_that_do_not_add_up_are_seen(superseded, count):
    counts = {"read": 5, "processed": 3, "quarantined": 1, "superseded": superseded}
    document = json.dumps({"counts": {"tickets": counts}})
    runs = [{"PartitionKey": "sync", "RowKey": "1", "document": document}]

    assert len(seen(records.counts_add_up, runs=runs)) == count


def test_facts_that_differ_from_the_recount_are_seen():
    tickets = [
        ticket(1, slastate="I", dateclosed="2026-11-06T00:00:00"),
        ticket(2, slastate="O"),
        ticket(3, slastate="I", excludefromsla=True),
        ticket(4, deleted=True),
        task(),
    ]
    told = {"opened": 2, "closed": 1, "still_open": 1}
    told |= {"resolution_decided": 2, "resolution_met": 1}
    rows = [
        {
            "PartitionKey": "12|57",
            "RowKey": "2026-11",
            "document": json.dumps(told),
        },
        {
            "PartitionKey": "12|-",
            "RowKey": "2026-11",
            "document_z00": zlib.compress(b'{"opened":1,"still_open":1}'),
        },
    ]

    assert seen(facts.recounted, [], tickets, facts=rows) == []
    assert len(seen(facts.recounted, [], tickets[1:], facts=rows)) == 4


def test_the_checker_reads_what_the_engine_writes():
    from shared.storage import document, keys  # noqa: PLC0415

    text = json.dumps({"text": "ä" * 40_000})

    assert document_of(document.packed(text)) == json.loads(text)
    assert [plain(keys.encode(i)) for i in ("A/1 é", "", "-1")] == ["A/1 é", "", "-1"]
    ids = ("7", "INC-7", "000000000007")
    assert [plain_number(keys.ordered(i)) for i in ids] == list(ids)


def test_an_empty_world_breaks_nothing():
    assert violations(Evidence({}), ALWAYS + WHEN_QUIET) == []


def test_a_violation_carries_its_invariants_name():
    evidence = Evidence({}, upstream={"Tickets": [task()]})

    assert violations(evidence)[0].startswith("asked_for: ")
