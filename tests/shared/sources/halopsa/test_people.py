import pytest

from shared.domain.correspondence import Contact
from shared.domain.customer import Agent, Customer
from shared.domain.errors import SourceUnavailable

from .vendor import TOKEN, Vendor, a_client, answer, recorded

RAVI = Agent(
    id="112", name="Ravi Hale", email="ravi@example.org", team="Account Management"
)
MIA = Agent(id="415", name="Mia Stone", disabled=True)


def test_customers_come_by_the_page_the_inactive_ones_too():
    vendor = Vendor(Client=[recorded("clients.json")])

    batch = a_client(vendor).customers(2)

    assert batch.items == (
        Customer(
            id="246",
            name="Perkins Timber",
            account_manager_id="112",
            top_level_id="3",
        ),
        Customer(id="12", name="Acme Ltd", inactive=True),
    )
    assert [(r.resource, r.source_id, r.reason) for r in batch.rejected] == [
        ("customers", "", "id: Field required")
    ]
    assert "example.org" not in batch.rejected[0].document
    assert (batch.read, batch.last) == (4, False)
    [params] = vendor.params("/api/Client")
    assert (params["page_no"], params["includeinactive"]) == ("2", "true")
    assert "count" not in params


def test_people_come_by_the_page_and_machines_are_left_out():
    rows = [
        {
            "id": 7,
            "client_id": 12.0,
            "name": "Dana Webb",
            "emailaddress": " Dana@Elm.example ",
            "title": "Office Manager",
            "isimportantcontact": True,
            "inactive": False,
        },
        {"id": 8, "client_id": 12, "name": "Backup", "isserviceaccount": True},
        {"id": 9, "client_id": 12, "name": "No address", "emailaddress": None},
        {"client_id": 12, "emailaddress": "no.id@elm.example"},
    ]
    vendor = Vendor(Users=[answer({"record_count": 4, "users": rows})])

    batch = a_client(vendor).people(1)

    assert batch.items == (
        Contact(
            id="7",
            customer_id="12",
            name="Dana Webb",
            email="dana@elm.example",
            title="Office Manager",
            main=True,
        ),
    )
    assert [r.resource for r in batch.rejected] == ["people"]
    assert "elm.example" not in batch.rejected[0].document
    [params] = vendor.params("/api/Users")
    assert params["includeinactive"] == "true"


def test_agents_come_as_a_bare_array_that_ignores_paging():
    vendor = Vendor(Agent=[recorded("agents_bare.json")])

    batch = a_client(vendor).agents()

    assert (batch.items, batch.read, batch.last) == ((RAVI, MIA), 3, True)
    assert len(vendor.asked("/api/Agent")) == 2  # the second shows the same again


def test_agents_come_in_pages_of_an_envelope():
    many = [{"id": number, "name": f"Agent {number}"} for number in range(1, 106)]
    pages = [
        answer({"record_count": 105, "results": many[:100]}),
        answer({"record_count": 105, "results": many[100:]}),
        answer({"record_count": 105, "results": []}),
    ]

    batch = a_client(Vendor(Agent=pages)).agents()

    assert [agent.id for agent in batch.items] == [str(n) for n in range(2, 106)]
    assert batch.read == 105


def test_agents_without_end_are_an_error():
    numbers = iter(range(1000))

    def endless(request):
        if request.url.path == "/auth/token":
            return answer(TOKEN)
        return answer([{"id": next(numbers)}])

    with pytest.raises(SourceUnavailable, match="GET /Agent: no end after 100 pages"):
        a_client(endless).agents()


def test_a_tenant_can_have_other_placeholders():
    vendor = Vendor(Agent=[recorded("agents_bare.json"), answer([])])

    batch = a_client(vendor, unassigned_agents=frozenset({"415"})).agents()

    assert [agent.id for agent in batch.items] == ["1", "112"]
