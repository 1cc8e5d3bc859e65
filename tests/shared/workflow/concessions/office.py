"""People who ask and decide, and a contract whose requests are lived through."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

from shared.domain.approval import Requester
from shared.domain.approval_policy import ApprovalPolicy
from shared.domain.concession import ConcessionKind, ConcessionTerms, ReasonCode
from shared.domain.deal import DealInputs
from shared.domain.person import Person
from shared.pricing.assessment import assess
from shared.workflow.concessions.chase import chase
from shared.workflow.concessions.decision import Ballot, decide_request
from shared.workflow.concessions.desk import Desk, Draft, Offer
from shared.workflow.concessions.eligibility import Link, may_decide
from shared.workflow.concessions.glass import break_glass
from shared.workflow.concessions.recheck import Basis
from shared.workflow.concessions.request import request, revise, withdraw
from shared.workflow.situation import Decision
from tests.builders import (
    CONTRACT,
    CUSTOMER,
    END,
    TENANT,
    a_playbook,
    a_situation,
    terms,
)
from tests.shared.workflow.story import Story

TID = "tid-1"
NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)  # a Monday, in the window of 31 March
ASKER, PEER = "oid-asker", "oid-peer"
LEAD, LEAD2, CHIEF, CHIEF2 = "oid-lead", "oid-lead2", "oid-chief", "oid-chief2"
STAND_IN = "oid-stand-in"
L1, L2 = "Renewals.Approver.L1", "Renewals.Approver.L2"
REQUESTER = "Renewals.Requester"
AGENTS = {ASKER: "5", PEER: "6", LEAD: "7", LEAD2: "17", CHIEF: "8", CHIEF2: "18"}
AGENTS |= {STAND_IN: "20"}
LEVELS = [
    {
        "name": "L1",
        "role": L1,
        "max_depth": "0.10",
        "max_amount": 6000,
        "max_amount_30_days": 9000,
        "max_term_months": 36,
    },
    {
        "name": "L2",
        "role": L2,
        "max_depth": "0.30",
        "max_amount": 20000,
        "max_amount_30_days": 40000,
        "max_term_months": 60,
    },
]
COLLEAGUES = [
    {"oid": ASKER, "name": "Asker", "agent": "5"},
    {"oid": PEER, "name": "Peer", "agent": "6"},
    {"oid": LEAD, "name": "Lead", "agent": "7", "level": "L1"},
    {"oid": LEAD2, "name": "Second Lead", "agent": "17", "level": "L1"},
    {"oid": CHIEF, "name": "Chief", "agent": "8", "level": "L2"},
    {"oid": CHIEF2, "name": "Second Chief", "agent": "18", "level": "L2"},
    {"oid": STAND_IN, "name": "Stand-in", "agent": "20"},
]
ROLES = {LEAD: {L1}, LEAD2: {L1}, CHIEF: {L2}, CHIEF2: {L2}, STAND_IN: {L1}}
ROLES |= {ASKER: {REQUESTER}, PEER: {REQUESTER}}


def a_policy(**over):
    content = {"levels": LEVELS, "colleagues": COLLEAGUES, "margin_floor": "0.30"}
    return ApprovalPolicy.model_validate({**content, **over})


def without(*oids):
    """Give the colleagues but some."""
    return [one for one in COLLEAGUES if one["oid"] not in oids]


def delegated(away, to, first=date(2027, 1, 1), last=date(2027, 12, 31)):
    return {"from_oid": away, "to_oid": to, "first_date": first, "last_date": last}


def a_person(oid=LEAD, **over):
    values = {
        "tid": TID,
        "oid": oid,
        "name": oid.removeprefix("oid-").title(),
        "roles": frozenset(ROLES.get(oid, ())),
        "auth_at": NOW,
        "amr": ("pwd", "mfa"),
    }
    return Person(**{**values, **over})


@cache
def a_book(policy):
    return a_playbook(approvals=policy.model_dump())


def a_desk(now=NOW, *, policy=None, elsewhere=(), currency="GBP", **situation):
    policy = policy or a_policy()
    today = situation.pop("today", now.date())
    situation = {
        "terms": terms(mrr=Decimal(5000)),
        "mrr_minor": 500_000,
        "value_minor": 6_000_000,
        **situation,
    }
    return Desk(
        decision=Decision(
            situation=a_situation(today, **situation),
            book=a_book(policy),
            tenant_id=TENANT,
        ),
        now=now,
        currency=currency,
        agents=AGENTS,
        elsewhere=tuple(elsewhere),
    )


def some_terms(**over):
    """Give 5 percent off 5,000 GBP a month, asked for until Friday."""
    values = {
        "customer_id": CUSTOMER,
        "contract_id": CONTRACT,
        "term_end": END,
        "currency": "GBP",
        "current_mrr_minor": 500_000,
        "entitled_mrr_minor": 500_000,
        "kind": ConcessionKind.DISCOUNT,
        "effective_date": END + timedelta(days=1),
        "term_months": 12,
        "discount_bps": 500,
        "reason_code": ReasonCode.COMPETITOR,
        "reason": "a rival offers less",
        "give_back": "a reference call",
        "give_back_minor": 50_000,
        "expires_at": datetime(2027, 1, 15, 17, tzinfo=UTC),
    }
    return ConcessionTerms(**{**values, **over})


def an_offer(*, hours=20, **over):
    """Give terms with their assessment; 20 hours a month leave a margin of 58 %."""
    found = some_terms(**over)
    inputs = DealInputs(
        currency=found.currency,
        entitled_mrr=Decimal(found.entitled_mrr_minor) / 100,
        current_mrr=Decimal(found.current_mrr_minor) / 100,
        hours=Decimal(hours),
        loaded_hourly_rate=Decimal(55),
        licences=Decimal(1000),
        p0=Decimal("0.8"),
        p0_low=Decimal("0.7"),
        p0_high=Decimal("0.9"),
        p0_source="score",
        annual_survival=Decimal("0.9"),
        discount_rate=Decimal("0.08"),
        precedent_strength=Decimal(10),
    )
    return Offer(terms=found, assessment=assess(found, inputs))


def a_draft(request_id="r1", *, offer=None, requester=None, **over):
    asks = Requester(tid=TID, oid=ASKER, name="Asker", agent_id="5")
    return Draft(
        id=request_id,
        origin="form",
        requester=requester or asks,
        offer=offer or an_offer(**over),
    )


def a_basis(found):
    return Basis(**{name: getattr(found, name) for name in Basis.model_fields})


def a_link(found, oid=LEAD, **over):
    values = {
        "tid": TID,
        "oid": oid,
        "request_id": found.id,
        "revision": found.revision,
        "chash": found.chash,
    }
    return Link(**{**values, **over})


def yes(person, link, **over):
    values = {
        "person": person,
        "link": link,
        "verdict": "approve",
        "reason": "worth it",
        "expected_p": Decimal("0.9"),
        "expected_margin_minor": 3_000_000,
        "ip_hash": "ip",
    }
    return Ballot(**{**values, **over})


class Office:
    """A contract's requests, lived through hour by hour; `over` is of every desk."""

    def __init__(self, **over):
        self.story = Story()
        self.now = NOW
        self.over = over

    @property
    def state(self):
        return self.story.state

    @property
    def events(self):
        return self.story.events

    def desk(self, **over):
        return a_desk(self.now, **{**self.over, **over})

    def wait(self, **span):
        self.now += timedelta(**span)

    def record(self, new):
        """Put what was decided on the timeline, in one go."""
        return [
            self.story.happened(
                one.type,
                at=self.now,
                summary=one.summary,
                stage=one.stage,
                term_end=one.term_end,
                data=one.data,
            )
            for one in tuple(new)
        ]

    def request(self, request_id="r1", **over):
        return self.record(
            request(self.state, self.desk(), a_draft(request_id, **over))
        )

    def revise(self, request_id="r1", *, person=None, **over):
        return self.record(
            revise(
                self.state,
                self.desk(),
                request_id=request_id,
                person=person or a_person(ASKER),
                offer=an_offer(**over),
            )
        )

    def withdraw(self, request_id="r1", *, person=None):
        return self.record(
            withdraw(
                self.state,
                request_id=request_id,
                person=person or a_person(ASKER),
                reason="the customer changed their mind",
            )
        )

    def may(self, oid, request_id="r1", *, person=None, link=None, desk=None):
        found = self.of(request_id)
        return may_decide(
            self.state,
            desk or self.desk(),
            request=found,
            person=person or self.person(oid),
            link=link or a_link(found, oid),
        )

    def decide(self, oid=LEAD, request_id="r1", *, basis=None, **over):
        ballot = self.ballot(oid, request_id, **over)
        return self._vote(decide_request, request_id, ballot, basis)

    def break_glass(self, oid, request_id="r1", *, basis=None, **over):
        ballot = self.ballot(oid, request_id, **over)
        return self._vote(break_glass, request_id, ballot, basis)

    def ballot(self, oid, request_id, **over):
        by = {"person": self.person(oid), "link": a_link(self.of(request_id), oid)}
        return yes(**{**by, **over})

    def _vote(self, rule, request_id, ballot, basis):
        return self.record(
            rule(
                self.state,
                self.desk(),
                request_id=request_id,
                ballot=ballot,
                basis=basis or a_basis(self.of(request_id).terms),
            )
        )

    def chase(self, **over):
        return self.record(chase(self.state, self.desk(**over)))

    def person(self, oid, **over):
        return a_person(oid, **{"auth_at": self.now, **over})

    def of(self, request_id="r1"):
        return self.state.concessions[request_id]

    def open_tasks(self):
        """List kind and agent of the work that is left."""
        tasks = self.state.tasks.values()
        return sorted((t.kind, t.assignee_id) for t in tasks if t.open)

    def troubles(self):
        """List the rules of the exceptions that are open."""
        return sorted(e.rule for e in self.state.exceptions.values() if e.open)

    def asked(self, request_id="r1"):
        return [(ask.oid, ask.level, ask.why) for ask in self.of(request_id).asks]
