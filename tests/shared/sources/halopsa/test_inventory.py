from decimal import Decimal

import pytest

from shared.domain.inventory import ListPrice, Thing
from shared.sources.halopsa.zones import _WINDOWS, zone_of

from .vendor import Vendor, a_client, answer

ASSETS = [
    {"id": 1, "client_id": 12.0, "assettype_name": "Workstation", "inactive": False},
    {"id": 2, "client_id": 12, "assettype_name": "Server"},
    {"id": 3, "client_id": 12, "assettype_name": "Workstation", "inactive": True},
    {"id": 4, "client_id": 0, "assettype_name": "Workstation"},
    {"id": 5, "client_id": 12, "assettype_name": ""},
    {"id": "none", "client_id": 12, "assettype_name": "Server"},
]


def test_assets_in_service_are_counted_by_their_type():
    vendor = Vendor(Asset=[answer({"record_count": 6, "assets": ASSETS})])

    batch = a_client(vendor).things("Asset", 1)

    assert batch.items == (
        Thing(id="1", customer_id="12", kind="workstation"),
        Thing(id="2", customer_id="12", kind="server"),
    )
    assert [one.resource for one in batch.rejected] == ["assets"]


def test_logins_of_machines_are_no_users():
    rows = [
        {"id": 1, "client_id": 12, "name": "Mia"},
        {"id": 2, "client_id": 12, "name": "Scanner", "isserviceaccount": True},
    ]
    vendor = Vendor(Users=[answer({"record_count": 2, "users": rows})])

    batch = a_client(vendor).things("Users", 1)

    assert batch.items == (Thing(id="1", customer_id="12", kind="user"),)


def test_only_items_with_a_recurring_price_are_on_the_list():
    rows = [
        {"id": 7, "name": "Managed user", "recurringprice": 12.5, "recurringcost": 6},
        {"id": 8, "name": "Laptop", "baseprice": 900, "recurringprice": 0},
    ]
    vendor = Vendor(Item=[answer({"record_count": 2, "items": rows})])

    batch = a_client(vendor).list_prices(1)

    assert batch.items == (
        ListPrice(id="7", item="Managed user", price=Decimal("12.5"), cost=Decimal(6)),
    )


@pytest.mark.parametrize(("wanted", "asked"), [(False, False), (True, True)])
def test_the_scopes_of_assets_and_items_are_asked_for_only_on_request(wanted, asked):
    vendor = Vendor()

    a_client(vendor, inventory=wanted).check_access()

    [form] = vendor.forms()
    assert ("read:assets" in form["scope"]) is asked
    assert ("read:items" in form["scope"]) is asked


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ("Eastern Standard Time", "America/New_York"),
        ("GMT Standard Time", "Europe/London"),
        ("Europe/Vienna", "Europe/Vienna"),
        ("Middle Earth Standard Time", ""),
        ("../etc/passwd", ""),
        ("", ""),
    ],
)
def test_a_sites_zone_is_read_by_the_name_that_windows_gives_it(told, zone):
    rows = [{"id": 20, "client_id": 12, "timezone": told}]
    vendor = Vendor(Site=[answer({"record_count": 1, "sites": rows})])

    batch = a_client(vendor).things("Site", 1)

    assert batch.items == (Thing(id="20", customer_id="12", kind="site", zone=zone),)


def test_every_windows_zone_that_we_name_is_known():
    assert all(zone_of(name) == zone for name, zone in _WINDOWS.items())
