"""Requests with whatever may happen to them: what must hold all the same (INV6)."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.domain.errors import DomainError
from shared.domain.event import EventType
from shared.domain.money import to_minor
from shared.workflow.concessions.chase import chase
from shared.workflow.concessions.recheck import still_binding, void
from shared.workflow.concessions.requirement import annual_cost_minor
from shared.workflow.fold import fold
from tests.builders import CONTRACT, CUSTOMER
from tests.shared.workflow.concessions.office import (
    ASKER,
    CHIEF,
    CHIEF2,
    L1,
    L2,
    LEAD,
    LEAD2,
    PEER,
    REQUESTER,
    STAND_IN,
    Office,
    a_basis,
    a_draft,
    a_link,
    a_policy,
    an_offer,
    delegated,
)

PEOPLE = [ASKER, PEER, LEAD, LEAD2, CHIEF, CHIEF2, STAND_IN]
EVERYTHING = frozenset({L1, L2, REQUESTER})
POLICY = a_policy(
    delegations=[
        delegated(LEAD, STAND_IN),
        delegated(CHIEF, LEAD2),
        delegated(CHIEF2, ASKER),
        delegated(LEAD2, PEER),
    ]
)
OPEN_KINDS = {"concession_approval"}
GRANTED = {"approved", "applied"}
DISCOUNTS = [100, 400, 600, 1000, 1001, 2500, 3000, 3001, 6000]

requests = st.sampled_from(["r1", "r2", "r3"])
people = st.sampled_from(PEOPLE)
discounts = st.sampled_from(DISCOUNTS)
hours = st.sampled_from([20, 45, 58])
verdicts = st.sampled_from(["approve", "approve_with_conditions", "counter", "reject"])
moves = st.one_of(
    st.tuples(st.just("request"), requests, people, discounts, hours),
    st.tuples(st.just("revise"), requests, people, discounts, hours),
    st.tuples(st.just("decide"), requests, people, st.just("approve"), st.booleans()),
    st.tuples(st.just("decide"), requests, people, verdicts, st.booleans()),
    st.tuples(st.just("break_glass"), requests, people),
    st.tuples(st.just("withdraw"), requests, people),
    st.tuples(st.just("wait"), st.sampled_from([1, 12, 24, 48, 400])),
    st.tuples(st.just("reprice"), st.sampled_from([500_000, 510_000])),
    st.tuples(st.just("apply"), requests),
)


class Life:
    """A contract whose requests are asked, changed and decided by anybody."""

    def __init__(self):
        self.office = Office(policy=POLICY)
        self.price = 500_000
        self.links = {}

    def live(self, move, *values):
        with suppress(DomainError):  # refused: the timeline is as it was
            getattr(self, move)(*values)
        self.remember()
        self.check()

    def offer(self, discount, hours):
        until = self.office.now + timedelta(days=4)
        return an_offer(
            discount_bps=discount,
            hours=hours,
            entitled_mrr_minor=self.price,
            expires_at=until,
        )

    def request(self, request_id, oid, discount, hours):
        who = a_draft().requester.model_copy(update={"oid": oid})
        self.office.request(
            request_id, requester=who, offer=self.offer(discount, hours)
        )

    def revise(self, request_id, oid, discount, hours):
        self.known(request_id)
        offer = self.offer(discount, hours)
        self.office.revise(
            request_id,
            person=self.anybody(oid),
            hours=hours,
            **{
                name: getattr(offer.terms, name)
                for name in ("discount_bps", "entitled_mrr_minor", "expires_at")
            },
        )

    def decide(self, request_id, oid, verdict, fresh_link):
        found = self.known(request_id)
        link = a_link(found, oid)
        if not fresh_link:
            link = self.links.get((request_id, oid), link)
        basis = a_basis(found.terms)
        self.office.decide(
            oid,
            request_id,
            person=self.anybody(oid),
            link=link,
            basis=basis.model_copy(update={"entitled_mrr_minor": self.price}),
            verdict=verdict,
            conditions=("sign",),
            counter_bps=100,
        )

    def break_glass(self, request_id, oid):
        self.known(request_id)
        self.office.break_glass(oid, request_id, person=self.anybody(oid))

    def withdraw(self, request_id, oid):
        self.known(request_id)
        self.office.withdraw(request_id, person=self.anybody(oid))

    def wait(self, hours):
        self.office.wait(hours=hours)
        self.office.chase()
        again = tuple(chase(self.office.state, self.office.desk()))
        assert again == ()

    def reprice(self, price):
        self.price = price

    def apply(self, request_id):
        """Write back, as the worker would: on today's basis or not at all."""
        found = self.known(request_id)
        if found.status != "approved":
            return
        basis = a_basis(found.terms)
        basis = basis.model_copy(update={"entitled_mrr_minor": self.price})
        why = still_binding(found, basis)
        if why is None:
            self.office.story.happened(
                EventType.CONCESSION_APPLIED, data={"id": request_id}
            )
            return
        fresh = self.offer(found.terms.discount_bps, 20)
        state, desk = self.office.state, self.office.desk()
        self.office.record(
            void(state, desk, request_id=request_id, reason=why, fresh=fresh)
        )

    def known(self, request_id):
        found = self.office.state.concessions.get(request_id)
        if found is None:
            raise DomainError(request_id)
        return found

    def anybody(self, oid):
        """Give somebody all roles there are; administrators are not exempt."""
        return self.office.person(oid, roles=EVERYTHING)

    def remember(self):
        for found in self.office.state.concessions.values():
            for oid in PEOPLE:
                self.links.setdefault((found.id, oid), a_link(found, oid))

    def check(self):
        for found in self.office.state.concessions.values():
            if found.status in GRANTED:
                assert_decided_by_others(found)
                assert_bound_to_its_terms(found)
                assert_within_the_limits(found)
            assert_no_work_outlives_it(found, self.office.state)


