"""Models with plain defaults; a test names only what it is about."""

from datetime import UTC, date, datetime
from decimal import Decimal

from shared import bootstrap
from shared.domain.calendar import NoticePeriod
from shared.domain.contract import AutomationMode, Contract, RenewalMode, Terms
from shared.domain.customer import Agent, Customer
from shared.domain.event import Context, Event
from shared.domain.playbook import Playbook
from shared.domain.renewal import ContractState, Effect, EffectKind, EffectStatus, Task
from shared.domain.score import Band, Score
from shared.domain.service import Ticket
from shared.workflow.situation import Situation

# A Sunday, as 31 March 2027 is a Wednesday: 90, 60 and 30 days before it are
# 31 December, 30 January and 1 March.
END = date(2027, 3, 31)
TENANT = "acme"
CUSTOMER, CONTRACT = "12", "301"
OWNER, LEAD, CHIEF, OPERATOR = "5", "7", "8", "9"
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def a_contract(**over):
    values = {
        "id": CONTRACT,
        "customer_id": CUSTOMER,
        "reference": "Northwind - Managed Services",
        "start_date": date(2024, 4, 1),
        "end_date": END,
    }
    return Contract(**{**values, **over})


def terms(**over):
    values = {
        "customer_id": CUSTOMER,
        "contract_id": CONTRACT,
        "reference": "Northwind - Managed Services",
        "start_date": date(2024, 4, 1),
        "end_date": END,
        "renewal_mode": RenewalMode.MANUAL,
        "owner_id": OWNER,
        "mrr": Decimal(1000),
        "currency": "GBP",
    }
    return Terms(**{**values, **over})


def evergreen(start, **over):
    mode = {"renewal_mode": RenewalMode.EVERGREEN, "notice_period": days(30)}
    return terms(**{"start_date": start, "end_date": None, **mode, **over})


def auto(end=END, notice=None, **over):
    mode = {"renewal_mode": RenewalMode.AUTO, "notice_period": notice or days(30)}
    return terms(**{"end_date": end, **mode, **over})


def days(count):
    return NoticePeriod(days=count)


def months(count):
    return NoticePeriod(months=count)


def a_playbook(**over):
    content = bootstrap.shipped_playbook().model_dump()
    return Playbook.model_validate({**content, **over})


def a_situation(today, **over):
    """Give a healthy contract in pilot, with every role filled."""
    values = {
        "today": today,
        "terms": terms(),
        "contract": a_contract(),
        "mode": AutomationMode.PILOT,
        "mrr_minor": 100_000,
        "value_minor": 1_200_000,
        "exception_owner_id": OWNER,
        "data_owner_id": OWNER,
        "cs_lead_id": LEAD,
        "msp_owner_id": CHIEF,
        "customer_name": "Northwind",
    }
    return Situation(**{**values, **over})


def a_score(readiness=80, band=Band.READY, **over):
    values = {
        "customer_id": CUSTOMER,
        "contract_id": CONTRACT,
        "as_of_date": date(2027, 1, 1),
        "readiness": Decimal(readiness),
        "band": band,
        "p_renew": Decimal("0.9"),
        "p_renew_low": Decimal("0.8"),
        "p_renew_high": Decimal("0.95"),
        "coverage": Decimal(1),
        "drivers": (),
        "inputs_hash": "00",
        "playbook_version": "book",
        "model_version": "card-1",
    }
    return Score(**{**values, **over})


def a_state(**over):
    return ContractState(**{"customer_id": CUSTOMER, "contract_id": CONTRACT, **over})


def a_task(task_id="0123456789ab", **over):
    values = {
        "id": task_id,
        "kind": "readiness_review",
        "stage": "t90",
        "summary": "Readiness review",
        "assignee_id": OWNER,
        "due_date": date(2027, 1, 29),
    }
    return Task(**{**values, **over})


def an_effect(effect_id="0123456789ab", **over):
    values = {
        "id": effect_id,
        "kind": EffectKind.CREATE_TASK,
        "status": EffectStatus.OWED,
        "marker": f"[rnwl-{effect_id}]",
        "customer_id": CUSTOMER,
        "contract_id": CONTRACT,
        "summary": "Readiness review",
    }
    return Effect(**{**values, **over})


def an_event(seq, kind, *, at=NOON, **over):
    """Give an event as the fold reads it; its hashes are made up."""
    values = {
        "tenant_id": TENANT,
        "customer_id": CUSTOMER,
        "contract_id": CONTRACT,
        "seq": seq,
        "type": str(kind),
        "at": at,
        "actor": "engine",
        "summary": str(kind),
        "operation_id": f"op-{seq}",
        "previous_hash": f"hash-{seq - 1}" if seq > 1 else "",
        "hash": f"hash-{seq}",
    }
    return Event(**{**values, **over})


def a_context(**over):
    return Context(**{"actor": "engine", "at": NOON, "operation_id": "op", **over})


def a_customer(**over):
    return Customer(
        **{"id": CUSTOMER, "name": "Northwind", "account_manager_id": OWNER, **over}
    )


def an_agent(agent_id=OWNER, **over):
    return Agent(**{"id": agent_id, "name": f"Agent {agent_id}", **over})


def a_ticket(ticket_id="900", **over):
    values = {"id": ticket_id, "customer_id": CUSTOMER, "opened_at": NOON}
    return Ticket(**{**values, **over})
