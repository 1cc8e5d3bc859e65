"""An engine with a portal that is set up: customers, their accounts, their renewals."""

from shared.services import describe_pipeline, write_crm
from shared.services.sync_crm import run as sync_crm
from tests.shared.services import upstream
from tests.shared.services.engine import Engine

END = "2027-01-31"


class CrmEngine(Engine):
    """Customers 12, 13, … each with one contract (301, 302, …) and one account."""

    def __init__(self, *, customers=1, book=None, crm=None, end=END):
        numbers = range(12, 12 + customers)
        portfolio = upstream.tenant(
            clients=[upstream.client(n, name=f"Customer {n}") for n in numbers],
            contracts=[
                upstream.contract(289 + n, n, end_date=f"{end}T00:00:00")
                for n in numbers
            ],
            bills=[upstream.bill(289 + n, n) for n in numbers],
        )
        super().__init__(portfolio, book=book, crm=crm or {})
        self.hub.portal.owners += [
            {
                "id": str(7000 + n),
                "email": f"agent{n}@msp.example",
                "firstName": f"Owner {n}",
                "archived": False,
            }
            for n in (upstream.OWNER, upstream.LEAD)
        ]
        self.set_up()
        self.accounts = [self.an_account(n) for n in numbers]

    def set_up(self):
        made: list[str] = []
        key = self.hub.portal.options.setup_token
        client = self.hubspot_client(access_token=key)
        client.set_up(describe_pipeline.wanted(self.app), made.append)
        return made

    def an_account(self, number, **more):
        named = {"name": f"Account {number}", "halopsa_customer_id": str(number)}
        operation = {"op": "add", "kind": "companies", "properties": {**named, **more}}
        return self.hub.mutate(operation)[0]["id"]

    def opened(self):
        """Read both sides and open the renewals; give the engine back."""
        self.sync()
        self.sync_crm()
        self.renew()
        return self

    def write(self):
        """Write what is owed to the portal; give the requests it took."""
        self.hub.ledger.reset()
        write_crm.write_owed(self.app)
        return [f"{e['method']} {e['path']}" for e in self.hub.ledger.entries]

    def day(self):
        """Let a day go by, with all that the timers do in it."""
        self.later(hours=24).sync()
        sync_crm.plan(self.app)
        self.work()
        self.renew()
        return self.write()

    def deals(self):
        """Give the live deals of the portal, by key, as texts."""
        shelf = self.hub.portal.records["deals"]
        return {r.properties.get("rnwl_key", ""): r for r in shelf.ordered()}

    def deal(self, number=12):
        return self.deals()[f"{number}:{289 + number}:1:renewal"]

    def edit(self, kind, ident, **properties):
        self.hub.mutate(
            {"op": "edit", "kind": kind, "id": ident, "properties": properties}
        )

    def activities(self, kind="tasks"):
        return self.hub.portal.records[kind].ordered()
