from datetime import UTC, datetime, timedelta, timezone

import pytest

from shared.domain.errors import NotFound, RecordRejected
from shared.domain.service import Lookups, Ticket
from shared.ports import TicketAction
from shared.sources.halopsa.mapping.tickets import TicketMapping
from shared.sources.halopsa.raw import RawTicket

from .vendor import Vendor, a_client, answer, recorded

SINCE = datetime(2026, 9, 1, 12, 0, 0, 500, timezone(timedelta(hours=2)))
LOOKUPS = Lookups(
    closed_status_ids=frozenset({"8", "9"}), priorities={"3:1": 1, "3:2": 2}
)
CHANGED = datetime(2026, 9, 3, tzinfo=UTC)


def at(day, hour=0, minute=0, second=0, microsecond=0):
    return datetime(2026, 9, day, hour, minute, second, microsecond, UTC)


def to_ticket(lookups=LOOKUPS, **over):
    row = {"id": 5, "client_id": 12, "dateoccurred": "2026-09-01T08:00:00", **over}
    mapping = TicketMapping(lookups, frozenset({"0", "1"}))
    return mapping.to_ticket(RawTicket.model_validate(row))


def test_tickets_come_with_contract_priority_and_what_the_sla_says():
    vendor = Vendor(Tickets=[recorded("tickets.json")])

    batch = a_client(vendor).tickets(SINCE, 1, LOOKUPS)

    assert batch.items == (
        Ticket(
            id="48211",
            customer_id="12",
            contract_id="57",
            ticket_type_id="30",
            summary="Printer is on fire",
            category="Hardware>Printer",
            agent_id="415",
            priority=2,
            opened_at=at(1, 8, 23, 56, 421438),
            closed_at=at(2, 15),
            status_id="9",
            response_met=True,
            resolution_met=False,
            updated_at=at(2, 15, 0, 1),
        ),
        Ticket(
            id="48212",
            customer_id="12",
            ticket_type_id="30",
            summary="VPN",
            priority=1,
            opened_at=at(1, 8),
            status_id="2",
            updated_at=at(2, 15, 0, 1, 500000),
        ),
        Ticket(
            id="48213",
            customer_id="13",
            summary="Mail",
            opened_at=at(1, 8),
            closed_at=at(2, 16),
            status_id="9",
            response_met=False,
            sla_excluded=True,
            merged_into="48211",
            updated_at=at(3),
        ),
    )
    assert (batch.read, batch.last, batch.attributed) == (4, True, True)
    [rejected] = batch.rejected
    assert rejected.source_id == "48214"
    assert rejected.reason.startswith("dateoccurred: Value error, day is out of range")
    assert "Anna" not in rejected.document


def test_changes_are_asked_for_in_utc_and_without_a_zone():
    vendor = Vendor(Tickets=[answer([])])

    a_client(vendor).tickets(SINCE, 4, LOOKUPS)

    assert vendor.params("/api/Tickets") == [
        {
            "pageinate": "true",
            "page_no": "4",
            "page_size": "100",
            "order": "id",
            "lastupdatefromdate": "2026-09-01T10:00:00",
            "includecontract": "true",
        }
    ]


def test_contract_ids_are_not_asked_for_where_that_is_switched_off():
    vendor = Vendor(Tickets=[answer([])])

    a_client(vendor, include_contract=False).tickets(SINCE, 1, LOOKUPS)

    assert "includecontract" not in vendor.params("/api/Tickets")[0]


@pytest.mark.parametrize(
    ("rows", "attributed"),
    [
        ([], True),
        ([{"id": 1, "contract_id": None}, {"id": 2}], True),
        ([{"id": 1}, {"id": 2}], False),
    ],
    ids=repr,
)
def test_a_page_is_attributed_if_a_row_has_the_field(rows, attributed):
    batch = a_client(Vendor(Tickets=[answer(rows)])).tickets(SINCE, 1, LOOKUPS)

    assert batch.attributed is attributed


REAL, NONE = "2026-09-02T00:00:00", "1900-01-01T00:00:00"


@pytest.mark.parametrize(
    ("over", "closed_at"),
    [
        ({"dateclosed": REAL}, at(2)),
        ({"dateclosed": REAL, "hasbeenclosed": True, "status_id": 9}, at(2)),
        ({"dateclosed": NONE, "date_fully_closed": REAL}, at(2)),
        ({"dateclosed": None, "hasbeenclosed": None, "status_id": 2}, None),
        ({"status_id": 2}, None),
        ({}, None),
        # A closed status alone, and one that the row contradicts.
        ({"status_id": 9}, CHANGED),
        ({"status_id": 9, "hasbeenclosed": False}, None),
        ({"status_id": 9, "hasbeenclosed": None}, None),
        # Closed by the flag; by the flag although reopened.
        ({"status_id": 9, "hasbeenclosed": True}, CHANGED),
        ({"hasbeenclosed": True}, CHANGED),
        ({"status_id": 2, "hasbeenclosed": True, "dateclosed": None}, None),
    ],
    ids=repr,
)
def test_a_ticket_is_closed_by_date_flag_or_status(over, closed_at):
    assert to_ticket(last_update="2026-09-03T00:00:00", **over).closed_at == closed_at


