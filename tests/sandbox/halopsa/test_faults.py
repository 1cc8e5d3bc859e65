"""Rate limits and faults on demand."""

import json

import pytest

from sandbox.halopsa import ConnectionDropped
from sandbox.halopsa.faults import Fault
from tests.sandbox.callers import a_caller


def test_the_limit_answers_429_with_a_text(portfolio):
    caller = a_caller(portfolio, requests_per_5_minutes=3)

    statuses = [caller.get("/Status").status for _ in range(4)]
    refused = caller.get("/Status")

    assert statuses == [200, 200, 200, 429]
    assert refused.body.startswith(b"Rate Limit Reached - 3 Requests per rolling 5")
    assert "Retry-After" not in refused.headers


def test_the_limit_is_a_rolling_window(portfolio):
    caller = a_caller(portfolio, requests_per_5_minutes=1, retry_after=17)
    caller.get("/Status")
    caller.instance.clock.advance(299)
    refused = caller.get("/Status")

    caller.instance.clock.advance(1)

    assert (refused.status, refused.headers["Retry-After"]) == (429, "17")
    assert caller.get("/Status").status == 200


@pytest.mark.parametrize(
    ("action", "status", "body"),
    [
        ("rate_limit", 429, b"Rate Limit Reached - 300 Requests"),
        ("unauthorized", 401, b""),
        ("forbidden", 403, b""),
        ("server_error", 500, b""),
        ("gateway_timeout", 504, b"<html>"),
        ("bad_request_model", 400, b'{"id":['),
        ("bad_request_exception", 400, b'{"ClassName":'),
        ("bad_request_string", 400, b'"Invalid Resource"'),
        ("login_page", 200, b"<!DOCTYPE html>"),
    ],
)
def test_a_fault_answers_instead(caller, action, status, body):
    caller.halo.faults.add(Fault(action, path="/api/Status", count=1))

    spoiled = caller.get("/Status")

    assert spoiled.status == status
    assert spoiled.body.startswith(body)
    assert bool(spoiled.body) is bool(body)
    assert caller.get("/Status").status == 200


def test_a_429_can_say_when_to_come_back(caller):
    caller.halo.faults.add(Fault("rate_limit", retry_after=2, count=1))

    assert caller.get("/Status").headers["Retry-After"] == "2"


def test_any_answer_can_be_made_up(caller):
    headers = {"Location": "/login"}
    caller.halo.faults.add(Fault("respond", status=302, headers=headers, body="moved"))

    spoiled = caller.get("/Status")

    assert (spoiled.status, spoiled.headers["Location"]) == (302, "/login")
    assert spoiled.body == b"moved"


def test_truncated_json_cannot_be_read(caller):
    caller.halo.faults.add(Fault("truncated"))

    with pytest.raises(json.JSONDecodeError):
        caller.get("/ClientContract").json()


def test_a_list_can_be_emptied(caller):
    caller.halo.faults.add(Fault("empty_list", path="/api/clientcontract"))

    assert caller.get("/ClientContract").json() == {"record_count": 0, "contracts": []}
    assert caller.rows("/Client")


def test_a_reset_comes_before_the_work(caller):
    caller.halo.faults.add(Fault("reset", method="POST"))

    with pytest.raises(ConnectionDropped) as dropped:
        caller.post("/Tickets", [{"summary": "x"}])

    assert not dropped.value.processed
    assert caller.instance.created_tickets == []


def test_a_lost_reply_comes_after_the_work(caller):
    caller.halo.faults.add(Fault("lost_reply", method="POST"))

    with pytest.raises(ConnectionDropped) as dropped:
        caller.post("/Tickets", [{"summary": "x"}])

    assert dropped.value.processed
    assert len(caller.instance.created_tickets) == 1


def test_all_tokens_can_expire_at_once(caller):
    caller.halo.faults.add(Fault("expire_tokens", count=1))

    assert caller.get("/Status").status == 401
    caller.token = caller.sign_in().json()["access_token"]
    assert caller.get("/Status").status == 200


def test_a_slow_answer_waits_and_is_right(portfolio):
    waited: list[float] = []
    caller = a_caller(portfolio, sleep=waited.append)
    caller.halo.faults.add(Fault("slow", seconds=7.4))

    assert caller.get("/Status").status == 200
    assert waited == [7.4]


def test_a_rule_can_strike_the_nth_call_alone(caller):
    caller.halo.faults.add(Fault("server_error", nth=3))

    assert [caller.get("/Status").status for _ in range(4)] == [200, 200, 500, 200]


def test_every_rule_counts_its_own_calls(caller):
    caller.halo.faults.add(Fault("server_error", nth=1), Fault("forbidden", nth=2))

    assert [caller.get("/Status").status for _ in range(3)] == [500, 403, 200]


def test_a_rule_can_strike_by_chance_and_repeats_with_its_seed(portfolio):
    def statuses(seed):
        caller = a_caller(portfolio)
        caller.halo.faults.add(Fault("server_error", probability=0.5, seed=seed))
        return [caller.get("/Status").status for _ in range(20)]

    assert statuses(1) == statuses(1)
    assert set(statuses(1)) == {200, 500}
    assert statuses(1) != statuses(2)


def test_an_unknown_action_is_refused():
    with pytest.raises(ValueError, match="unknown fault action 'explode'"):
        Fault("explode")
