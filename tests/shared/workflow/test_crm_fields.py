"""What the CRM is told of a renewal besides its dates and its score."""

from datetime import UTC, date, datetime

from shared.domain.crm import CrmView
from shared.domain.event import EventType, NewEvent
from shared.domain.renewal import Renewal, Stage
from shared.workflow.crm_fields import deal_fields
from tests.builders import CONTRACT, CUSTOMER, END
from tests.shared.workflow.concessions.office import Office

APPLIED = NewEvent(
    type=EventType.CONCESSION_APPLIED, summary="written back", data={"id": "r1"}
)


def told(here, *, link="", term_end=END):
    decision = here.desk(link=link).decision
    renewal = Renewal(
        customer_id=CUSTOMER,
        contract_id=CONTRACT,
        term_end=term_end,
        decision_date=term_end,
        stage=Stage.T60,
        owner_id="5",
        baseline_mrr_minor=500_000,
        currency="GBP",
        opened_at=datetime(2027, 1, 1, tzinfo=UTC),
    )
    return deal_fields(here.state, renewal, decision, CrmView(account_id="77"))


def approved():
    here = Office()
    here.request()
    here.decide()
    return here


def test_a_deal_carries_the_terms_that_were_approved_and_written_back():
    here = approved()
    here.record([APPLIED])

    assert "5 percent off the entitled price" in told(here)["concession"]


def test_terms_that_are_not_written_back_yet_are_not_told():
    assert "concession" not in told(approved())


def test_a_concession_of_another_term_is_not_told():
    here = approved()
    here.record([APPLIED])

    assert "concession" not in told(here, term_end=date(2028, 3, 31))


def test_a_deal_leads_to_the_contracts_page():
    link = "https://renewals.example/api/intake/57"

    assert told(Office(), link=link)["link"] == link


def test_without_an_address_there_is_no_link():
    assert "link" not in told(Office())
