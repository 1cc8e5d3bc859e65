"""A portal written down and put back."""

import json

from tests.sandbox.hubspot.callers import OBJECTS, Portal, ids


def test_a_portal_that_is_put_back_is_the_same():
    one, other = Portal(), Portal()
    company = one.add("companies", name="Acme")
    deal = one.a_deal(links=[("companies", company)])
    gone = one.add("companies", name="Gone")
    one.do("archive", kind="companies", id=gone)

    state = one.ask("GET", "/sandbox/portal").json()
    other.ask("POST", "/sandbox/portal", json.loads(json.dumps(state)))

    assert other.ask("GET", "/sandbox/portal").json() == state
    assert ids(other.search("companies")) == [company]
    linked = other.get(f"{OBJECTS}/deals/{deal}/associations/companies").json()
    assert [str(row["toObjectId"]) for row in linked["results"]] == [company]
    assert int(other.add("companies", name="New")) > int(gone)
