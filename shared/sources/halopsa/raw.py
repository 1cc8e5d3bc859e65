"""HaloPSA's rows under its own names: strict about what we use, deaf to the rest."""

from pydantic import BaseModel, ConfigDict

from shared.sources.halopsa.fields import (
    Amount,
    CalendarDate,
    Id,
    Instant,
    Number,
    OwnId,
    Reference,
    SiteIds,
    TellingInstant,
    Text,
)


class Raw(BaseModel):
    """A row; what it has beyond is ignored, and errors hide what people wrote."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class RawCustomField(Raw):
    """A custom field; a dropdown has its choice's number as value, its text shown."""

    id: Reference = None
    name: Text = ""
    label: Text = ""
    value: object = None
    display: object = None


class RawClient(Raw):
    """A customer."""

    id: Id
    name: Text = ""
    inactive: bool | None = None
    accountmanagertech: Reference = None
    toplevel_id: Reference = None
    website: Text = ""


class RawAgent(Raw):
    """One of the MSP's people."""

    id: Id
    name: Text = ""
    email: Text = ""
    isdisabled: bool | None = None
    team: Text = ""


class RawContract(Raw):
    """A contract; from `previouscontract` on only the detail has it."""

    id: OwnId
    client_id: Reference = None
    site_id: Reference = None
    ref: Text = ""
    refextra: Text = ""
    start_date: CalendarDate = None
    end_date: CalendarDate = None
    active: bool | None = None
    expired: bool | None = None
    contract_status: Text = ""
    billingperiod: int | None = None
    numberofunitsfree: Amount | None = None
    periodchargeamount: Amount | None = None
    sla_id: Reference = None
    last_modified: Instant = None
    previouscontract: Reference = None
    percentageincrease: Amount | None = None
    nextincrementdate: CalendarDate = None
    sites: SiteIds = ()
    customfields: list[RawCustomField] | None = None


class RawLine(Raw):
    """A line of a recurring invoice; amounts are per billing period, net of tax."""

    item_shortdescription: Text = ""
    item_name: Text = ""
    qty_order: Amount | None = None
    unit_price: Amount | None = None
    net_amount: Amount | None = None
    net_total: Amount | None = None
    discount_perc: Amount | None = None
    billingperiod: int | None = None
    startdate: CalendarDate = None
    enddate: CalendarDate = None
    isinactive: bool | None = None
    autorenew: bool | None = None
    contract_id: Reference = None
    auto_increase_last_date: CalendarDate = None


class RawRecurringInvoice(Raw):
    """A recurring invoice; its lines are certain to be in the detail only."""

    id: OwnId
    client_id: Reference = None
    contract_id: Reference = None
    disabled: bool | None = None
    period: int | None = None
    startdate: CalendarDate = None
    enddate: CalendarDate = None
    currency: Text = ""
    currency_code_name: Text = ""
    last_modified: Instant = None
    lines: list[RawLine] | None = None


class RawInvoice(Raw):
    """An issued invoice; `revenue` is net, `total` gross and at times null."""

    id: OwnId
    client_id: Reference = None
    contract_id: Reference = None
    invoicenumber: Text = ""
    invoice_date: CalendarDate = None
    duedate: CalendarDate = None
    datesent: Instant = None
    dateposted: Instant = None
    datepaid: Instant = None
    posted: bool | None = None
    voided: bool | None = None
    revenue: Amount | None = None
    tax_total: Amount | None = None
    total: Amount | None = None
    amountpaid: Amount | None = None
    amountdue: Amount | None = None
    currency: Text = ""
    currency_code_name: Text = ""


class RawTicket(Raw):
    """A ticket; a list row may lack `contract_id` and `slastate`."""

    id: OwnId
    client_id: Reference = None
    contract_id: Reference = None
    site_id: Reference = None
    summary: Text = ""
    category_1: Text = ""
    tickettype_id: Reference = None
    agent_id: Reference = None
    sla_id: Reference = None
    priority_id: Reference = None
    status_id: Reference = None
    dateoccurred: Instant = None
    dateclosed: Instant = None
    date_fully_closed: Instant = None
    fixbydate: Instant = None
    hasbeenclosed: bool | None = None
    excludefromsla: bool | None = None
    slaresponsestate: Text = ""
    slastate: Text = ""
    merged_into_id: Reference = None
    deleted: bool | None = None
    last_update: Instant = None
    lastactiondate: Instant = None


class RawRequestTicket(Raw):
    """A ticket's detail as far as it asks for a concession."""

    id: OwnId
    client_id: Reference = None
    contract_id: Reference = None
    agent_id: Reference = None
    customfields: tuple[RawCustomField, ...] | None = None


class RawTask(Raw):
    """As little of a ticket as tells whether it is a task of ours, and how old.

    Somebody else's odd date must not keep a task from being found: it says nothing.
    """

    id: Number
    client_id: Reference = None
    summary: Text = ""
    dateoccurred: TellingInstant = None


class RawTimesheetEvent(Raw):
    """Time spent; its own id is always 0."""

    event_type: int | None = None
    agent_id: Reference = None
    client_id: Reference = None
    contract_id: Reference = None
    ticket_id: Reference = None
    site_id: Reference = None
    action_number: Reference = None
    start_date: Instant = None
    end_date: Instant = None
    timetaken: Amount | None = None


class RawFeedback(Raw):
    """A survey answer."""

    id: OwnId
    ticket_id: Reference = None
    feedback_faultid: Reference = None
    score: int | None = None
    date: Instant = None


class RawAction(Raw):
    """Something done on a ticket; ids count from 1 on each ticket."""

    id: Id
    outcome: Text = ""
    who_agentid: Reference = None
    actionby_agent_id: Reference = None
    datetime: Instant = None
    actiondatecreated: Instant = None
    hiddenfromuser: bool | None = None
    emailto: Text = ""


class RawStatus(Raw):
    """A ticket status of this tenant."""

    id: Id
    name: Text = ""


class RawNamed(Raw):
    """Anything of which only the name matters."""

    id: Id
    name: Text = ""


class RawPriority(Raw):
    """A priority: its own id is a GUID, tickets name it by `slaid` and `priorityid`."""

    slaid: Id
    priorityid: Id
    fixtime: Amount | None = None
    fixunits: Text = ""
    ishidden: bool | None = None
