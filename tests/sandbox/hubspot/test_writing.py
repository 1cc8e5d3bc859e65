"""Writes of the stand-in: required, unique, malformed; upserts and batches."""

import pytest

from sandbox.hubspot.kinds import VERSION
from tests.sandbox.hubspot.callers import OBJECTS, Portal, ids

SCHEMA = f"/crm/properties/{VERSION}/deals"


def with_key(**options):
    """Give a portal whose deals have a unique property."""
    portal = Portal(**options)
    made = portal.ask(
        "POST",
        SCHEMA,
        {
            "name": "renewal_key",
            "label": "Key",
            "type": "string",
            "fieldType": "text",
            "groupName": "dealinformation",
            "hasUniqueValue": True,
        },
        key=portal.hub.portal.options.setup_token,
    )
    assert made.status == 201
    return portal


def upsert(portal, *keys, **more):
    deal = {
        "dealname": "Renewal",
        "pipeline": "default",
        "dealstage": "appointmentscheduled",
    }
    inputs = [
        {"id": key, "idProperty": "renewal_key", "properties": deal, **more}
        for key in keys
    ]
    return portal.ask("POST", f"{OBJECTS}/0-3/batch/upsert", {"inputs": inputs})


def test_an_upsert_creates_once_and_updates_from_then_on():
    portal = with_key()

    first, second = upsert(portal, "k1"), upsert(portal, "k1")

    assert [row["new"] for row in first.json()["results"]] == [True]
    assert [row["new"] for row in second.json()["results"]] == [False]
    assert ids(first) == ids(second)


@pytest.mark.parametrize(
    ("keys", "more"),
    [
        (["k"], {"associations": []}),
        (["k", "k"], {}),
        ([f"k{n}" for n in range(101)], {}),
        ([], {}),
    ],
    ids=["associations", "doubles", "too many", "nothing"],
)
def test_an_upsert_that_hubspot_would_refuse_is_refused(keys, more):
    assert upsert(with_key(), *keys, **more).status == 400


@pytest.mark.parametrize(
    ("kind", "properties", "code"),
    [
        ("companies", {"name": "A", "nonsense": "1"}, "PROPERTY_DOESNT_EXIST"),
        ("companies", {"name": "A", "hs_object_id": "1"}, "READ_ONLY_VALUE"),
        ("contacts", {"email": "no mail"}, "INVALID_EMAIL"),
        ("companies", {"city": "York"}, "MISSING_REQUIRED_PROPERTY"),
        ("tasks", {"hs_task_subject": "Call"}, "MISSING_REQUIRED_PROPERTY"),
        (
            "deals",
            {"dealname": "A", "pipeline": "x", "dealstage": "y"},
            "INVALID_OPTION",
        ),
        ("companies", {"name": 5}, None),
    ],
)
def test_values_that_are_not_valid_are_refused_by_name(kind, properties, code):
    answer = Portal().ask("POST", f"{OBJECTS}/{kind}", {"properties": properties})

    told = [row["code"] for row in answer.json().get("errors", [])]
    assert (answer.status, told) == (400, [code] if code else [])


def test_a_rule_of_the_admin_asks_for_a_property_in_a_stage():
    portal = Portal(required=(("deals:closedlost", "description"),))
    ident = portal.a_deal()

    answer = portal.ask(
        "PATCH", f"{OBJECTS}/deals/{ident}", {"properties": {"dealstage": "closedlost"}}
    )

    error = answer.json()["errors"][0]
    assert error["code"] == "MISSING_CONDITIONAL_REQUIRED_PROPERTY"
    assert error["context"] == {"propertyName": ["description"]}


def test_a_batch_is_all_or_nothing_without_traces():
    portal = Portal()
    inputs = [{"properties": {"name": "A"}}, {"properties": {"nonsense": "A"}}]
    path = f"{OBJECTS}/companies/batch/create"

    whole = portal.ask("POST", path, {"inputs": inputs})
    traced = [{**row, "objectWriteTraceId": str(n)} for n, row in enumerate(inputs)]
    partly = portal.ask("POST", path, {"inputs": traced})

    assert (whole.status, partly.status) == (400, 207)
    assert partly.json()["errors"][0]["context"] == {"objectWriteTraceId": ["1"]}
    assert len(portal.hub.portal.records["companies"].live) == 1


def test_a_known_address_is_a_conflict_that_names_the_contact():
    portal = Portal()
    ident = portal.add("contacts", email="a@b.example")

    answer = portal.ask(
        "POST", f"{OBJECTS}/contacts", {"properties": {"email": "a@b.example"}}
    )

    assert (answer.status, answer.json()["category"]) == (409, "CONFLICT")
    assert ident in answer.json()["message"]


def test_the_stage_tells_whether_a_deal_is_won():
    portal = Portal()
    ident = portal.a_deal(dealstage="closedwon")

    row = portal.get(f"{OBJECTS}/deals/{ident}", properties="hs_is_closed_won").json()

    assert row["properties"]["hs_is_closed_won"] == "true"


def test_an_empty_text_clears_and_null_does_not():
    portal = Portal()
    ident = portal.add("companies", name="A", city="York", country="UK")
    change = {"properties": {"city": "", "country": None}}

    row = portal.ask("PATCH", f"{OBJECTS}/companies/{ident}", change).json()

    assert ("city" in row["properties"], row["properties"]["country"]) == (False, "UK")


def test_a_property_exists_once():
    portal = with_key()
    again = {
        "name": "renewal_key",
        "label": "Key",
        "type": "string",
        "fieldType": "text",
        "groupName": "dealinformation",
    }
    key = portal.hub.portal.options.setup_token

    assert portal.ask("POST", SCHEMA, again, key=key).status == 409
    assert portal.ask("POST", SCHEMA, again).status == 403


def test_a_pipeline_keeps_the_ids_it_is_given():
    portal = Portal()
    stages = [{"label": "Open", "stageId": "s1", "metadata": {"probability": "0.5"}}]
    body = {"label": "Renewals", "pipelineId": "p1", "stages": stages}
    path, key = f"/crm/pipelines/{VERSION}/deals", portal.hub.portal.options.setup_token

    made = portal.ask("POST", path, body, key=key)
    again = portal.ask("POST", path, body, key=key)

    assert made.json()["stages"][0]["id"] == "s1"
    assert again.status == 400
