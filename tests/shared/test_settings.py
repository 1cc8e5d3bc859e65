"""Settings: each missing or malformed one by its name, and all at once."""

import json

import pytest

from shared import settings
from shared.domain.errors import InvalidInput

GOOD = {
    "TENANT_ID": "acme",
    "CURRENCY": "GBP",
    "AzureWebJobsStorage": "UseDevelopmentStorage=true",
    "HALOPSA_BASE_URL": "https://acme.halopsa.com/api",
    "HALOPSA_CLIENT_ID": "id",
    "HALOPSA_CLIENT_SECRET": "hush",
}
KEY = {"client_email": "engine@p.iam.gserviceaccount.com", "private_key": "hush"}
MAIL = {
    "GMAIL_MAILBOXES": "Alex@msp.example, sam@msp.example",
    "GMAIL_SENDER": "engine@msp.example",
    "GOOGLE_SERVICE_ACCOUNT_KEY": json.dumps(KEY),
    "GMAIL_TOPIC": "projects/project/topics/gmail",
    "GMAIL_PUSH_AUDIENCE": "https://engine.example/api/gmail/push",
    "GMAIL_PUSH_SERVICE_ACCOUNT": "push@project.iam.gserviceaccount.com",
    "GMAIL_PUSH_SUBSCRIPTION": "projects/project/subscriptions/gmail",
}


def problems(**over):
    """Give what is wrong with the good settings, some replaced or taken away."""
    environ = {k: v for k, v in {**GOOD, **over}.items() if v is not None}
    try:
        settings.load(environ)
    except InvalidInput as error:
        return str(error).removeprefix("settings: ").split("; ")
    return []


def test_the_needed_settings_are_enough():
    found = settings.load(GOOD)

    assert (found.environment, found.local) == ("production", False)
    assert (found.time_zone, found.currency) == ("UTC", "GBP")
    assert found.halo.requests_per_5_minutes == 500
    assert (found.halo.csat_scale, found.halo.history_months) == ("4-1", 25)
    assert found.webhook.secrets == ()


def test_all_settings_are_read():
    found = settings.load(
        {
            **GOOD,
            "ENVIRONMENT": "local",
            "TIME_ZONE": "Europe/London",
            "CURRENCY": "eur",
            "PUBLIC_BASE_URL": "http://127.0.0.1:7071/",
            "AzureWebJobsStorage__accountName": "acmestore",
            "AzureWebJobsStorage__clientId": "0a0a",
            "HALOPSA_AUTH_URL": "http://localhost:8080/auth",
            "HALOPSA_TENANT": "acme",
            "HALOPSA_REQUESTS_PER_5_MINUTES": "0",
            "HALOPSA_FIELD_MAP": '{"notice_period_days": 178, "owner": "CFowner"}',
            "HALOPSA_VALUE_TABLES": '{"renewal_mode": {"Yes": "auto"}}',
            "HALOPSA_CSAT_SCALE": "1-5",
            "HALOPSA_TASK_TICKET_TYPE": "37",
            "HALOPSA_CLOSED_STATUS": "9",
            "HALOPSA_HISTORY_MONTHS": "13",
            "HALOPSA_INCLUDE_CONTRACT": "False",
            "HALOPSA_WEBHOOK_USER": "halo",
            "HALOPSA_WEBHOOK_SECRETS": "new, old,",
            "HALOPSA_WEBHOOK_PATH": "r4nd0m",
        }
    )

    assert (found.local, found.time_zone, found.currency) == (
        True,
        "Europe/London",
        "EUR",
    )
    assert found.public_base_url == "http://127.0.0.1:7071"
    assert (found.storage.account_name, found.storage.client_id) == (
        "acmestore",
        "0a0a",
    )
    assert found.halo.field_map == {"notice_period_days": "178", "owner": "CFowner"}
    assert found.halo.value_tables == {"renewal_mode": {"Yes": "auto"}}
    assert (found.halo.requests_per_5_minutes, found.halo.history_months) == (0, 13)
    assert not found.halo.include_contract
    assert found.webhook.secrets == ("new", "old")


