"""The 30-day amount of an approver, across contracts and in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from shared.domain.errors import Conflict
from tests.shared.services import upstream

from .counter import APPROVALS, ASK, ASKER, LEAD, REQUESTER, Counter, text_of

L1, *OTHERS = APPROVALS["levels"]
# A request costs 600 a year: either may be approved, not both.
TIGHT = {**APPROVALS, "levels": [{**L1, "max_amount_30_days": 900}, *OTHERS]}
ONE, OTHER = 301, 302


class TwoContracts(Counter):
    def __init__(self, monkeypatch, approvals=TIGHT):
        rows = {
            "clients": [upstream.client(12), upstream.client(13)],
            "contracts": [upstream.contract(ONE, 12), upstream.contract(OTHER, 13)],
            "bills": [upstream.bill(ONE, 12), upstream.bill(OTHER, 13)],
        }
        super().__init__(
            monkeypatch, portfolio=upstream.tenant(**rows), approvals=approvals
        )
        self.engine.sync()
        asking = self.sign_in(ASKER, REQUESTER)
        for contract in (ONE, OTHER):
            form = f"/api/concessions/new?contract={contract}"
            done = asking.submit(asking.get(form), form, **ASK)
            assert done.status == 303, text_of(done)
        self.engine.work()
        self.pages = [self.opened(LEAD, link=link) for link in self.mailed()]

    def put_in(self, votes):
        """Have decisions pass through another row than the stored one."""
        stores = replace(self.app.stores, votes=votes)
        self.app = replace(self.app, stores=stores)
        self.change(app=self.app)

    def granted(self):
        found = self.app.stores.projections.concessions()
        return [one.contract_id for one in found if one.approvals]


@pytest.fixture
def counter(monkeypatch):
    return TwoContracts(monkeypatch)


class Meddled:
    """Votes whose first reader is overtaken by somebody else's whole decision."""

    def __init__(self, votes, meanwhile):
        self._votes = votes
        self._meanwhile = meanwhile

    def load(self):
        found = self._votes.load()
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile:
            meanwhile()
        return found

    def save(self, votes, version):
        self._votes.save(votes, version)


class Dying:
    """Projections that are not written any more, as after a crash."""

    def __init__(self, projections):
        self._projections = projections

    def __getattr__(self, name):
        return getattr(self._projections, name)

    def put(self, _state):
        raise ConnectionError


def decide(opened):
    browser, page = opened
    return browser.decide(page).status


def test_the_second_of_two_is_beyond_the_amount(counter):
    assert [decide(opened) for opened in counter.pages] == [303, 403]
    assert len(counter.granted()) == 1


def test_who_is_overtaken_by_the_other_contract_decides_on_what_is_left(counter):
    first, second = counter.pages
    counter.put_in(Meddled(counter.app.stores.votes, lambda: decide(second)))

    assert decide(first) == 403
    assert counter.granted() == [str(OTHER)]


def test_of_two_in_the_same_moment_one_passes(counter):
    together = Barrier(2)

    def post(opened):
        together.wait()
        return decide(opened)

    with ThreadPoolExecutor(2) as threads:
        answers = [*threads.map(post, counter.pages)]

    assert sorted(answers) == [303, 403]
    assert len(counter.granted()) == 1


def test_a_decision_counts_before_anybody_can_look_it_up(counter):
    first, second = counter.pages
    stores = counter.app.stores
    broken = replace(stores, projections=Dying(stores.projections))
    counter.change(app=replace(counter.app, stores=broken))
    assert decide(first) == 500
    assert counter.granted() == []
    counter.change(app=counter.app)

    assert decide(second) == 403


def test_a_vote_is_kept_while_it_may_be_news(monkeypatch):
    counter = TwoContracts(monkeypatch, APPROVALS)
    decide(counter.pages[0])
    counter.engine.later(hours=2)

    assert decide(counter.opened(LEAD, link=counter.mailed()[1])) == 303
    votes, _ = counter.app.stores.votes.load()
    assert [one.request.contract_id for one in votes] == [str(OTHER)]


def test_votes_are_saved_by_whoever_knows_the_newest(counter):
    votes = counter.app.stores.votes
    decide(counter.pages[0])
    _, version = votes.load()

    with pytest.raises(Conflict):
        votes.save((), "")
    votes.save((), version)
    with pytest.raises(Conflict):
        votes.save((), version)
