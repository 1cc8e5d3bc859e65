"""The search of the stand-in: its lag, its order, its caps and refusals."""

import pytest

from tests.sandbox.hubspot.callers import NOW, OBJECTS, Portal, ids, where


def test_a_change_reaches_the_search_later_than_the_list():
    portal = Portal(search_lag=30.0)
    ident = portal.add("companies", name="Acme")

    at_once = ids(portal.search("companies"))
    portal.later(31)

    assert (at_once, ids(portal.search("companies"))) == ([], [ident])


def test_changes_reach_the_search_out_of_order():
    portal = Portal(search_lag=30.0)
    made = [portal.add("companies", name=f"C{n}") for n in range(30)]
    portal.later(15)

    seen = ids(portal.search("companies", limit=200))

    assert seen
    assert seen != made[: len(seen)]


def test_an_older_version_never_replaces_a_newer_one():
    portal = Portal(search_lag=30.0)
    ident = portal.add("companies", name="Old")
    portal.later(1)
    portal.do("edit", kind="companies", id=ident, properties={"name": "New"})
    portal.later(40)

    row = portal.search("companies", properties=["name"]).json()["results"][0]

    assert row["properties"]["name"] == "New"


def test_the_window_is_given_in_milliseconds():
    portal = Portal()
    ident = portal.add("companies", name="Acme")
    at = str(int(NOW.timestamp() * 1000))

    found = portal.search("companies", where("hs_lastmodifieddate", "GTE", at))
    after = portal.search("companies", where("hs_lastmodifieddate", "GT", at))

    assert (ids(found), ids(after)) == ([ident], [])


def test_ids_sort_as_numbers_and_can_be_restarted_from():
    portal = Portal()
    made = [portal.add("companies", name=f"C{n}") for n in range(3)]
    sort = [{"propertyName": "hs_object_id", "direction": "ASCENDING"}]

    rest = portal.search(
        "companies", where("hs_object_id", "GTE", str(int(made[0]) + 1)), sorts=sort
    )

    assert ids(rest) == made[1:]


def test_nothing_lies_beyond_the_cap():
    portal = Portal(search_cap=4)

    assert portal.search("companies", limit=4).status == 200
    assert portal.search("companies", limit=4, after="1").status == 400


@pytest.mark.parametrize(
    "body",
    [
        {"sorts": ["name", "domain"]},
        {"limit": 201},
        {"filterGroups": [{"filters": [where("name", "LIKE", "A")]}]},
        {"filterGroups": [{"filters": [where("hs_object_id", "GT", 5)]}]},
        {"filterGroups": [{"filters": [where("name", "EQ", "A")] * 7}]},
        {"filterGroups": [{"filters": [where("name", "EQ", "A")]}] * 6},
        {"page": 2},
        {"query": "x" * 3000},
    ],
    ids=["sorts", "page", "operator", "number", "filters", "groups", "name", "body"],
)
def test_what_the_search_does_not_know_is_refused(body):
    portal = Portal()
    portal.add("companies", name="A")

    assert portal.ask("POST", f"{OBJECTS}/companies/search", body).status == 400
