"""What scoring is told of mail: of each customer, and how far it is known."""

from sandbox.gmail import Fault
from shared.domain.correspondence import MailHistory
from shared.services import score_contracts
from shared.services.mail import histories

from .office import ALEX, Office


def inputs(office):
    score_contracts.plan(office.app)
    office.work()
    latest = office.stores.scores.latest("12")["301"]
    return office.stores.scores.inputs("12", "301", latest.key)


def test_a_customers_mail_is_told_with_how_far_it_is_known():
    office = Office().opened()
    office.post(1).later(days=2).read()

    found = histories.within(office.app, ["12", "13"])

    assert found["12"].months[0].received == 1
    assert found["13"].months == ()
    assert found["13"].until_date == office.clock.today()


def test_where_no_mail_is_read_nothing_is_told():
    office = Office().opened()
    office.app = office.process(mail=None)

    assert histories.within(office.app, ["12"]) == {}
    assert inputs(office).mail is None


def test_until_every_mailbox_was_read_nothing_is_known():
    """The other mailbox may hold the mail that this one lacks."""
    office = Office()
    office.gmail.faults.append(refusing(ALEX))
    office.post(1).opened()

    assert histories.within(office.app, ["12"]) == {"12": MailHistory()}
    assert inputs(office).mail == MailHistory()


def test_mail_is_known_as_far_as_the_mailbox_that_is_furthest_behind():
    office = Office().opened()
    last = office.clock.today()
    office.gmail.faults.append(refusing(ALEX))

    office.later(days=9).read()

    assert histories.within(office.app, ["12"])["12"].until_date == last
    assert inputs(office).mail.until_date == last


def refusing(mailbox):
    return Fault("refuse", path=f"/{mailbox}/", status=403, reason="domainPolicy")
