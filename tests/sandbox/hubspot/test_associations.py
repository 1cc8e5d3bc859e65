"""Associations of the stand-in: directions, defaults, batches, pages."""

from tests.sandbox.hubspot.callers import LINKS, OBJECTS, Portal


def read(portal, one, other, *inputs):
    rows = [{"id": i} if isinstance(i, str) else i for i in inputs]
    return portal.ask("POST", f"{LINKS}/{one}/{other}/batch/read", {"inputs": rows})


def types_of(answer):
    return [
        sorted(t["typeId"] for t in to["associationTypes"])
        for row in answer.json()["results"]
        for to in row["to"]
    ]


def test_the_only_company_of_a_deal_becomes_its_primary_one():
    portal = Portal()
    company, other = (portal.add("companies", name=n) for n in "AB")
    deal = portal.a_deal()
    for ident in (company, other):
        path = f"{OBJECTS}/deals/{deal}/associations/default/companies/{ident}"
        assert portal.ask("PUT", path).status == 200

    assert types_of(read(portal, "deals", "companies", deal)) == [[5, 341], [341]]
    assert types_of(read(portal, "companies", "deals", company)) == [[6, 342]]


def test_a_deal_has_one_primary_company():
    portal = Portal()
    company, other = (portal.add("companies", name=n) for n in "AB")
    deal = portal.a_deal(links=[("companies", company)])
    primary = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 5}]
    body = {"from": {"id": deal}, "to": {"id": other}, "types": primary}

    portal.ask("POST", f"{LINKS}/deals/companies/batch/create", {"inputs": [body]})

    assert types_of(read(portal, "deals", "companies", deal)) == [[341], [5]]


def test_a_type_of_the_wrong_direction_is_refused():
    portal = Portal()
    company, deal = portal.add("companies", name="A"), portal.a_deal()
    wrong = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 342}]
    body = {"from": {"id": deal}, "to": {"id": company}, "types": wrong}

    answer = portal.ask(
        "POST", f"{LINKS}/deals/companies/batch/create", {"inputs": [body]}
    )

    assert answer.status == 400
    assert "invalid from object type 0-3" in answer.json()["message"]


def test_ids_without_associations_come_as_errors_with_207():
    portal = Portal()
    deal = portal.a_deal()

    answer = read(portal, "deals", "companies", deal)

    error = answer.json()["errors"][0]
    assert (answer.status, answer.json()["results"]) == (207, [])
    assert error["subCategory"] == "crm.associations.NO_ASSOCIATIONS_FOUND"
    assert error["context"] == {"fromObjectId": [deal]}


def test_very_many_associations_come_in_pages():
    portal = Portal(association_page=2)
    company = portal.add("companies", name="A")
    people = [
        portal.add("contacts", links=[("companies", company)], email=f"p{n}@a.example")
        for n in range(3)
    ]

    first = read(portal, "companies", "contacts", company).json()["results"][0]
    after = first["paging"]["next"]["after"]
    rest = read(portal, "companies", "contacts", {"id": company, "after": after})

    seen = [str(to["toObjectId"]) for to in first["to"]]
    seen += [str(to["toObjectId"]) for to in rest.json()["results"][0]["to"]]
    assert seen == people


def test_a_read_takes_a_thousand_ids_and_no_more():
    portal = Portal()

    assert read(portal, "deals", "companies", *map(str, range(1000))).status == 207
    assert read(portal, "deals", "companies", *map(str, range(1001))).status == 400


def test_a_task_is_created_with_its_associations():
    portal = Portal()
    company = portal.add("companies", name="A")
    kind = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 192}
    task = {
        "properties": {"hs_timestamp": "2026-12-04T12:00:00Z"},
        "associations": [{"to": {"id": company}, "types": [kind]}],
    }

    made = portal.ask("POST", f"{OBJECTS}/tasks", task).json()["id"]

    found = portal.get(f"{OBJECTS}/companies/{company}/associations/tasks").json()
    assert [str(row["toObjectId"]) for row in found["results"]] == [made]
