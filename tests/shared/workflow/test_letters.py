"""Mail accompanies open tasks, once each, as the playbook names channels for it."""

from datetime import date

import pytest

from shared.domain.contract import AutomationMode
from shared.domain.correspondence import Contact
from shared.domain.event import EventType
from shared.workflow.letters import accompany
from shared.workflow.situation import Decision
from tests.builders import (
    CUSTOMER,
    END,
    LEAD,
    OWNER,
    TENANT,
    a_playbook,
    a_situation,
    a_state,
    a_task,
    an_effect,
)
from tests.shared.workflow.test_fold import folded

CHANNELS = {"escalation": "mail", "letter": "draft"}
LETTERS = {"customer_checkpoint": "checkpoint_invitation"}
DANA = Contact(id="901", customer_id=CUSTOMER, name="Dana Webb", email="d@elm.example")
RENEWAL = folded(EventType.RENEWAL_OPENED).renewal
CHECKPOINT = a_task(kind="customer_checkpoint", stage="t60")
OVERDUE = a_task(kind="escalation", assignee_id=LEAD)


def asked(task, *, channels=CHANNELS, effects=None, **over):
    values = {"mode": AutomationMode.LIVE, "mail": True, "contact": DANA, **over}
    situation = a_situation(date(2027, 2, 1), **values)
    book = a_playbook(mail={"channels": channels, "letters": LETTERS})
    state = a_state(tasks={task.id: task}, effects=effects or {}, renewal=RENEWAL)
    decision = Decision(situation=situation, book=book, tenant_id=TENANT)
    return list(accompany(state, decision))


def test_a_checkpoint_is_accompanied_by_an_invitation():
    (event,) = asked(CHECKPOINT)

    mail = event.data["mail"]
    assert event.type is EventType.MAIL_REQUESTED
    assert event.data["kind"] == "draft_mail"
    assert (mail["template"], mail["recipient_id"]) == ("checkpoint_invitation", "901")
    assert (mail["writer_id"], mail["about"]) == (OWNER, CHECKPOINT.id)
    assert mail["facts"]["greeting"] == "Dana"


def test_no_address_stands_on_the_timeline():
    (event,) = asked(CHECKPOINT)

    assert "@" not in event.model_dump_json()


def test_overdue_work_is_told_to_who_it_rose_to():
    (event,) = asked(OVERDUE)

    assert event.data["kind"] == "send_mail"
    assert event.data["mail"]["recipient_id"] == LEAD


def test_a_task_is_accompanied_once():
    (event,) = asked(CHECKPOINT)
    there = {event.data["id"]: an_effect(event.data["id"])}

    assert asked(CHECKPOINT, effects=there) == []


@pytest.mark.parametrize(
    "over",
    [
        {"mail": False},
        {"channels": {}},
        {"channels": {"letter": "mail"}},
        {"channels": {"escalation": "mail"}},
        {"contact": None},
        {"mode": AutomationMode.PILOT},
        {"mode": AutomationMode.SHADOW},
    ],
)
def test_no_letter_without_channel_contact_and_a_live_contract(over):
    assert asked(CHECKPOINT, **over) == []


@pytest.mark.parametrize(
    "change", [{"done": True}, {"superseded": True}, {"shadow": True}]
)
@pytest.mark.parametrize("task", [CHECKPOINT, OVERDUE])
def test_nothing_accompanies_what_nobody_has_to_do(task, change):
    assert asked(task.model_copy(update=change)) == []


def test_a_task_without_an_owner_has_nobody_who_would_send_it():
    assert asked(CHECKPOINT.model_copy(update={"assignee_id": None})) == []


def test_the_playbook_names_which_tasks_have_letters():
    assert asked(a_task(kind="readiness_review")) == []


def test_the_term_it_speaks_of_is_the_renewals():
    (event,) = asked(CHECKPOINT)

    assert event.data["mail"]["facts"]["term_end"] == f"{END.day} {END:%B %Y}"
