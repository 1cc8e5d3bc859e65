"""Every resource that HaloPSA lists, by its lower-case name."""

from sandbox.halopsa import joins
from sandbox.halopsa.conditions import (
    active_by,
    between,
    changed,
    equalities,
    flagged,
    searches,
)
from sandbox.halopsa.options import Options
from sandbox.halopsa.query import Query
from sandbox.halopsa.resources import NO_FIELDS, Resource
from sandbox.halopsa.ticket_conditions import TICKET_CONDITIONS


def _fields(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _ticket_fields_kept(query: Query, options: Options) -> frozenset[str]:
    kept = set()
    if options.include_contract_honoured and query.flag("includecontract"):
        kept |= {"contract_id", "contract_ref"}
    if options.slastate_on_list:
        kept.add("slastate")
    if "include_custom_fields" in query:
        kept.add("customfields")
    return frozenset(kept)


def _lines_kept(query: Query, options: Options) -> frozenset[str]:
    wanted = options.include_lines_honoured and query.flag("includelines")
    return frozenset({"lines"}) if wanted else NO_FIELDS


CUSTOMERS = ("read:customers",)
CALENDAR = ("read:calendar",)
INVOICES = ("read:invoices",)
INVOICE_CONDITIONS = (
    *equalities("client_id", "contract_id", client_ids="client_id"),
    *equalities(recurringinvoice_id="recurring_invoice_id"),
    between("invoice_date", "invoicedatestart", "invoicedateend"),
    flagged("postedonly", lambda row: bool(row.get("posted"))),
    flagged("notpostedonly", lambda row: not row.get("posted")),
)

_ALL = (
    Resource(
        "Tickets",
        "tickets",
        read=("read:tickets",),
        write=("edit:tickets",),
        paged=True,
        newest_first=True,
        count_cap=1000,
        detail_only=_fields(
            "contract_id contract_ref contract_balance prepay_balance_hours slastate "
            "slatimeelapsed slatimeremaining responsetime elapsed_response_hours "
            "elapsed_resolution_hours sla_start_date slaexcuse satisfactionlevel "
            "satisfactioncomment surveysent external_links third_party_id_string "
            "deleted contract_schedule_plan_id priority sla_name agent_name "
            "status_name priority_name tickettype_name organisation_id details_html "
            "site_timezone lastincomingemail attachments"
        ),
        null_on_list=_fields("customfields datecreated"),
        kept=_ticket_fields_kept,
        dates=_fields(
            "dateoccurred dateassigned deadlinedate respondbydate responsedate "
            "fixbydate first_respond_by_date dateclosed date_fully_closed "
            "slaactiondate lastactiondate last_update datecreated lastincomingemail "
            "sla_start_date"
        ),
        conditions=TICKET_CONDITIONS,
        joined=joins.ticket,
        id_only="ticketidonly",
    ),
    Resource(
        "ClientContract",
        "contracts",
        read=("read:contracts",),
        write=("edit:contracts",),
        paged=True,
        detail_only=_fields(
            "termmonths rollingcontract endtype previouscontract percentageincrease "
            "nextincrementdate datereceived datesent startbalance costperperiod "
            "chargehoursperperiod chargerollover dontsendalarm emailaddresses "
            "billingperiods periods prepay_periods billingplans contract_prepaytotal "
            "contract_prepayused contract_prepaybalance assets sites users attachments"
        ),
        null_on_list=_fields("customfields"),
        dates=_fields(
            "start_date end_date periodicinvoicenextdate next_invoice_date "
            "next_call_date nextincrementdate datereceived datesent last_modified"
        ),
        conditions=(
            *equalities("client_id", "site_id"),
            active_by("active", active_value=True),
            flagged("excluderenewed", lambda row: not row.get("_renewed")),
            searches("ref"),
        ),
        joined=joins.contract,
    ),
    Resource(
        "RecurringInvoice",
        "invoices",
        read=("read:invoices", "read:contracts"),
        paged=True,
        detail_only=_fields("lines"),
        kept=_lines_kept,
        dates=_fields(
            "startdate enddate period_start_date period_end_date lastcreated "
            "nextcreationdate last_modified"
        ),
        conditions=equalities("client_id", "contract_id", client_ids="client_id"),
        joined=joins.invoice,
    ),
    Resource(
        "Invoice",
        "invoices",
        read=INVOICES,
        paged=True,
        detail_only=_fields("lines"),
        kept=_lines_kept,
        dates=_fields(
            "invoice_date duedate datesent dateposted datepaid last_modified"
        ),
        conditions=INVOICE_CONDITIONS,
        joined=joins.invoice,
    ),
    Resource(
        "Client",
        "clients",
        read=CUSTOMERS,
        paged=True,
        detail_only=_fields(
            "accountmanagertech_name accountownertech main_site_id main_contact_name "
            "prepaytotal prepayused prepaybalance default_contract website "
            "datecreated alastupdate paymentterms billingtemplate_id client_to_invoice"
        ),
        null_on_list=_fields("customfields"),
        dates=_fields("datecreated alastupdate"),
        conditions=(
            active_by("inactive", active_value=False),
            changed("alastupdate"),
            searches("name", "ref"),
        ),
        joined=joins.client,
    ),
    Resource(
        "Site",
        "sites",
        read=CUSTOMERS,
        paged=True,
        floats=_fields("client_id"),
        conditions=(
            *equalities("client_id"),
            active_by("inactive", active_value=False),
            searches("name"),
        ),
        joined=joins.with_client_name,
    ),
    Resource(
        "Users",
        "users",
        read=CUSTOMERS,
        paged=True,
        floats=_fields("site_id"),
        dates=_fields("contract_end_date"),
        conditions=(
            *equalities("client_id", "site_id"),
            active_by("inactive", active_value=False),
            searches("name", "emailaddress"),
        ),
        joined=joins.user,
    ),
    Resource(
        "Asset",
        "assets",
        read=("read:assets", "read:customers"),
        paged=True,
        dates=_fields("warranty_end contract_end_date"),
        floats=_fields("site_id"),
        conditions=(
            *equalities("client_id", "site_id", "assettype_id"),
            active_by("inactive", active_value=False),
        ),
        joined=joins.with_client_name,
    ),
    Resource("Item", "items", read=("read:items",), paged=True),
    Resource("Agent", "results", paged=True),
    Resource(
        "Appointment",
        "appointments",
        read=CALENDAR,
        write=("edit:calendar",),
        paged=True,
        dates=_fields("start_date end_date"),
        floats=_fields("site_id"),
        conditions=(
            *equalities("client_id", "ticket_id", agents="agent_id"),
            between("start_date", "start_date", "end_date"),
            flagged("tasksonly", lambda row: bool(row.get("is_task"))),
            flagged("appointmentsonly", lambda row: not row.get("is_task")),
            flagged("hidecompleted", lambda row: row.get("complete_status") != 0),
        ),
    ),
    # The key of this envelope is not documented; the unwrap rule finds it.
    Resource(
        "CRMNote",
        "notes",
        read=("read:crm",),
        write=("edit:crm",),
        paged=True,
        stuck_on_first_page=True,
        dates=_fields("datetime nextcalldate"),
    ),
    Resource("Feedback", read=("read:tickets",), dates=_fields("date")),
    Resource(
        "TimesheetEvent",
        read=("read:timesheets",),
        dates=_fields("start_date end_date"),
        floats=_fields("site_id"),
        conditions=equalities("agent_id", agents="agent_id"),
    ),
    Resource("Status", conditions=equalities("type")),
    Resource("Priority", conditions=equalities("slaid")),
    Resource("SLA"),
    Resource("TicketType"),
    Resource("Team"),
    Resource("Category"),
    Resource("Lookup", conditions=equalities(lookupid="_lookupid")),
    Resource("FieldInfo"),
    Resource("Outcome"),
    # Written only: it has neither a list nor a detail.
    Resource("ToDo", write=("edit:tickets",), readable=False),
    Resource(
        "Actions",
        "actions",
        read=("read:tickets",),
        write=("edit:tickets",),
        paged=True,
        dates=_fields("datetime actiondatecreated last_updated"),
    ),
)

RESOURCES = {resource.name.lower(): resource for resource in _ALL}
