"""An office with uplift to find, joined to a portal whose people close deals."""

from shared.services.uplift import pursue
from tests.shared.services.crm_engine import CrmEngine
from tests.shared.services.engine import Engine
from tests.shared.services.uplift.offices import an_office, look


class Office(CrmEngine):
    """Customers 12 and 13 with uplift to find, and an account each in HubSpot."""

    def __init__(self, *, accounts=(12, 13), book=None):
        Engine.__init__(self, an_office(), crm={}, book=book)
        self.set_up()
        self.accounts = [self.an_account(number) for number in accounts]
        self.sync()
        self.sync_crm()
        look(self)

    @property
    def first(self):
        return pursue.listed(self.app)[0]

    def accept(self):
        """Accept the best opportunity; give it."""
        found = self.first
        pursue.accept(self.app, found.id, actor="ann")
        self.write()
        return found

    def deal_of(self, found):
        """Give the portal's deal of an opportunity."""
        return self.deals()[f"12:{found.id}:uplift"]

    def close(self, found, *, won=True, **properties):
        """Close an opportunity's deal as a person does, and sync."""
        stage = "rnwl_won" if won else "rnwl_lost"
        self.later(minutes=1)
        self.edit("deals", self.deal_of(found).id, dealstage=stage, **properties)
        return self.heard()

    def heard(self, kind=None):
        """Sync the portal some minutes on; give the events that it brought."""
        before = len(self.timeline())
        self.later(minutes=20).sync_crm(kind)
        return self.timeline()[before:]

    def pursuit(self, found):
        return pursue.find(self.app, found.id)

    def troubles(self):
        """Give the open exceptions about deals, by rule."""
        return {one.rule for one in self.exceptions().values() if "deal" in one.rule}

    def uplifts(self):
        """Give the properties of the uplift deals in the portal."""
        deals = self.deals().items()
        return [deal.properties for key, deal in deals if key.endswith(":uplift")]
