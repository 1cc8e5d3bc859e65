from sandbox.demo.tenant import pilot_playbook
from shared import bootstrap
from shared.domain.customer import Agent


def test_the_pilot_acts_inside_the_msp_and_has_people_in_its_roles():
    agents = [
        Agent(id="3", name="Ravi Hale", team="Account Management"),
        Agent(id="4", name="Uma Lee", team="Account Management"),
        Agent(id="9", name="Tom Reid", team="Service Desk"),
    ]

    book = pilot_playbook(bootstrap.shipped_playbook(), agents)

    assert book.default_mode == "pilot"
    assert (book.roles.cs_lead, book.roles.msp_owner, book.roles.operator) == (
        "3",
        "4",
        "9",
    )
    assert book.scoring == bootstrap.shipped_playbook().scoring
