from datetime import date
from decimal import Decimal

import pytest

from shared.domain.contract import Contract
from shared.domain.errors import InvalidInput, RecordRejected
from shared.sources.halopsa.custom_fields import FieldMap
from shared.sources.halopsa.mapping.contracts import ContractMapping
from shared.sources.halopsa.periods import MONTHS
from shared.sources.halopsa.raw import RawContract

from .vendor import Vendor, a_client, answer, recorded

FIELD_MAP = {
    "notice_period_days": 178,
    "renewal_mode": "CFrenewalMode",
    "owner": "renewal owner",
    "entitled_hours": 181,
}


def to_contract(**over):
    row = {"id": 57, "client_id": 12, **over}
    mapping = ContractMapping(FieldMap({}, {}), MONTHS)
    return mapping.to_contract(RawContract.model_validate(row), detail=True)


def test_a_list_has_thin_rows():
    vendor = Vendor(ClientContract=[recorded("contracts.json")])

    batch = a_client(vendor).contracts(1)

    assert batch.items == (
        Contract(
            id="57",
            customer_id="12",
            reference="Acme - Managed Services",
            start_date=date(2024, 4, 1),
            end_date=date(2027, 3, 31),
            status="Active",
            billing_months=3,
            entitled_hours=Decimal("3.3333"),
            sla_id="3",
            modified_at="2026-09-12T14:03:22.947000+00:00",
            detail_due=True,
        ),
        Contract(
            id="58",
            customer_id="12",
            reference="Hosting",
            start_date=date(2024, 4, 1),
            end_date=None,
            active=False,
            detail_due=True,
        ),
    )
    [rejected] = batch.rejected
    assert (rejected.source_id, rejected.reason) == ("59", "client_id is missing")
    assert "0123" not in rejected.document
    assert batch.read == 3
    [params] = vendor.params("/api/ClientContract")
    assert params["includeinactive"] == "true"


def test_a_detail_has_the_mapped_fields_and_what_it_renewed():
    vendor = Vendor(**{"ClientContract/57": [recorded("contract.json")]})

    contract = a_client(vendor, field_map=FIELD_MAP).contract("57")

    assert contract == Contract(
        id="57",
        customer_id="12",
        reference="Acme - Managed Services",
        start_date=date(2024, 4, 1),
        end_date=date(2027, 3, 31),
        status="Active",
        billing_months=1,
        entitled_hours=Decimal("10.5"),
        period_charge=Decimal(1850),
        sla_id="3",
        previous_contract_id="41",
        fields={
            "notice_period_days": "90",
            "renewal_mode": "auto",
            "owner": "Ravi Hale",
        },
        modified_at="2026-09-12T14:03:22.947000+00:00",
    )
    assert vendor.params("/api/ClientContract/57") == [{"includedetails": "true"}]


@pytest.mark.parametrize(
    ("over", "active"),
    [
        ({}, True),
        ({"active": True}, True),
        ({"active": False}, False),
        ({"active": True, "expired": True, "end_date": "2026-01-01"}, True),
        ({"active": True, "expired": True}, False),
    ],
    ids=repr,
)
def test_expiry_is_left_to_the_end_date_where_there_is_one(over, active):
    assert to_contract(**over).active is active


@pytest.mark.parametrize(
    ("hours", "period", "expected"),
    [
        (10, 2, Decimal(10)),
        (12, 1, Decimal(52)),
        (60, 3, Decimal(5)),
        (0, 2, None),
        (None, 2, None),
        (10, 77, None),
        (10, None, None),
    ],
)
def test_entitled_hours_are_a_month(hours, period, expected):
    contract = to_contract(numberofunitsfree=hours, billingperiod=period)

    assert contract.entitled_hours == expected


def test_a_contract_without_a_name_is_called_by_its_number():
    assert to_contract().reference == "Contract 57"


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"end_date": "2026-13-45T00:00:00"}, "end_date: Value error"),
        ({"client_id": None}, "client_id is missing"),
        ({"billingperiod": "often"}, "billingperiod: Input should be"),
        ({"periodchargeamount": "1,5"}, "periodchargeamount: Input should be"),
    ],
    ids=repr,
)
def test_a_detail_that_can_not_be_used_is_rejected_by_its_id(over, reason):
    row = {"id": 57, "client_id": 12, **over}
    vendor = Vendor(**{"ClientContract/57": [answer(row)]})

    with pytest.raises(RecordRejected, match=reason) as caught:
        a_client(vendor).contract("57")

    assert caught.value.source_id == "57"


@pytest.mark.parametrize("contract_id", ["", "../Report", "57/x", "57?x=1"])
def test_an_id_can_not_lead_to_another_route(contract_id):
    vendor = Vendor()

    with pytest.raises(InvalidInput, match="is not an id"):
        a_client(vendor).contract(contract_id)

    assert vendor.requests == []


SITES = [{"id": 21.0, "name": "Depot"}, {"site_id": 22}, 23, {"name": "?"}, "odd", None]


def covered(*, sites_cover=True, fields=(), **over):
    row = {"id": 57, "client_id": 12, "customfields": list(fields), **over}
    mapping = ContractMapping(
        FieldMap({"covered_sites": 191}, {}), MONTHS, sites_cover=sites_cover
    )
    return mapping.to_contract(RawContract.model_validate(row), detail=True).site_ids


def test_a_contracts_sites_are_read_in_whatever_form_they_come():
    assert covered(sites=SITES) == ("21", "22", "23")
    assert covered(site_id=20.0, sites=None) == ("20",)
    assert covered(site_id=0, sites="none") == ()


def test_a_contracts_sites_limit_it_only_where_the_tenant_says_so():
    assert covered(sites_cover=False, site_id=20, sites=SITES) == ()


def test_the_tenants_own_field_of_sites_says_more_than_halopsas_sites():
    told = {"id": 191, "name": "CFcoveredSites", "value": "30, 31,", "display": None}

    assert covered(fields=[told], site_id=20) == ("30", "31")
    assert covered(sites_cover=False, fields=[told]) == ("30", "31")
