from datetime import date

from shared.services.uplift import accounts, inventory
from tests.shared.services import upstream
from tests.shared.services.engine import Engine
from tests.shared.services.uplift.offices import an_office, bill

ASSETS = [
    {"id": n, "client_id": 12, "assettype_name": "Workstation", "inactive": False}
    for n in range(1, 6)
]
SCOPES = "read:assets read:items read:tickets edit:tickets read:customers "
SCOPES += "read:contracts read:invoices read:timesheets"


def an_account(engine, customer="12"):
    shared = accounts.common(engine.app)
    (found,) = accounts.accounts(engine.app, [customer], shared)
    return found


def synced(**over):
    engine = Engine(
        an_office(**over), config={"inventory": True}, granted_scopes=SCOPES
    )
    engine.sync()
    return engine


def test_a_renewed_contract_is_known_by_the_first_of_its_line():
    engine = synced(
        contracts=[
            upstream.contract(301, 12, active=False),
            upstream.contract(305, 12, previouscontract=301),
            upstream.contract(302, 13),
        ],
        bills=[bill(305, 12), bill(302, 13)],
    )

    roots = {one.id: (one.root, one.replaced) for one in an_account(engine).services}
    assert roots == {"301": ("301", True), "305": ("301", False)}


def test_lines_are_found_again_by_their_place():
    (service,) = an_account(synced()).services

    assert [line.record for line in service.lines] == ["line/9301/0"]
    assert service.priced_date == date(2026, 1, 1)


def test_things_in_service_are_counted_once_a_month():
    engine = synced(Asset=ASSETS, Users=[], Site=[])

    inventory.read_inventory(engine.app)
    engine.rows["Asset"].put({**ASSETS[0], "id": 9})
    engine.later(days=1)
    inventory.read_inventory(engine.app)

    (seen,) = an_account(engine).inventory
    assert (seen.month, seen.counts) == ("2026-12", {"workstation": 6})


def test_a_price_list_by_the_year_is_taken_by_the_month():
    rows = [{"id": 1, "name": "Managed user", "recurringprice": 120.0}]
    engine = Engine(
        an_office(Item=rows),
        config={"inventory": True},
        granted_scopes=SCOPES,
        book={"uplift": {"list_price_months": 12}},
    )
    engine.sync()
    inventory.read_inventory(engine.app)

    (price,) = an_account(engine).prices
    assert price.price == 10


def test_what_the_source_refuses_is_left_out():
    engine = Engine(an_office(Asset=ASSETS, Users=[], Site=[]))
    engine.sync()

    inventory.read_inventory(engine.app)

    (seen,) = engine.stores.inventory.all()
    assert seen.counts == {"workstation": 5}
    assert list(engine.stores.prices.all()) == []  # its scope was not granted
