"""An office whose playbook writes mail, on a working morning at T60."""

from datetime import date

from shared.domain.renewal import EffectKind
from shared.services import ask_effects, record_events, renew_contracts
from tests.shared.services.engine import ROLES
from tests.shared.services.mail.office import DANA, Office, two_customers

OWNER, LEAD, CHIEF = (f"agent{n}@msp.example" for n in (5, 7, 8))
MONDAY = date(2027, 2, 1)  # two days after T60, which is a Saturday
MAIL = {
    "channels": {
        "approval": "mail",
        "escalation": "mail",
        "digest": "mail",
        "letter": "draft",
    },
    "letters": {
        "customer_checkpoint": "checkpoint_invitation",
        "proposal": "proposal_cover",
        "decision_call": "reminder_letter",
    },
}
BOOK = {
    "default_mode": "live",
    "roles": {**ROLES, "incident_commander": "8"},
    "mail": MAIL,
}


class PostRoom(Office):
    """`letter` and `escalation` are what contract 301 owes."""

    def __init__(self, portfolio=None, *, mail=None, book=None, **over):
        policy = {**BOOK, "mail": {**MAIL, **(mail or {})}, **(book or {})}
        super().__init__(
            portfolio or two_customers(),
            mailboxes=(OWNER, LEAD),
            book=policy,
            **over,
        )
        self.opened()

    def morning(self, day=MONDAY, hour=9):
        return self.on(day, hour)

    def decide(self):
        """Run the daily round without delivering anything."""
        renew_contracts.plan(self.app)
        self.work(renew_contracts.QUEUE)
        return self

    def deliver(self):
        """Ask for all that is owed and do it, once each."""
        ask_effects.relay(self.app)
        self.work(ask_effects.QUEUE)
        return self

    def state(self, contract="301", customer="12"):
        return record_events.load(self.app, customer, contract)

    def effect(self, kind, contract="301", customer="12"):
        found = self.state(contract, customer).effects.values()
        return next((one for one in found if one.kind is kind), None)

    @property
    def letter(self):
        return self.effect(EffectKind.DRAFT_MAIL)

    def drafts(self, box=OWNER):
        found = self.gmail.box(box)
        return [
            found.messages[message].raw.decode() for message in found.drafts.values()
        ]

    def sent(self):
        """Give all mail that left, from whatever mailbox."""
        return [stored.raw.decode() for _, stored in self.gmail.writing.sent]


__all__ = ["CHIEF", "DANA", "LEAD", "MONDAY", "OWNER", "PostRoom"]
