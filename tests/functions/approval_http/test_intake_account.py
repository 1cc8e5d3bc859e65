"""The intake page asks which HubSpot company a customer is, where it isn't clear."""

from decimal import Decimal

import pytest

from shared.domain.crm import Account
from shared.domain.match import Candidate, Match, MatchStatus
from tests.shared.services.engine import NOW

from .counter import ASKER, CHIEF, REQUESTER, Counter, text_of

PATH = "/api/intake/301"
NAME = "Customer 12 <Ltd>"


@pytest.fixture
def counter(monkeypatch):
    made = Counter(monkeypatch)
    made.engine.sync()
    likely = Candidate(
        account_id="77", name=NAME, confidence=Decimal("0.8"), reason="names alike"
    )
    open_ = Match(
        customer_id="12",
        status=MatchStatus.OPEN,
        reason="not sure",
        candidates=(likely,),
    )
    made.app.stores.crm.matches.put([open_])
    account = Account(id="77", name=NAME, modified_at=NOW)
    made.app.stores.crm.accounts.put([account])
    return made


def match_of(counter):
    return counter.app.stores.crm.matches.get("12", "match")


def answered(counter, answer, *, account="77", oid=ASKER):
    owner = counter.sign_in(oid, REQUESTER)
    return owner.submit(owner.get(PATH), PATH, account=account, answer=answer)


def test_the_page_shows_the_candidates_and_their_names_stay_text(counter):
    page = text_of(counter.sign_in(ASKER, REQUESTER).get(PATH))

    assert "Which HubSpot company it is" in page
    assert "It is Customer 12 &lt;Ltd&gt;" in page
    assert "Nothing is written to HubSpot for this customer" in page


def test_the_owner_settles_it(counter):
    done = answered(counter, "yes")

    assert "Recorded." in text_of(done)
    match = match_of(counter)
    assert (match.status, match.account_ids) == (MatchStatus.CONFIRMED, ("77",))
    assert ASKER in match.decided_by


def test_a_candidate_that_it_is_not_is_offered_no_more(counter):
    answered(counter, "no")

    assert match_of(counter).refused == ("77",)
    assert match_of(counter).candidates == ()


def test_a_settled_match_can_be_undone(counter):
    answered(counter, "yes")

    answered(counter, "no")

    assert match_of(counter).status is MatchStatus.OPEN


def test_an_account_that_is_not_there_is_told(counter):
    answer = answered(counter, "yes", account="99")

    assert answer.status == 422
    assert "account 99 is not in the CRM" in text_of(answer)
    assert match_of(counter).status is MatchStatus.OPEN


def test_nobody_else_settles_it(counter):
    assert answered(counter, "yes", oid=CHIEF).status == 403
    assert match_of(counter).status is MatchStatus.OPEN


def test_without_a_crm_nothing_is_asked(monkeypatch):
    made = Counter(monkeypatch)
    made.engine.sync()

    page = made.sign_in(ASKER, REQUESTER).get(PATH)

    assert "HubSpot" not in text_of(page)
