"""What Azure sees of the app: indexed with an empty environment, pinned by name."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from shared.services import (
    ask_effects,
    receive_webhook,
    renew_contracts,
    score_contracts,
    watch_jobs,
)
from shared.services.concessions import from_tickets
from shared.services.mail import read_mailbox
from shared.services.sync import run
from shared.services.sync_crm import run as sync_crm
from shared.services.uplift import run as uplift

ROOT = Path(__file__).parents[2]
INDEX = """
import json
import function_app

def plain(value):
    return getattr(value, "value", value)

found = {}
for function in function_app.app.get_functions():
    first = function.get_trigger()
    trigger = {key: plain(value) for key, value in first.get_dict_repr().items()}
    trigger["methods"] = [plain(m) for m in trigger.get("methods", ())]
    others = [b.type for b in function.get_bindings() if b is not first]
    found[function.get_function_name()] = {**trigger, "others": others}
print(json.dumps(found))
"""

TIMERS = {
    "sync_halopsa": "0 */15 * * * *",
    "reconcile_halopsa": "0 30 2 * * 0",
    "sync_hubspot": "0 */10 * * * *",
    "reconcile_hubspot": "0 15 1 * * *",
    "score_contracts": "0 0 3 * * *",
    "find_uplift": "0 30 3 * * *",
    "open_renewals": "0 0 4 * * *",
    "write_hubspot": "0 5/10 * * * *",
    "watch_jobs": "0 20 * * * *",
    "relay_effects": "0 */10 * * * *",
    "chase_approvals": "0 40 * * * *",
    "renew_gmail_watches": "0 40 * * * *",
    "poll_mailboxes": "0 5,20,35,50 * * * *",
    "sync_people": "0 10 2 * * *",
    "send_digests": "0 15 * * * *",
}
QUEUES = {
    "read_halopsa_window": "halopsa-windows",
    "refresh_halopsa_ticket": "halopsa-tickets",
    "read_hubspot_window": "hubspot-windows",
    "score_batch": "score-batches",
    "look_for_uplift": "uplift-batches",
    "decide_renewals": "renewal-batches",
    "deliver_effect": "effects",
    "read_mailbox": "mailboxes",
    "take_in_request": "concession-tickets",
}
ROUTES = {
    "halopsa_webhook": ("webhooks/halopsa/{random}", ["POST"], "anonymous"),
    "gmail_push": ("gmail/push", ["POST"], "anonymous"),
    "health": ("health", ["GET"], "anonymous"),
    "sign_in": ("signin", ["POST"], "anonymous"),
    "finish_sign_in": ("signin/callback", ["GET"], "anonymous"),
    "sign_out": ("signout", ["POST"], "anonymous"),
    "page_style": ("style.css", ["GET"], "anonymous"),
    "open_approval": ("approvals/{token}", ["GET"], "anonymous"),
    "show_approval": ("approvals", ["GET"], "anonymous"),
    "decide_approval": ("approvals/decide", ["POST"], "anonymous"),
    "new_concession": ("concessions/new", ["GET", "POST"], "anonymous"),
    "show_concession": ("concessions/{id}", ["GET"], "anonymous"),
    "revise_concession": ("concessions/{id}/revise", ["GET", "POST"], "anonymous"),
    "withdraw_concession": ("concessions/{id}/withdraw", ["POST"], "anonymous"),
    "request_concession": ("concessions", ["POST"], "anonymous"),
    "fill_intake": ("intake/{contract}", ["GET", "POST"], "anonymous"),
}


@pytest.fixture(scope="module")
def index():
    """Index the app in a process that knows nothing, as a deployment does first."""
    done = subprocess.run(
        [sys.executable, "-c", INDEX],
        env={},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def of_kind(index, kind):
    return {name: found for name, found in index.items() if found["type"] == kind}


def test_the_set_of_functions_is_pinned(index):
    assert set(index) == {*TIMERS, *QUEUES, *ROUTES}


def test_the_timers_and_their_schedules_are_pinned(index):
    timers = of_kind(index, "timerTrigger")

    assert {name: found["schedule"] for name, found in timers.items()} == TIMERS


def test_the_queues_are_pinned(index):
    queues = of_kind(index, "queueTrigger")

    assert {name: found["queueName"] for name, found in queues.items()} == QUEUES
    assert {found["connection"] for found in queues.values()} == {"AzureWebJobsStorage"}


def test_the_routes_their_methods_and_their_guards_are_pinned(index):
    routes = of_kind(index, "httpTrigger")

    assert {
        name: (found["route"], found["methods"], found["authLevel"])
        for name, found in routes.items()
    } == ROUTES


def test_every_function_has_its_trigger_and_only_http_an_answer(index):
    others = {name: tuple(found["others"]) for name, found in index.items()}

    assert others == {
        **dict.fromkeys([*TIMERS, *QUEUES], ()),
        **dict.fromkeys(ROUTES, ("http",)),
    }


def test_no_route_begins_where_the_host_has_its_own(index):
    routes = [found["route"] for found in of_kind(index, "httpTrigger").values()]

    assert [r for r in routes if r.startswith(("admin", "runtime"))] == []


def test_every_queue_that_is_sent_to_has_a_worker():
    sent = {
        run.QUEUE,
        sync_crm.QUEUE,
        receive_webhook.QUEUE,
        score_contracts.QUEUE,
        renew_contracts.QUEUE,
        uplift.QUEUE,
        ask_effects.QUEUE,
        from_tickets.QUEUE,
        read_mailbox.QUEUE,
    }

    assert sent == set(QUEUES.values())


def test_every_watched_job_is_a_timer():
    watched = watch_jobs.WINDOWS | watch_jobs.CRM_WINDOWS

    assert set(watched) <= set(TIMERS)
