"""The client against the stand-in: everything read, every fault survived or told."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from sandbox.halopsa import HaloPsa, Options
from sandbox.halopsa.faults import Fault
from sandbox.portfolio import generate
from shared.domain.errors import (
    NotFound,
    OutcomeUnknown,
    SourceRejected,
    SourceUnavailable,
)
from shared.domain.service import TimeEntry
from shared.ports import Batch
from shared.sources.halopsa import HaloClient, HaloConfig

from .effects import an_effect
from .sandbox_transport import SandboxTransport, SteppedClock

AS_OF = date(2026, 10, 5)
NOW = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
TICKETS = 437


@cache
def portfolio():
    # The stand-in copies what it changes, so that one portfolio serves all tests.
    return generate(7, 60, TICKETS, AS_OF)


class Tenant:
    """A stand-in, its clock, and a client of it."""

    def __init__(self, *, config=None, budget=None, **options):
        self.clock = SteppedClock(NOW)
        switches = Options(clock=self.clock, **options)
        self.halopsa = HaloPsa(portfolio(), switches, sleep=self.clock.sleep)
        self.ids = portfolio().ids
        values = {
            "base_url": "https://sandbox.halopsa.com/api",
            "client_id": "sandbox-client",
            "client_secret": "sandbox-secret",
            "requests_per_5_minutes": 0,
            "currency": "GBP",
        }
        self.client = HaloClient(
            HaloConfig(**{**values, **(config or {})}),
            clock=self.clock,
            sleep=self.clock.sleep,
            http=SandboxTransport(self.halopsa),
            budget=budget,
        )

    def spoil(self, action, **over):
        self.halopsa.faults.add(Fault(action, **over))

    def requests(self, **wanted):
        told = self.halopsa.ledger.told(full=True)["requests"]
        return [entry for entry in told if wanted.items() <= entry.items()]

    def rows(self, resource):
        return list(self.halopsa.instance.store[resource])

    def row(self, resource, number):
        return self.halopsa.instance.store[resource].get(int(number))


def scanned(read):
    """Read pages as a service does: to the last one, or one that repeats."""
    batches: list[Batch] = []
    fingerprint = None
    while True:
        batch = read(len(batches) + 1)
        if batch.fingerprint == fingerprint:
            return batches
        batches.append(batch)
        if batch.last:
            return batches
        fingerprint = batch.fingerprint


def items(batches):
    return [item for batch in batches for item in batch.items]


def ids(records):
    return {record.id for record in records}


def rejected(batches):
    return {row.source_id for batch in batches for row in batch.rejected}


def all_tickets(tenant, since=LONG_AGO):
    lookups = tenant.client.lookups()
    return scanned(lambda page: tenant.client.tickets(since, page, lookups))


ODDITIES = [
    {},
    {"envelope_style": "full"},
    {"envelope_style": "minimal"},
    {"record_count_lies": True},
    {"page_size_ignored": True},
    {"repeat_last_page": True},
    {"record_count_lies": True, "page_size_ignored": True, "repeat_last_page": True},
    {"tenant_required": True},
    {"agent_envelope": False},
]


@pytest.mark.parametrize("options", ODDITIES, ids=str)
class TestScans:
    def tenant(self, options):
        return Tenant(config={"tenant": "sandbox"}, **options)

    def test_every_ticket_is_read_or_set_aside(self, options):
        tenant = self.tenant(options)

        batches = all_tickets(tenant)

        kept = {str(r["id"]) for r in tenant.rows("Tickets") if not r.get("deleted")}
        assert ids(items(batches)) | rejected(batches) == kept
        assert sum(batch.read for batch in batches) == len(kept)
        assert all(batch.attributed for batch in batches)

    @pytest.mark.parametrize(
        ("resource", "method"),
        [
            ("Client", "customers"),
            ("ClientContract", "contracts"),
            ("RecurringInvoice", "recurring_invoices"),
        ],
    )
    def test_every_other_list_is_read_whole(self, options, resource, method):
        tenant = self.tenant(options)

        batches = scanned(getattr(tenant.client, method))

        # Id 0 is a placeholder among the customers.
        there = {str(row["id"]) for row in tenant.rows(resource)} - {"0"}
        assert ids(items(batches)) | rejected(batches) == there

    def test_every_invoice_since_a_day_is_read(self, options):
        tenant = self.tenant(options)
        since = date(2026, 1, 1)

        batches = scanned(lambda page: tenant.client.invoices(since, page))

        late = {
            str(row["id"])
            for row in tenant.rows("Invoice")
            if row["invoice_date"] >= "2026-01-01"
        }
        assert ids(items(batches)) == late

    def test_every_agent_is_read(self, options):
        tenant = self.tenant(options)

        agents = ids(tenant.client.agents().items)

        assert agents == {str(r["id"]) for r in tenant.rows("Agent")} - {"1"}


def test_a_scan_costs_at_most_one_request_too_many():
    tenant = Tenant()

    batches = all_tickets(tenant)

    assert len(batches) <= -(-TICKETS // 100) + 1


def test_tickets_inserted_while_paging_are_not_in_the_way():
    tenant = Tenant(insert_while_paging=5)

    batches = all_tickets(tenant)

    kept = {str(row["id"]) for row in tenant.rows("Tickets") if not row.get("deleted")}
    assert len(tenant.halopsa.instance.inserted_tickets) == 5
    # The last one is inserted behind the page that ended the scan, if that was short.
    missed = kept - ids(items(batches)) - rejected(batches)
    assert len(missed) <= 1


@pytest.mark.parametrize("inclusive", [True, False])
@pytest.mark.parametrize("offset", [0, 660, -720])
def test_an_overlap_of_a_day_bridges_every_reading_of_the_filter(inclusive, offset):
    tenant = Tenant(bounds_inclusive=inclusive, filter_offset_minutes=offset)
    since = datetime(2026, 6, 1, tzinfo=UTC)

    batches = all_tickets(tenant, since - timedelta(days=1))

    changed = {
        str(row["id"])
        for row in tenant.rows("Tickets")
        if row["last_update"] >= "2026-06-01" and not row.get("deleted")
    }
    assert changed <= ids(items(batches)) | rejected(batches)


def test_bad_records_are_exactly_those_that_are_bad():
    tenant = Tenant()
    truth = portfolio().truth["bad_records"]

    found = rejected(scanned(tenant.client.contracts)) | rejected(all_tickets(tenant))

    unusable = {"malformed date", "missing client"}
    assert found == {str(bad["id"]) for bad in truth if bad["reason"] in unusable}


def test_closed_open_and_reopened_tickets_are_told_apart():
    tenant = Tenant()

    tickets = items(all_tickets(tenant))

    for ticket in tickets:
        closed = tenant.row("Tickets", ticket.id)["dateclosed"]
        seen = ticket.closed_at.replace(tzinfo=None) if ticket.closed_at else None
        assert seen == (datetime.fromisoformat(closed) if closed else None)
    assert any(ticket.closed_at is None for ticket in tickets)


def test_sla_states_are_those_of_the_rows():
    tenant = Tenant()
    meaning = {"I": True, "O": False}

    for ticket in items(all_tickets(tenant)):
        row = tenant.row("Tickets", ticket.id)
        assert ticket.response_met is meaning.get(row["slaresponsestate"])
        assert ticket.resolution_met is meaning.get(row["slastate"])
        assert not ticket.resolution_derived


def test_a_list_without_states_has_derived_ones_that_say_so():
    tenant = Tenant(slastate_on_list=False)

    tickets = items(all_tickets(tenant))

    derived = [ticket for ticket in tickets if ticket.resolution_derived]
    assert len(derived) > TICKETS / 2
    assert all(ticket.resolution_met is not None for ticket in derived)


def test_a_list_without_contract_ids_says_so_and_ids_are_had_by_contract():
    tenant = Tenant(include_contract_honoured=False)

    batches = all_tickets(tenant)

    assert not any(batch.attributed for batch in batches if batch.read)
    by_contract: dict[str, str] = {}
    for contract in items(scanned(tenant.client.contracts)):
        found, last = tenant.client.ticket_ids(1, contract_id=contract.id)
        assert last or len(found) % 5 == 0
        by_contract |= dict.fromkeys(found, contract.id)
    linked = {
        str(row["id"]): str(row["contract_id"])
        for row in tenant.rows("Tickets")
        if row.get("contract_id") and not row.get("deleted")
    }
    assert by_contract == linked


def test_lines_come_with_the_list_where_the_tenant_sends_them():
    tenant = Tenant(include_lines_honoured=True)

    invoices = items(scanned(tenant.client.recurring_invoices))

    assert not any(invoice.detail_due for invoice in invoices)


def test_values_of_contracts_are_those_of_the_truth():
    tenant = Tenant()
    thin = items(scanned(tenant.client.recurring_invoices))

    detailed = [tenant.client.recurring_invoice(invoice.id) for invoice in thin]

    assert all(invoice.detail_due for invoice in thin)
    for invoice in detailed:
        row = tenant.row("RecurringInvoice", invoice.id)
        recurring = [
            line["net_amount"]
            for line in row["lines"]
            if line["autorenew"] and not line["isinactive"]
        ]
        counted = [
            line.net_amount
            for line in invoice.lines
            if line.months and not line.inactive
        ]
        assert sum(map(float, counted)) == pytest.approx(sum(recurring))
        assert invoice.currency == "GBP"


def test_details_of_contracts_have_the_mapped_fields():
    field_map = {"notice_period_days": 178, "renewal_mode": 179, "owner": 180}
    tenant = Tenant(config={"field_map": field_map})
    thin = items(scanned(tenant.client.contracts))

    fields = [tenant.client.contract(contract.id).fields for contract in thin]

    modes = {found.get("renewal_mode") for found in fields}
    assert modes <= {"none", "manual", "auto", "evergreen", None}
    assert len(modes - {None}) >= 3
    assert any(found.get("notice_period_days", "").isdecimal() for found in fields)


def test_time_of_all_windows_is_all_time_with_a_customer():
    tenant = Tenant()
    found: list[TimeEntry] = []
    read, day = 0, date(2024, 9, 1)

    while day < AS_OF:
        batch = tenant.client.time_entries(day, day + timedelta(days=29))
        found += batch.items
        read += batch.read
        assert batch.rejected == ()
        day += timedelta(days=30)

    rows = tenant.rows("TimesheetEvent")
    worked = [row for row in rows if row["client_id"] and row["event_type"] == 0]
    assert read == len(rows)
    assert len(found) == len(ids(found)) == len(worked)
    assert all(entry.contract_id != "" for entry in found)


def test_survey_answers_are_all_read():
    tenant = Tenant()

    batch = tenant.client.feedback()

    assert batch.read == len(tenant.rows("Feedback")) == len(batch.items)
    assert {item.satisfaction for item in batch.items} <= {0, 33, 67, 100}


def test_lookups_are_the_tenants_own():
    tenant = Tenant()

    lookups = tenant.client.lookups()

    closed = {str(number) for number in tenant.ids.closed_statuses}
    assert lookups.closed_status_ids == closed
    assert lookups.closing_status_id == str(tenant.ids.closed)
    assert sorted(lookups.priorities.values()) == [1, 1, 2, 2, 3, 3, 4, 4]


def test_missing_scopes_are_told():
    tenant = Tenant(granted_scopes="read:tickets read:customers")

    assert tenant.client.check_access().missing == (
        "edit:tickets",
        "read:contracts",
        "read:invoices",
        "read:timesheets",
    )
    with pytest.raises(SourceRejected, match="permission missing: GET /ClientContract"):
        tenant.client.contracts(1)


def test_a_right_missing_for_details_alone_is_told():
    tenant = Tenant(forbidden=(("clientcontract/{id}", 401),))
    [first, *_] = tenant.client.contracts(1).items

    expected = f"permission missing: GET /ClientContract/{first.id}"
    with pytest.raises(SourceRejected, match=expected):
        tenant.client.contract(first.id)


def test_a_wrong_tenant_or_secret_is_told():
    with pytest.raises(SourceUnavailable, match="POST /token: 500"):
        Tenant(config={"tenant": "other"}).client.check_access()
    with pytest.raises(SourceRejected, match="was not accepted"):
        Tenant(config={"client_secret": "old"}).client.check_access()


def test_the_budget_keeps_the_client_off_the_limit():
    tenant = Tenant(config={"requests_per_5_minutes": 20}, requests_per_5_minutes=20)

    for _ in range(3):
        try:
            all_tickets(tenant)
        except SourceUnavailable as error:
            tenant.clock.sleep(error.retry_after)

    assert tenant.requests(status=429) == []


@pytest.mark.parametrize(
    "fault",
    [
        {"action": "rate_limit"},
        {"action": "rate_limit", "retry_after": 3},
        {"action": "server_error"},
        {"action": "gateway_timeout"},
        {"action": "login_page"},
        {"action": "truncated"},
        {"action": "reset"},
        {"action": "lost_reply"},
        {"action": "unauthorized"},
        {"action": "expire_tokens"},
        {"action": "slow", "seconds": 20},
    ],
    ids=str,
)
def test_a_passing_fault_costs_no_row(fault):
    tenant = Tenant()
    tenant.spoil(**fault, path="/api/Tickets", nth=2)

    batches = all_tickets(tenant)

    kept = [row for row in tenant.rows("Tickets") if not row.get("deleted")]
    assert sum(batch.read for batch in batches) == len(kept)


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("rate_limit", SourceUnavailable),
        ("server_error", SourceUnavailable),
        ("gateway_timeout", SourceUnavailable),
        ("login_page", SourceUnavailable),
        ("truncated", SourceUnavailable),
        ("reset", SourceUnavailable),
        ("unauthorized", SourceRejected),
        ("forbidden", SourceRejected),
        ("bad_request_model", SourceRejected),
        ("bad_request_exception", SourceRejected),
        ("bad_request_string", SourceRejected),
    ],
)
def test_a_lasting_fault_is_told_and_never_looks_empty(action, kind):
    tenant = Tenant()
    tenant.spoil(action, path="/api/ClientContract")

    with pytest.raises(kind, match="ClientContract"):
        tenant.client.contracts(1)


class TestTasks:
    def effect(self, tenant, **over):
        contract = tenant.client.contracts(1).items[0]
        values = {
            "customer_id": contract.customer_id,
            "contract_id": contract.id,
            "assignee_id": tenant.client.agents().items[0].id,
        }
        return an_effect(**{**values, **over})

    @pytest.mark.parametrize("reply_as_array", [True, False])
    @pytest.mark.parametrize("write_status", [200, 201])
    def test_a_task_is_created_found_read_back_and_closed(
        self, reply_as_array, write_status
    ):
        tenant = Tenant(reply_as_array=reply_as_array, write_status=write_status)
        client, lookups = tenant.client, tenant.client.lookups()
        effect = self.effect(tenant)

        assert client.find_task(effect) is None
        task = client.create_task(effect)
        assert client.find_task(effect) == task
        assert client.task_has_marker(task, effect)
        assert client.ticket(task, lookups).closed_at is None

        client.close_task(task, lookups, "The date has moved.")
        assert client.ticket(task, lookups).closed_at == NOW
        assert client.find_task(effect) == task

        writes = tenant.requests(method="POST")
        client.close_task(task, lookups, "Again.")
        assert len(tenant.halopsa.instance.created_tickets) == 1
        assert tenant.requests(method="POST") == writes

    @pytest.mark.parametrize(
        ("action", "created"),
        [("lost_reply", 1), ("truncated", 1), ("reset", 0), ("server_error", 0)],
    )
    def test_a_lost_answer_is_looked_up_and_nothing_is_done_twice(
        self, action, created
    ):
        tenant = Tenant()
        effect = self.effect(tenant)
        tenant.spoil(action, method="POST", path="/api/Tickets", count=1)

        with pytest.raises(OutcomeUnknown):
            tenant.client.create_task(effect)

        found = tenant.client.find_task(effect)
        assert (found is not None) == (created == 1)
        assert len(tenant.halopsa.instance.created_tickets) == created

    @pytest.mark.parametrize("shape", ["string", "exception", "model"])
    def test_a_rule_of_the_tenant_is_told_in_its_words(self, shape):
        tenant = Tenant(validation_shape=shape)
        effect = self.effect(tenant, assignee_id="4711")

        with pytest.raises(SourceRejected, match="Invalid agent_id: 4711"):
            tenant.client.create_task(effect)

    def test_a_deleted_task_is_gone(self):
        tenant = Tenant()
        effect = self.effect(tenant)
        task = tenant.client.create_task(effect)

        tenant.halopsa.mutate({"op": "delete_ticket", "ticket_id": int(task)})

        assert tenant.client.find_task(effect) is None


def test_a_record_that_never_was_is_not_found():
    with pytest.raises(NotFound):
        Tenant().client.contract("999999")
