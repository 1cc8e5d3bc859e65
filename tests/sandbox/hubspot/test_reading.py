"""Lists, single records and batches of the stand-in."""

import pytest

from tests.sandbox.hubspot.callers import OBJECTS, Portal, ids


def test_a_list_pages_by_the_next_records_id():
    portal = Portal()
    made = [portal.add("companies", name=f"C{n}") for n in range(3)]

    page = portal.get(f"{OBJECTS}/companies", limit="2")

    assert ids(page) == made[:2]
    assert page.json()["paging"] == {"next": {"after": made[2]}}


def test_inline_associations_name_the_primary_company():
    portal = Portal()
    company = portal.add("companies", name="Acme")
    portal.a_deal(links=[("companies", company)])

    row = portal.get(f"{OBJECTS}/0-3", associations="companies").json()["results"][0]

    kinds = [one["type"] for one in row["associations"]["companies"]["results"]]
    assert kinds == ["deal_to_company", "deal_to_company_unlabeled"]


def test_a_record_without_associations_has_no_such_key():
    portal = Portal()
    portal.a_deal()

    page = portal.get(f"{OBJECTS}/deals", associations="companies")

    assert "associations" not in page.json()["results"][0]


def test_what_was_asked_for_and_is_empty_comes_as_null():
    portal = Portal()
    portal.add("companies", name="Acme")

    page = portal.get(f"{OBJECTS}/companies", properties="name,domain,nonsense")

    properties = page.json()["results"][0]["properties"]
    assert (properties["domain"], "nonsense" in properties) == (None, False)


def test_an_archived_record_is_found_only_among_the_archived():
    portal = Portal()
    ident = portal.add("companies", name="Acme")
    portal.do("archive", kind="companies", id=ident)

    assert ids(portal.get(f"{OBJECTS}/companies")) == []
    assert ids(portal.get(f"{OBJECTS}/companies", archived="true")) == [ident]
    assert portal.get(f"{OBJECTS}/companies/{ident}").status == 404


@pytest.mark.parametrize("new_id", [True, False])
def test_a_merged_record_vanishes_and_its_id_leads_to_the_survivor(new_id):
    portal = Portal()
    kept, gone = (portal.add("companies", name=n) for n in ("Kept", "Gone"))
    survivor = portal.do(
        "merge", kind="companies", winner=kept, loser=gone, new_id=new_id
    )

    found = portal.get(f"{OBJECTS}/companies/{gone}", properties="hs_merged_object_ids")

    assert found.json()["id"] == survivor
    assert (survivor == kept) != new_id
    assert gone in found.json()["properties"]["hs_merged_object_ids"].split(";")
    assert ids(portal.get(f"{OBJECTS}/companies", archived="true")) == []


def test_a_batch_tells_missing_ids_with_207():
    portal = Portal()
    ident = portal.add("companies", name="Acme")
    body = {"inputs": [{"id": ident}, {"id": "1"}], "properties": ["name"]}

    answer = portal.ask("POST", f"{OBJECTS}/companies/batch/read", body)

    assert (answer.status, ids(answer), answer.json()["numErrors"]) == (207, [ident], 1)


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/crm/v3/objects/companies", {}, 404),
        (f"{OBJECTS}/gizmos", {}, 404),
        (f"{OBJECTS}/companies", {"limit": "101"}, 400),
        (f"{OBJECTS}/companies", {"pagesize": "5"}, 400),
    ],
)
def test_unknown_paths_and_parameters_are_refused(path, query, status):
    assert Portal().get(path, **query).status == status


def test_the_key_decides_who_may_read():
    portal = Portal(scopes=("crm.objects.deals.read",))

    stranger = portal.ask("GET", f"{OBJECTS}/deals", key="nobody")
    refused = portal.get(f"{OBJECTS}/companies")

    assert (stranger.status, stranger.json()["category"]) == (
        401,
        "INVALID_AUTHENTICATION",
    )
    assert refused.json()["errors"][0]["context"] == {
        "requiredGranularScopes": ["crm.objects.companies.read"]
    }
