"""Customers: size, people, places and things, and the hidden health."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from sandbox.portfolio.agents import Staff
from sandbox.portfolio.health import Trajectory, trajectory
from sandbox.portfolio.names import company_names, person
from sandbox.portfolio.shapes import Quirks
from sandbox.rows import Row, day_stamp

FIRST_CLIENT_ID = 12  # below it are placeholders
MEDIAN_SEATS, SEAT_SPREAD = 28, 0.9
MIN_SEATS, MAX_SEATS = 5, 400
SITE_SEATS = (40, 120)  # above these a customer has one more site
NO_WEBSITE = 6  # one customer in so many has no web address
GOLD, LEFT = 0.2, 0.05  # shares: of gold service levels, of contacts who left
CUSTOMER_TYPE, FORMER_CUSTOMER_TYPE = 1, 4
TWO_CONTRACTS, THREE_CONTRACTS = 0.16, 0.03  # shares of customers


@dataclass
class Customer:
    """One customer as the generator knows it."""

    id: int
    name: str
    seats: int
    since: date
    manager: int
    engineers: tuple[int, ...]
    gold: bool
    health: Trajectory
    contract_count: int
    demand: float  # tickets per seat, relative to the portfolio
    temper: float  # how harshly this customer scores, on the logit scale
    luck: float  # how much harder its tickets are to solve in time
    sites: list[int] = field(default_factory=list)
    users: list[int] = field(default_factory=list)
    inactive: bool = False


def customers(
    dice: random.Random, staff: Staff, *, contracts: int, as_of: date
) -> list[Customer]:
    """Return customers who hold exactly so many contracts between them."""
    counts = _contract_counts(dice, contracts)
    names = company_names(dice, len(counts))
    found = [
        _customer(dice, staff, as_of, number=number, name=name)
        for number, name in enumerate(names, FIRST_CLIENT_ID)
    ]
    for customer, count in zip(found, counts, strict=True):
        customer.contract_count = count
    return found


def former_customers(
    dice: random.Random, staff: Staff, present: list[Customer], as_of: date
) -> list[Customer]:
    """Return a few customers who left before the portfolio's day."""
    first = present[-1].id + 1
    count = max(1, len(present) // 25)
    gone = [
        _customer(dice, staff, as_of, number=first + n, name=f"{present[n].name} (old)")
        for n in range(count)
    ]
    for customer in gone:
        customer.inactive = True
    return gone


def customer_tables(
    dice: random.Random, everyone: list[Customer], quirks: Quirks, as_of: date
) -> dict[str, list[Row]]:
    """Return the rows of customers, sites, contacts and assets."""
    sites = [row for c in everyone for row in _sites(dice, c)]
    users = [row for c in everyone for row in _users(dice, c)]
    clients = [_client(c, as_of) for c in everyone]
    if quirks.placeholder_clients:
        clients = [*_placeholders(), *clients]
    return {
        "Client": clients,
        "Site": sites,
        "Users": users,
        "Asset": [row for c in everyone for row in _assets(dice, c)],
    }


def _contract_counts(dice: random.Random, contracts: int) -> list[int]:
    counts = []
    while contracts > 0:
        drawn = dice.random()
        wanted = 1 + (drawn < TWO_CONTRACTS) + (drawn < THREE_CONTRACTS)
        counts.append(min(wanted, contracts))
        contracts -= counts[-1]
    return counts


def _customer(
    dice: random.Random, staff: Staff, as_of: date, *, number: int, name: str
) -> Customer:
    seats = round(dice.lognormvariate(0, SEAT_SPREAD) * MEDIAN_SEATS)
    return Customer(
        id=number,
        name=name,
        contract_count=1,
        seats=max(MIN_SEATS, min(MAX_SEATS, seats)),
        since=as_of - timedelta(days=round(200 + dice.expovariate(1 / 1300))),
        manager=dice.choice(staff.managers),
        engineers=tuple(dice.sample(staff.engineers, 3)),
        gold=dice.random() < GOLD,
        health=trajectory(dice),
        demand=dice.lognormvariate(0, 0.35),
        temper=dice.gauss(0, 0.6),
        luck=dice.gauss(0, 0.45),
    )


def _client(customer: Customer, as_of: date) -> Row:
    former = customer.inactive
    return {
        "id": customer.id,
        "name": customer.name,
        "ref": f"C{customer.id:05}",
        "toplevel_id": 1,
        "toplevel_name": "Customers",
        "inactive": former,
        "colour": "#1d4ed8",
        "customertype": FORMER_CUSTOMER_TYPE if former else CUSTOMER_TYPE,
        "is_vip": customer.gold,
        "is_account": False,
        "customer_relationship": [],
        "accountmanagertech": customer.manager,
        "pritech": customer.engineers[0],
        "sectech": customer.engineers[1],
        "clientcurrency": 1,
        "default_currency_code": 1,
        "notes": "",
        "main_site_id": customer.sites[0],
        "main_contact_name": "",
        "paymentterms": 30,
        "website": _website(customer),
        "datecreated": day_stamp(customer.since),
        "alastupdate": day_stamp(as_of - timedelta(days=customer.id % 90)),
        "customfields": [],
    }


def _website(customer: Customer) -> str:
    """Return the address that most customers have on record."""
    kept = customer.id % NO_WEBSITE
    return f"https://www.{_domain(customer)}/" if kept else ""


def _domain(customer: Customer) -> str:
    return f"{customer.name.lower().replace(' ', '')}.example"


def _placeholders() -> list[Row]:
    names = {0: "Unassigned", 1: "Unknown"}
    return [
        {
            "id": number,
            "name": name,
            "ref": "",
            "inactive": False,
            "customertype": 0,
            "accountmanagertech": 1,
            "alastupdate": None,
        }
        for number, name in names.items()
    ]


def _sites(dice: random.Random, customer: Customer) -> list[Row]:
    count = 1 + sum(customer.seats > seats for seats in SITE_SEATS)
    names = ["Main", "Warehouse", "City Office"][:count]
    customer.sites = [customer.id * 10 + n for n in range(count)]
    return [
        {
            "id": number,
            "name": name,
            "client_id": customer.id,
            "clientsite_name": f"{customer.name}/{name}",
            "inactive": customer.inactive,
            "sla_id": 0,
            "phonenumber": f"01632 96{dice.randrange(1000):04}",
            "timezone": "",
            "ref": "",
            "isinvoicesite": name == "Main",
        }
        for number, name in zip(customer.sites, names, strict=True)
    ]


def _users(dice: random.Random, customer: Customer) -> list[Row]:
    # The desk hears of some of the seats only.
    count = max(2, min(40, customer.seats // 2))
    customer.users = [customer.id * 1000 + n for n in range(count)]
    return [_user(dice, customer, n) for n in range(count)]


def _user(dice: random.Random, customer: Customer, place: int) -> Row:
    first, last = person(dice)
    return {
        "id": customer.users[place],
        "name": f"{first} {last}",
        "firstname": first,
        "surname": last,
        "emailaddress": f"{first}.{last}@{_domain(customer)}".lower(),
        "title": ("Managing Director", "Office Manager", "")[min(place, 2)],
        "phonenumber": "",
        "client_id": customer.id,
        "site_id": customer.sites[place % len(customer.sites)],
        "inactive": customer.inactive or (place > 1 and dice.random() < LEFT),
        "isimportantcontact": place == 0,
        "isimportantcontact2": place == 1,
        "isserviceaccount": False,
        "neversendemails": False,
        "linked_agent_id": 0,
        "covered_by_contract": True,
        "contract_end_date": None,
    }


def _assets(dice: random.Random, customer: Customer) -> list[Row]:
    servers = 1 + customer.seats // 30
    count = round(customer.seats * dice.uniform(0.95, 1.15)) + servers
    return [
        {
            "id": customer.id * 1000 + n,
            "inventory_number": f"{'SRV' if n < servers else 'WS'}-{customer.id}-{n}",
            "client_id": customer.id,
            "site_id": customer.sites[n % len(customer.sites)],
            "assettype_id": 2 if n < servers else 1,
            "assettype_name": "Server" if n < servers else "Workstation",
            "inactive": customer.inactive,
            "contract_id": 0,
            "warranty_end": None,
        }
        for n in range(count)
    ]