@pytest.mark.parametrize("text", [None, "", "  "])
@pytest.mark.parametrize("name", [n for n in GOOD if n != "AzureWebJobsStorage"])
def test_a_missing_setting_is_named(name, text):
    assert problems(**{name: text}) == [f"{name} is missing"]


def test_missing_storage_names_both_ways():
    assert problems(AzureWebJobsStorage=None) == [
        "AzureWebJobsStorage (or AzureWebJobsStorage__accountName) is missing"
    ]


def test_the_apps_identity_is_enough_for_storage():
    found = problems(
        AzureWebJobsStorage=None, AzureWebJobsStorage__accountName="acmestore"
    )

    assert found == []


def test_gmail_is_off_unless_it_is_set_up():
    assert not settings.load(GOOD).gmail.on


def test_gmail_is_read_as_a_whole():
    gmail = settings.load({**GOOD, **MAIL}).gmail

    assert (gmail.on, gmail.account) == (True, KEY["client_email"])
    assert gmail.mailboxes == ("alex@msp.example", "sam@msp.example")
    assert gmail.push.audience == MAIL["GMAIL_PUSH_AUDIENCE"]
    assert gmail.base_url == "https://gmail.googleapis.com"


def test_google_can_sign_where_no_key_is_held():
    signer = {"GOOGLE_SERVICE_ACCOUNT_KEY": "", "GOOGLE_SIGNER_SERVICE_ACCOUNT": "e@p"}

    assert settings.load({**GOOD, **MAIL, **signer}).gmail.account == "e@p"


@pytest.mark.parametrize(
    ("over", "problem"),
    [
        ({"GOOGLE_SERVICE_ACCOUNT_KEY": None}, "GOOGLE_SERVICE_ACCOUNT_KEY or"),
        ({"GOOGLE_SIGNER_SERVICE_ACCOUNT": "e@p"}, "GOOGLE_SERVICE_ACCOUNT_KEY or"),
        ({"GMAIL_PUSH_AUDIENCE": None}, "GMAIL_PUSH_AUDIENCE is missing"),
        ({"GMAIL_PUSH_SUBSCRIPTION": None}, "GMAIL_PUSH_SUBSCRIPTION is missing"),
        ({"GMAIL_BASE_URL": "https://evil.example"}, "GMAIL_BASE_URL is not Google's"),
        ({"GOOGLE_CERTS_URL": "https://evil.example"}, "GOOGLE_CERTS_URL is not"),
        ({"GOOGLE_TOKEN_URL": "https://evil.example"}, "GOOGLE_TOKEN_URL is not"),
    ],
)
def test_gmail_is_set_up_wholly_and_at_google_or_not_at_all(over, problem):
    (told,) = problems(**{**MAIL, **over})

    assert told.startswith(problem)


def test_a_stand_in_for_google_is_for_a_developers_machine():
    stand_in = {"GMAIL_BASE_URL": "http://127.0.0.1:9", "ENVIRONMENT": "local"}

    assert problems(**{**MAIL, **stand_in}) == []