def test_without_known_statuses_the_flag_decides():
    ticket = to_ticket(
        Lookups(), hasbeenclosed=True, status_id=2, lastactiondate="2026-09-03T00:00:00"
    )

    assert ticket.closed_at == CHANGED


def test_a_closed_ticket_without_any_date_is_rejected():
    with pytest.raises(ValueError, match="nothing says when"):
        to_ticket(hasbeenclosed=True)


def test_a_ticket_that_was_never_opened_is_rejected():
    with pytest.raises(ValueError, match="dateoccurred is missing"):
        to_ticket(dateoccurred=None)


@pytest.mark.parametrize(
    ("over", "met", "derived"),
    [
        ({"slastate": "I"}, True, False),
        ({"slastate": "o"}, False, False),
        ({"slastate": None}, None, False),
        ({"slastate": "?"}, None, False),
        ({"fixbydate": "2026-09-02T00:00:00", "dateclosed": REAL}, True, True),
        ({"fixbydate": "2026-09-01T23:59:59", "dateclosed": REAL}, False, True),
        ({"fixbydate": "2026-09-02T00:00:00"}, None, False),
        ({"fixbydate": NONE, "dateclosed": REAL}, None, False),
        (
            {"fixbydate": REAL, "dateclosed": REAL, "excludefromsla": True},
            *(None, False),
        ),
        ({"fixbydate": REAL, "dateclosed": REAL, "slastate": None}, None, False),
    ],
    ids=repr,
)
def test_resolution_is_told_or_else_derived_and_marked(over, met, derived):
    ticket = to_ticket(**over)

    assert (ticket.resolution_met, ticket.resolution_derived) == (met, derived)


@pytest.mark.parametrize("agent", [0, 1, -1, None], ids=repr)
def test_a_placeholder_agent_is_nobody(agent):
    assert to_ticket(agent_id=agent).agent_id is None


def test_a_ticket_is_read_alone_with_its_details():
    row = {"id": 5, "client_id": 12, "dateoccurred": REAL, "deleted": True}
    vendor = Vendor(**{"Tickets/5": [answer(row)]})

    ticket = a_client(vendor).ticket("5", LOOKUPS)

    assert ticket == Ticket(id="5", customer_id="12", opened_at=at(2), deleted=True)
    assert vendor.params("/api/Tickets/5") == [{"includedetails": "true"}]


def test_a_ticket_that_is_gone_is_not_found():
    with pytest.raises(NotFound):
        a_client(Vendor()).ticket("5", LOOKUPS)


@pytest.mark.parametrize("rows", [[{"id": 5}, {"id": 6.0}, {"id": 5}], [5, "6", 5]])
def test_ids_alone_are_read_of_objects_or_numbers(rows):
    vendor = Vendor(Tickets=[answer({"record_count": 3, "tickets": rows})])

    found = a_client(vendor).ticket_ids(1, contract_id="57", since=SINCE)

    assert found == (("5", "6"), True)
    [params] = vendor.params("/api/Tickets")
    assert params["ticketidonly"] == "true"
    assert params["contract_id"] == "57"
    assert params["lastupdatefromdate"] == "2026-09-01T10:00:00"


def test_all_ids_are_read_without_a_filter():
    vendor = Vendor(Tickets=[answer({"record_count": 0, "tickets": []})])

    assert a_client(vendor).ticket_ids(1) == ((), True)
    assert not vendor.params("/api/Tickets")[0].keys() & {
        "contract_id",
        "lastupdatefromdate",
    }


def test_an_id_that_can_not_be_read_is_an_error_because_it_would_look_deleted():
    vendor = Vendor(Tickets=[answer([{"id": None}])])

    with pytest.raises(RecordRejected, match="is not an id"):
        a_client(vendor).ticket_ids(1)


def test_actions_tell_what_the_customer_saw():
    vendor = Vendor(Actions=[recorded("actions.json")])

    assert a_client(vendor).actions("48211") == (
        TicketAction(
            id="48211-1",
            agent_id="415",
            outcome="Email User",
            at=at(1, 8, 30),
            visible_to_customer=True,
            emailed=True,
        ),
        TicketAction(id="48211-2", agent_id="112", outcome="Private Note", at=at(1, 9)),
        TicketAction(id="48211-3", agent_id=None, outcome="Reply"),
    )
    assert vendor.params("/api/Actions") == [
        {"ticket_id": "48211", "count": "1000", "excludesys": "true"}
    ]
