import time

import pytest

from shared.sentiment.themes import Theme, themes_of

NONE = [
    "The server is up for renewal of its certificate.",
    "The service is up again.",
    "Thanks for the reminder, the meeting is cancelled.",
    "Please do not cancel our contract.",
    "We would like to end the Zoom subscription of Jane.",
    "We had no competition for the room.",
    "please cancel the 3pm meeting",
    "cancel the backup job",
    "Can you cancel my appointment on Friday?",
    "We have no plans to cancel our contract.",
    "We are not going to leave, don't worry.",
    "The process was terminated.",
    "Please terminate the user's session.",
    "The SSL certificate needs renewing.",
    "The domain is due for renewal next week.",
    "The disk error rate is high.",
    "CPU usage is too high.",
    "Price is not the issue.",
    "It would be a great help if you could look.",
    "The service was not great.",
    "I hope you keep up the good work.",
    "No need to escalate.",
    "The user needs escalated privileges.",
    "Task manager shows high CPU.",
    "We have hired a new receptionist.",
    "Set up a new laptop for a new starter.",
    "The email provider is blocking us.",
    "Another service provider error in the SAML login.",
    "Please stop the print service.",
    "We need two new providers in Azure AD.",
    "Renew the DHCP lease.",
    "Our antivirus licences expire; please renew.",
    "We want to leave the domain.",
    "Leave the laptop with reception.",
]
SAID = [
    ("We won't renew.", "renewal,cancel"),
    ("We will not be renewing the contract in March.", "renewal,cancel"),
    ("We have decided not to renew.", "renewal,cancel"),
    ("Another provider has quoted us.", "competitor"),
    ("We are out to tender.", "competitor"),
    ("We're shopping around.", "competitor"),
    ("We asked several providers for offers.", "competitor"),
    ("We issued an RFP.", "competitor"),
    ("A competitor offered us a better deal.", "price,competitor"),
    ("Our new IT director starts Monday.", "new_decision_maker"),
    ("Jane Smith is taking over from Bob as our main contact.", "new_decision_maker"),
    ("We have been acquired by Acme.", "new_decision_maker"),
    ("Our CFO is leaving at the end of the month.", "new_decision_maker"),
    ("Please create an account for our new finance director.", "new_decision_maker"),
    ("Our new point of contact is Lee.", "new_decision_maker"),
    ("This is the third time, I want your manager.", "escalation"),
    ("This is the third time this month that the VPN is down.", "escalation"),
    ("Please escalate this to your manager.", "escalation"),
    ("I would like to make a formal complaint.", "escalation"),
    ("We lost confidence in your team.", "escalation"),
    ("Can I speak to your manager?", "escalation"),
    ("I have lost patience.", "escalation"),
    ("Our lawyers will be in touch.", "escalation"),
    ("We want to terminate our agreement.", "cancel"),
    ("Please accept this as formal notice to terminate the contract.", "cancel"),
    ("We are giving you 90 days' notice.", "cancel"),
    ("What is the notice period in our contract?", "cancel"),
    ("We are bringing IT in-house next year.", "cancel"),
    ("I'd like to cancel our support contract.", "cancel"),
    ("We will cancel our contract unless this ticket is solved today.", "cancel"),
    ("We intend to terminate the managed services agreement.", "cancel"),
    ("We are taking our business elsewhere.", "cancel"),
    ("We are not happy and leaving your service.", "cancel"),
    ("Our contract is up for renewal in May, can we talk?", "renewal"),
    ("Can you send the renewal quote?", "renewal"),
    ("End of the contract is 31 March.", "renewal"),
    ("The agreement ends in June.", "renewal"),
    ("We would like to extend our contract.", "renewal"),
    ("The price increase is too high for us.", "price"),
    ("Your fees have gone up again.", "price"),
    ("Can you do a better price?", "price"),
    ("We cannot afford this.", "price"),
    ("We can't justify the cost any more.", "price"),
    ("We need to cut costs this year.", "price"),
    ("Is there a discount?", "price"),
    ("The monthly charge has gone up.", "price"),
    ("Great job on the migration!", "praise"),
    ("Thanks for the quick fix.", "praise"),
    ("Thank you for sorting this out so quickly.", "praise"),
    ("Your team was brilliant.", "praise"),
    ("We are very happy with the new setup.", "praise"),
    ("Kudos to Priya!", "praise"),
    ("We love the work you did.", "praise"),
    ("We are moving to another provider in June.", "cancel,competitor"),
]


@pytest.mark.parametrize("text", NONE)
def test_the_same_words_about_the_work_raise_no_theme(text):
    assert themes_of(text) == ()


@pytest.mark.parametrize(("text", "codes"), SAID)
def test_what_is_said_of_the_relationship_raises_its_themes(text, codes):
    assert ",".join(themes_of(text)) == codes


def test_a_theme_denied_in_one_sentence_can_be_raised_by_another():
    text = "We have no plans to cancel our contract. But we want to end this agreement."

    assert themes_of(text) == (Theme.CANCEL,)


def test_each_theme_comes_once_in_a_fixed_order():
    text = (
        "Great job! Your price is too high. Great work. Can we talk about the renewal?"
    )

    assert themes_of(text) == (Theme.RENEWAL, Theme.PRICE, Theme.PRAISE)


@pytest.mark.parametrize(
    "part",
    [
        *("a", "the price ", "end the a b c ", "we want to a ", "new a b ", "no need "),
        *(
            "thank you a b c for ",
            "give you a b days ",
            "going to with a ",
            ". ",
            "n't ",
        ),
    ],
)
def test_hostile_text_costs_no_more_than_its_length(part):
    began = time.perf_counter()

    themes_of(part * (20_000 // len(part)))

    assert time.perf_counter() - began < 1
