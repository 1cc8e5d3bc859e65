import json

from sandbox.demo.tenant import Ports, pilot_playbook, settings, sign_in_settings
from sandbox.entra import CLIENT, TENANT
from shared import bootstrap
from shared.services.concessions.read import FIELDS
from shared.settings import load

from .test_people import DESK, MANAGERS

ADDRESSES = {"api": "http://127.0.0.1:1/api", "auth": "http://127.0.0.1:1/auth"}
PORTS = Ports(7443, 7444)
KEYS = "demo:" + "QUJD" * 11


def test_the_pilot_acts_inside_the_msp_and_has_people_in_its_roles():
    book = pilot_playbook(bootstrap.shipped_playbook(), [*MANAGERS, *DESK])

    assert book.default_mode == "pilot"
    assert (book.roles.cs_lead, book.roles.msp_owner) == ("5", "8")
    assert [one.level for one in book.approvals.colleagues] == ["", "L1", "L2", "L1"]
    assert book.scoring == bootstrap.shipped_playbook().scoring


def test_the_settings_are_those_that_the_engine_reads():
    found = load({**settings(ADDRESSES, "UseIt=true"), **sign_in_settings(PORTS, KEYS)})

    assert found.public_base_url == "https://127.0.0.1:7443"
    assert found.entra.authority == "https://127.0.0.1:7444"
    assert (found.entra.tenant_id, found.entra.client_id) == (TENANT, CLIENT)
    assert found.link_signing_keys == KEYS


def test_halopsa_has_a_field_for_each_of_a_request():
    told = json.loads(settings(ADDRESSES, "x")["HALOPSA_CONCESSION_FIELDS"])

    assert set(FIELDS) - set(told) == set()
