"""A portal of so many companies, deals and contacts, for measuring."""

from sandbox.hubspot.app import HubSpot
from sandbox.hubspot.kinds import KINDS
from sandbox.hubspot.links import DEFINED

_OWNERS = 5


def fill_in_bulk(
    hub: HubSpot, *, companies: int, deals: int, contacts: int
) -> dict[str, list[str]]:
    """Create plain records, spread over the companies; return the ids by kind."""
    portal = hub.portal
    portal.owners += [
        {
            "id": str(70_000 + n),
            "userId": n,
            "email": f"owner{n}@msp.example",
            "firstName": "Owner",
            "lastName": str(n),
            "type": "PERSON",
            "archived": n == _OWNERS - 1,
            "teams": [],
        }
        for n in range(_OWNERS)
    ]
    create, links = portal.records.create, portal.links
    accounts = [
        create(
            KINDS["companies"],
            {"name": f"Customer {n}", "domain": f"customer{n}.example"},
        ).id
        for n in range(companies)
    ]
    sales, people = [], []
    for n in range(deals):
        deal = {
            "dealname": f"Deal {n}",
            "pipeline": "default",
            "dealstage": "appointmentscheduled",
            "hs_is_closed": "false",
            "hs_is_closed_won": "false",
            "amount": "1000.50",
            "deal_currency_code": "GBP",
        }
        sales.append(create(KINDS["deals"], deal).id)
        links.add_default(("deals", "companies"), sales[-1], accounts[n % companies])
    for n in range(contacts):
        person = {"firstname": "Person", "email": f"p{n}@customer.example"}
        people.append(create(KINDS["contacts"], person).id)
        types = [(DEFINED, 279), (DEFINED, 1)]
        home = accounts[n % companies]
        links.add(("contacts", "companies"), people[-1], home, types)
    return {"companies": accounts, "deals": sales, "contacts": people}
