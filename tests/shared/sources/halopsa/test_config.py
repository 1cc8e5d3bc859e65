from decimal import Decimal

import pytest

from shared.domain.errors import InvalidInput

from .vendor import a_config


def test_a_secret_is_not_shown():
    assert "hush" not in repr(a_config())


@pytest.mark.parametrize(
    ("over", "setting"),
    [
        ({"base_url": "http://acme.halopsa.com/api"}, "HALOPSA_BASE_URL"),
        ({"auth_url": "http://acme.halopsa.com/auth"}, "HALOPSA_AUTH_URL"),
        ({"base_url": "https://acme.example/halo"}, "HALOPSA_AUTH_URL"),
        ({"csat_scale": "best"}, "HALOPSA_CSAT_SCALE"),
        ({"csat_scale": "4-4"}, "HALOPSA_CSAT_SCALE"),
    ],
)
def test_a_malformed_value_names_its_setting(over, setting):
    with pytest.raises(InvalidInput, match=setting):
        a_config(**over)


def test_the_authorisation_server_is_derived_when_absent():
    assert a_config().token_server == "https://acme.halopsa.com/auth"


def test_a_separate_authorisation_server_is_taken_as_it_is():
    config = a_config(auth_url="https://login.acme.example/auth/")

    assert config.token_server == "https://login.acme.example/auth"


def test_a_tenant_can_correct_an_uncertain_billing_period():
    periods = a_config(billing_periods={8: Decimal(48)}).periods

    assert (periods[8], periods[2]) == (Decimal(48), Decimal(1))
