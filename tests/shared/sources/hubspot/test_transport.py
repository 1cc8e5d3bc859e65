"""What is sent again, after how long, and what is not."""

import json

import pytest

from sandbox.hubspot.faults import Fault
from shared.domain.crm import CrmKind
from shared.domain.errors import RuleBroken, SourceRejected, SourceUnavailable
from tests.shared.sources.hubspot.vendor import Vendor

LIST = "/crm/objects/2026-09/companies"
BURST = {
    "status": "error",
    "message": "You have reached your ten_secondly_rolling limit.",
    "errorType": "RATE_LIMIT",
    "policyName": "TEN_SECONDLY_ROLLING",
}
SECOND = {**BURST, "message": "…", "policyName": "SECONDLY"}
SEARCH = {
    "status": "error",
    "message": "You have reached your secondly limit.",
    "category": "RATE_LIMITS",
}


def failing(status, body=None, count=1, **headers):
    """Give a portal whose list fails so often before it answers."""
    vendor = Vendor()
    text = json.dumps(body) if body else ""
    vendor.portal.hub.faults.append(
        Fault(
            "respond", path=LIST, count=count, status=status, body=text, headers=headers
        )
    )
    return vendor


@pytest.mark.parametrize(
    ("status", "body", "headers", "waited"),
    [
        (429, BURST, {}, [10.0]),
        (429, SECOND, {}, [1.0]),
        (429, SEARCH, {}, [1.0]),
        (429, BURST, {"Retry-After": "15"}, [15.0]),
        (423, None, {}, [2.0]),
        (477, None, {"Retry-After": "30"}, [30.0]),
        (500, None, {}, [0.5]),
        (502, None, {}, [0.5]),
        (521, None, {}, [0.5]),
        (524, None, {}, [0.5]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_passes_is_waited_for(status, body, headers, waited):
    vendor = failing(status, body, **headers)

    batch = vendor.client.listed(CrmKind.ACCOUNT, "")

    assert (batch.items, vendor.sleeps) == ((), waited)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_what_a_person_must_mend_is_not_sent_again(status):
    vendor = failing(status)

    with pytest.raises(SourceRejected):
        vendor.client.listed(CrmKind.ACCOUNT, "")

    assert vendor.asked == [f"GET {LIST}"]


def test_a_failure_that_stays_is_left_to_a_later_turn():
    vendor = failing(503, count=10)

    with pytest.raises(SourceUnavailable) as caught:
        vendor.client.listed(CrmKind.ACCOUNT, "")

    assert (len(vendor.asked), caught.value.retry_after) == (4, 60.0)


def test_a_spent_day_ends_at_the_portals_own_midnight():
    vendor = Vendor(daily=1, time_zone="Australia/Sydney")

    with pytest.raises(SourceUnavailable) as caught:
        vendor.client.listed(CrmKind.ACCOUNT, "")

    assert caught.value.retry_after == 7 * 3600  # 06:00 UTC is 17:00 in Sydney
    assert vendor.sleeps == []


def test_a_missing_scope_is_named():
    vendor = Vendor(scopes=("crm.objects.deals.read",))

    with pytest.raises(SourceRejected, match=r"needs crm\.objects\.companies\.read"):
        vendor.client.listed(CrmKind.ACCOUNT, "")


def test_a_broken_rule_names_its_property():
    body = {
        "status": "error",
        "message": "bad",
        "category": "VALIDATION_ERROR",
        "errors": [
            {
                "message": "bad",
                "code": "MISSING_CONDITIONAL_REQUIRED_PROPERTY",
                "context": {"propertyName": ["closed_lost_reason"]},
            }
        ],
    }
    vendor = failing(400, body)

    with pytest.raises(RuleBroken) as caught:
        vendor.client.listed(CrmKind.ACCOUNT, "")

    assert caught.value.fields == ("closed_lost_reason",)


def test_a_page_that_is_none_is_no_empty_answer():
    vendor = failing(200, {"status": "ok"})

    with pytest.raises(SourceUnavailable, match="not a page"):
        vendor.client.listed(CrmKind.ACCOUNT, "")


def test_the_key_is_sent_to_its_own_address_alone():
    vendor = failing(301, None, Location="https://elsewhere.example/")

    with pytest.raises(SourceRejected):
        vendor.client.listed(CrmKind.ACCOUNT, "")


class Burst:
    def __init__(self):
        self.limits = []
        self.closed = []

    def acquire(self):
        return

    def resize(self, limit):
        self.limits.append(limit)

    def close(self, until):
        self.closed.append(until.isoformat())


def test_the_burst_is_as_large_as_the_portal_tells():
    budget = Burst()
    vendor = Vendor(burst=budget)
    for _ in range(3):
        vendor.client.listed(CrmKind.ACCOUNT, "")

    assert budget.limits == [190]


def test_a_nearly_spent_burst_is_left_to_others_for_a_moment():
    vendor = Vendor()
    headers = {
        "X-HubSpot-RateLimit-Max": "190",
        "X-HubSpot-RateLimit-Remaining": "3",
    }
    body = json.dumps({"results": []})
    fault = Fault("respond", path=LIST, status=200, body=body, headers=headers)
    vendor.portal.hub.faults.append(fault)

    vendor.client.listed(CrmKind.ACCOUNT, "")

    assert vendor.sleeps == [1.0]


def test_a_spent_day_closes_the_portal_for_all_workers():
    budget = Burst()
    vendor = Vendor(burst=budget, daily=1)

    with pytest.raises(SourceUnavailable):
        vendor.client.listed(CrmKind.ACCOUNT, "")

    assert budget.closed == ["2026-12-02T00:00:00+00:00"]