def assert_decided_by_others(found):
    out = {found.requester.oid, *found.editors}
    deciders = [a for a in found.approvals if a.verdict.startswith("approve")]
    assert deciders
    assert not out & {a.oid for a in deciders}
    assert not out & {a.on_behalf_of for a in deciders}
    ordinary = [a.oid for a in deciders if not a.break_glass]
    assert len(ordinary) == len(set(ordinary))


def assert_bound_to_its_terms(found):
    assert found.terms.hash == found.chash
    assert {a.chash for a in found.approvals} == {found.chash}
    assert {a.revision for a in found.approvals} == {found.revision}
    assert found.assessment.terms_hash == found.chash


def assert_within_the_limits(found):
    broken = [a for a in found.approvals if a.break_glass]
    if len({a.oid for a in broken}) > 1:
        return
    assert not found.requirement.beyond_limits
    ordinary = [a for a in found.approvals if not a.break_glass]
    assert len(ordinary) >= len(found.requirement.levels)
    for approval in ordinary:
        level = POLICY.level(approval.level)
        assert found.assessment.ask.depth.value <= level.max_depth
        cost = annual_cost_minor(found.assessment)
        assert cost <= to_minor(level.max_amount, "GBP")
        assert cost <= to_minor(level.max_amount_30_days, "GBP")
    if found.assessment.ask.margin.after_rate.value < POLICY.margin_floor:
        assert len({a.oid for a in ordinary}) > 1
        assert "L2" in {a.level for a in ordinary}


def assert_no_work_outlives_it(found, state):
    about = [t for t in state.tasks.values() if t.open and t.about == found.id]
    if found.status != "pending":
        assert not [t for t in about if t.kind in OPEN_KINDS]
    if found.status not in GRANTED:
        assert not [t for t in about if t.kind == "concession_apply"]


def assert_what_is_granted_together_is_within_the_top(office):
    granted = [c for c in office.state.concessions.values() if c.status in GRANTED]
    if any(a.break_glass for c in granted for a in c.approvals):
        return
    top = POLICY.levels[-1]
    depths = [c.assessment.ask.depth.value for c in granted]
    assert sum(depths, Decimal(0)) <= top.max_depth
    costs = [annual_cost_minor(c.assessment) for c in granted]
    assert sum(costs) <= to_minor(top.max_amount, "GBP")


def assert_every_state_can_be_replayed(office):
    """Each decision's own words and the fold say the same (AP23)."""
    events = office.events
    assert office.story.refolded() == office.state
    for index, event in enumerate(events):
        if event.type in {EventType.CONCESSION_DECIDED, EventType.GLASS_BROKEN}:
            before = fold(CUSTOMER, CONTRACT, events[:index])
            after = fold(CUSTOMER, CONTRACT, events[: index + 1])
            key = event.data["id"]
            assert before.concessions[key].status == event.data["prior"]
            assert after.concessions[key].status == event.data["result"]


def assert_revisions_rise(office):
    made = {EventType.CONCESSION_REQUESTED, EventType.CONCESSION_REVISED}
    for request_id in office.state.concessions:
        numbers = [
            e.data["revision"]
            for e in office.events
            if e.type in made and e.data["id"] == request_id
        ]
        assert all(after == before + 1 for before, after in pairwise(numbers))


@settings(max_examples=150, deadline=None)
@given(st.lists(moves, min_size=5, max_size=25))
@example(
    [
        ("request", "r1", ASKER, 1000, 20),
        ("request", "r2", ASKER, 1000, 20),
        ("decide", "r1", LEAD, "approve", True),
        ("decide", "r2", LEAD2, "approve", True),
        ("apply", "r1"),
    ]
)
@example(
    [
        ("request", "r1", LEAD, 400, 58),
        ("decide", "r1", STAND_IN, "approve", True),
        ("decide", "r1", CHIEF, "approve", True),
        ("decide", "r1", LEAD2, "approve", True),
        ("decide", "r1", CHIEF2, "approve", True),
    ]
)
@example(
    [
        ("request", "r1", ASKER, 6000, 20),
        ("break_glass", "r1", LEAD),
        ("wait", 12),
        ("break_glass", "r1", CHIEF),
        ("wait", 24),
    ]
)
@example(
    [
        ("request", "r1", ASKER, 400, 20),
        ("decide", "r1", LEAD, "approve", True),
        ("reprice", 510_000),
        ("apply", "r1"),
        ("decide", "r1", LEAD, "approve", False),
        ("decide", "r1", LEAD, "approve", True),
    ]
)
def test_inv6_no_life_grants_what_the_wrong_people_or_terms_would(life):
    contract = Life()

    for move in life:
        contract.live(*move)

    assert_what_is_granted_together_is_within_the_top(contract.office)
    assert_every_state_can_be_replayed(contract.office)
    assert_revisions_rise(contract.office)
