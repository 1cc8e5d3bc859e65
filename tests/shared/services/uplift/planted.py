"""An MSP in which every text that people type is hostile, run from sync to deal."""

from dataclasses import replace

from shared.domain.calendar import add_months
from shared.domain.opportunity import Stage
from shared.services import ask_effects
from shared.services.uplift import pursue
from shared.workflow.uplift import held
from tests.shared.hostile import HOSTILE
from tests.shared.services import upstream
from tests.shared.services.crm_engine import CrmEngine
from tests.shared.services.engine import Engine
from tests.shared.services.uplift.offices import (
    TODAY,
    bill,
    by_time,
    look,
    worked,
)
from tests.shared.services.uplift.test_accounts import SCOPES
from tests.shared.services.uplift.test_themes import OneWordEncoder

FIRST = 12
MONTHS = 7
WORDS = ("printer", "mailbox", "vpn")
TERM = {"start_date": "2023-01-01T00:00:00", "end_date": "2027-02-15T00:00:00"}


def numbered():
    return list(enumerate(HOSTILE, FIRST))


def tickets():
    """Give tickets of one theme a customer, with every hostile text around them."""
    found = []
    for n, text in numbered():
        for ago in range(1, MONTHS + 1):
            for nth in range(4):
                other = HOSTILE[(n + nth + ago) % len(HOSTILE)]
                word = WORDS[n % len(WORDS)]
                found.append(
                    upstream.ticket(
                        10_000 + 100 * n + 10 * ago + nth,
                        n,
                        contract_id=300 + n,
                        opened=add_months(TODAY, -ago).replace(day=3 + nth).isoformat(),
                        summary=f"{other} {word} {nth} {other}",
                        category_1=f"Projects {text}",
                    )
                )
    return found


def hours():
    """Give each customer two hours of every ticket, and more than was agreed."""
    rows = [
        upstream.worked(
            row["client_id"],
            contract_id=row["contract_id"],
            ticket_id=row["id"],
            at=row["dateoccurred"].replace("T09", f"T{9 + row['id'] % 9:02d}"),
            hours=2,
        )
        for row in tickets()
    ]
    for n, _ in numbered()[::2]:
        rows += worked(n, 300 + n, hours=15, months=MONTHS)
    return by_time(rows)


def a_bill(n, text):
    row = bill(300 + n, n, since="2024-01-01")
    row["lines"][0]["item_shortdescription"] = text
    return row


def portfolio():
    return upstream.tenant(
        clients=[upstream.client(n, name=text) for n, text in numbered()],
        contracts=[
            upstream.contract(300 + n, n, ref=text, **TERM) for n, text in numbered()
        ],
        bills=[a_bill(n, text) for n, text in numbered()],
        tickets=tickets(),
        TimesheetEvent=hours(),
        Item=[
            {"id": n, "name": text, "recurringprice": 150.0} for n, text in numbered()
        ],
        Asset=[],
        Users=[],
        Site=[],
    )


class Planted(CrmEngine):
    """Both other systems with hostile texts; what is found is accepted, one lost."""

    def __init__(self):
        config = {"inventory": True}
        Engine.__init__(self, portfolio(), crm={}, config=config, granted_scopes=SCOPES)
        self.app = replace(self.app, encoder=OneWordEncoder)
        self.set_up()
        for n, text in numbered():
            self.an_account(n, name=text[:100])
        self.sync()
        self.sync_crm()
        look(self)
        self.found = pursue.listed(self.app)
        self._accept()
        self.renew()
        self.work()
        self.write()
        self.later(hours=1)
        ask_effects.relay(self.app)
        self.work()

    def _accept(self):
        for one in self.found:
            outlook = pursue.outlook(self.app, one.opportunity.customer_id)
            if not held(one.opportunity, outlook):
                pursue.accept(self.app, one.id, actor="ann")
        for one, text in zip(self.found, HOSTILE, strict=False):
            pursue.move(self.app, one.id, Stage.REJECTED, actor="ann", reason=text)