MALFORMED = [
    ("GMAIL_MAILBOXES", "alex"),
    ("GMAIL_SENDER", "a@b.example, c@d.example"),
    ("GOOGLE_SERVICE_ACCOUNT_KEY", "{"),
    ("GOOGLE_SERVICE_ACCOUNT_KEY", '{"client_email": "x"}'),
    ("GMAIL_BASE_URL", "gmail"),
    ("ENVIRONMENT", "staging"),
    ("TIME_ZONE", "Mars/Olympus"),
    ("TIME_ZONE", "Europe"),
    ("TIME_ZONE", "../../etc/passwd"),
    ("CURRENCY", "EURO"),
    ("CURRENCY", "12£"),
    ("CURRENCY", "ÄÖÜ"),
    ("PUBLIC_BASE_URL", "acme.example"),
    ("PUBLIC_BASE_URL", "ftp://acme.example"),
    ("HALOPSA_BASE_URL", "https://"),
    ("HALOPSA_BASE_URL", "https://user:pw@acme.halopsa.com/api"),
    ("HALOPSA_AUTH_URL", "acme"),
    ("HALOPSA_AUTH_URL", "https://[::1/auth"),
    ("HALOPSA_REQUESTS_PER_5_MINUTES", "many"),
    ("HALOPSA_REQUESTS_PER_5_MINUTES", "-1"),
    ("HALOPSA_HISTORY_MONTHS", "0"),
    ("HALOPSA_HISTORY_MONTHS", "1.5"),
    ("HALOPSA_FIELD_MAP", "{"),
    ("HALOPSA_FIELD_MAP", "[1]"),
    ("HALOPSA_FIELD_MAP", '{"notise_period": 178}'),
    ("HALOPSA_VALUE_TABLES", '{"renewal_mode": "auto"}'),
    ("HALOPSA_VALUE_TABLES", '{"mood": {}}'),
    ("HALOPSA_CSAT_SCALE", "5"),
    ("HALOPSA_CSAT_SCALE", "1-1"),
    ("HALOPSA_CSAT_SCALE", "a-b"),
    ("HALOPSA_INCLUDE_CONTRACT", "maybe"),
]


@pytest.mark.parametrize(("name", "text"), MALFORMED)
def test_a_malformed_setting_is_named(name, text):
    problem, *_ = problems(**{name: text})

    assert problem.startswith(f"{name} is malformed: ")


def test_all_problems_are_told_in_one_error():
    found = problems(
        TENANT_ID=None,
        CURRENCY="EURO",
        AzureWebJobsStorage=None,
        HALOPSA_BASE_URL="http://acme.halopsa.com/api",
        HALOPSA_WEBHOOK_SECRETS="hush",
    )

    assert [problem.split()[0] for problem in found] == [
        "TENANT_ID",
        "CURRENCY",
        "AzureWebJobsStorage",
        "HALOPSA_WEBHOOK_USER",
        "HALOPSA_BASE_URL",
    ]


@pytest.mark.parametrize(
    "name", ["HALOPSA_BASE_URL", "HALOPSA_AUTH_URL", "PUBLIC_BASE_URL"]
)
@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://acme.example/api", "is plain http"),
        ("https://localhost/api", "is this machine"),
        ("https://app.localhost/api", "is this machine"),
        ("https://127.0.0.1/api", "is this machine"),
        ("https://[::1]/api", "is this machine"),
    ],
)
def test_plain_http_and_this_machine_are_for_local_use_only(name, address, why):
    in_production = problems(**{name: address})
    at_home = problems(**{name: address, "ENVIRONMENT": "local"})

    assert in_production == [f"{name} {why}, which only local may use"]
    assert at_home == []


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ("HALOPSA_WEBHOOK_USER", "HALOPSA_WEBHOOK_SECRETS"),
        ("HALOPSA_WEBHOOK_SECRETS", "HALOPSA_WEBHOOK_USER"),
    ],
)
def test_half_of_the_webhooks_credentials_lets_nobody_in_and_is_named(given, missing):
    assert problems(**{given: "x"}) == [f"{missing} is missing beside the other one"]


@pytest.mark.parametrize("name", ["HALOPSA_BASE_URL", "PUBLIC_BASE_URL"])
def test_no_error_tells_a_password(name):
    (problem,) = problems(**{name: "https://ada:hush-hush@acme.halopsa.com/api"})

    assert "hush-hush" not in problem


def test_every_field_that_intake_reads_may_be_mapped():
    names = (
        *("start_date", "end_date", "renewal_mode", "notice_period"),
        *("notice_period_days", "owner", "mrr", "currency", "entitled_hours", "seats"),
    )

    mapped = json.dumps(dict.fromkeys(names, 1))

    assert problems(HALOPSA_FIELD_MAP=mapped) == []
