"""Signing in with MSAL itself, against the stand-in over TLS."""

import json
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from sandbox.certificates import certificate_files
from sandbox.entra import CLIENT, FORGERIES, TENANT, Browser, Entra, Options, Server
from shared.domain.errors import InvalidInput, SourceRejected, SourceUnavailable
from shared.domain.person import SignIn
from shared.identity.entra import EntraSignIn
from shared.identity.keys import IssuerKeys
from shared.identity.tokens import EntraTokens, TokenRefused
from shared.identity.wire import Wire, fetch_keys, key_issuers
from shared.settings import EntraSettings

from .issuer import Clock

REDIRECT = "https://127.0.0.1:7071/api/signin/callback"
BEN = "ben@msp.example"
TARGET = "/api/concessions/c-240-7"
HARMLESS = {"missing_roles"}  # nobody is let in by roles that are not there


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return certificate_files(tmp_path_factory.mktemp("certificates"))


class Site:
    """Our side of a sign-in, with a clock that the stand-in shares."""

    def __init__(self, files, *, wire=None, **changes):
        self.clock = Clock()
        self.entra = Entra(Options(clock=self.clock))
        self.files = files
        self.wire = wire or Wire(str(files.authority))
        self.changes = changes

    def __enter__(self):
        self.server = Server(self.entra, self.files).__enter__()
        usual = {
            "tenant_id": TENANT,
            "client_id": CLIENT,
            "client_secret": "sandbox-secret",
            "authority": self.server.url,
        }
        settings = EntraSettings(**{**usual, **self.changes})
        keys = IssuerKeys(
            fetch_keys(self.wire, settings),
            issuers=key_issuers(settings),
            clock=self.clock,
        )
        self.sign_in = EntraSignIn(
            settings,
            redirect_uri=REDIRECT,
            wire=self.wire,
            tokens=EntraTokens(settings, keys, clock=self.clock),
            clock=self.clock,
        )
        return self

    def __exit__(self, *error):
        self.wire.close()
        self.server.__exit__(*error)

    def answered(self, *, recent=False, username=BEN):
        """Sign somebody in; gives what was kept and what came back."""
        kept, address = self.sign_in.begin(TARGET, recent=recent)
        return kept, query_of(self.entra.sign_in(address, username))

    def refusal(self, kept, query):
        with pytest.raises(TokenRefused) as refused:
            self.sign_in.finish(kept, query)
        return refused.value.reason


def query_of(address):
    return dict(parse_qsl(urlsplit(address).query))


@pytest.fixture
def site(files):
    with Site(files) as made:
        yield made


def test_somebody_signs_in(site):
    kept, query = site.answered()
    person = site.sign_in.finish(kept, query)

    assert person.name == "Ben Okafor"
    assert person.roles == {"Renewals.Approver.L1"}
    assert person.auth_at == site.clock.now
    assert not person.guest


def test_ap14_a_guest_is_known_as_one(site):
    kept, query = site.answered(username="gil@partner.example")

    assert site.sign_in.finish(kept, query).guest


def test_the_browser_is_sent_with_state_nonce_and_a_hashed_verifier(site):
    kept, address = site.sign_in.begin(TARGET)
    asked, flow = query_of(address), json.loads(kept.exchange)

    assert address.startswith(f"{site.server.url}/{TENANT}/oauth2/v2.0/authorize?")
    assert asked["redirect_uri"] == REDIRECT
    assert asked["response_mode"] == "query"
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["state"] == kept.state
    assert set(asked["scope"].split()) == {"openid", "profile"}
    assert asked["nonce"] not in kept.exchange
    assert flow["code_verifier"] not in address
    assert not asked.keys() & {"prompt", "max_age"}


def test_what_is_kept_has_the_target_and_a_state_of_its_own(site):
    kept, _ = site.sign_in.begin(TARGET)
    other, _ = site.sign_in.begin(TARGET)

    assert (kept.target, kept.recent) == (TARGET, False)
    assert len(kept.state) >= 16
    assert kept.state != other.state
    assert kept.exchange != other.exchange


def test_a_sign_in_survives_being_stored(site):
    kept, query = site.answered()
    stored = SignIn.model_validate_json(kept.model_dump_json())

    assert site.sign_in.finish(stored, query).name == "Ben Okafor"


def test_ap18_no_sign_in_begins_for_a_target_elsewhere(site):
    with pytest.raises(InvalidInput):
        site.sign_in.begin("//evil.example")
    assert site.entra.served == []


def test_a_recent_sign_in_asks_the_person_to_prove_who_they_are(site):
    kept, address = site.sign_in.begin(TARGET, recent=True)

    assert query_of(address)["prompt"] == "login"
    assert query_of(address)["max_age"] == "900"
    assert kept.recent


def test_a_recent_sign_in_is_finished_by_somebody_who_has_just_proved_it(site):
    kept, query = site.answered(recent=True)
    site.clock.advance(seconds=540)  # as long as the code and the cookie live

    assert site.sign_in.finish(kept, query).auth_at is not None


@pytest.mark.parametrize(("minutes", "is_recent"), [(16, True), (16.1, False)])
def test_ap23_a_browser_that_skips_the_proof_is_found_out(site, minutes, is_recent):
    browser = Browser(site.entra.handle)
    _, address = site.sign_in.begin(TARGET)
    browser.sign_in(address, BEN)
    site.clock.advance(minutes=minutes)
    kept, address = site.sign_in.begin(TARGET, recent=True)
    skipped = address.replace("&prompt=login", "").replace("&max_age=900", "")
    query = query_of(browser.open(skipped).headers["Location"])

    if is_recent:
        assert site.sign_in.finish(kept, query).name == "Ben Okafor"
    else:
        assert site.refusal(kept, query) == "not recent"


def test_without_the_time_of_the_proof_no_sign_in_is_recent(site):
    options = site.entra.tenant.options
    site.entra.tenant.options = replace(options, optional_claims=frozenset())

    assert site.sign_in.finish(*site.answered()).auth_at is None
    assert site.refusal(*site.answered(recent=True)) == "not recent"


@pytest.mark.parametrize("name", sorted(FORGERIES.keys() - HARMLESS))
def test_a_forged_token_signs_nobody_in(site, name):
    kept, query = site.answered()
    site.entra.faults.add(name)

    assert site.refusal(kept, query)


def test_a_refused_exchange_tells_the_log_its_kind_and_no_token(site):
    kept, query = site.answered()
    site.entra.faults.add("wrong_nonce")

    with pytest.raises(TokenRefused) as refused:
        site.sign_in.finish(kept, query)

    assert refused.value.reason == "exchange: RuntimeError"
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "other"},
        {"state": ""},
        {"state": None},
        {"code": None},
        {"code": ""},
        {"code": "1.unknown"},
        {"code": None, "error": "access_denied"},
        {"code": None, "error": "server_error", "error_description": "AADSTS90033"},
        {"code": None, "id_token": "a.b.c", "access_token": "a.b.c"},
    ],
)
def test_an_answer_that_is_none_to_this_sign_in_is_refused(site, changes):
    kept, query = site.answered()
    answer = {n: v for n, v in {**query, **changes}.items() if v is not None}

    assert site.refusal(kept, answer).startswith("exchange: ")


def test_a_person_who_declines_is_not_signed_in(site):
    kept, address = site.sign_in.begin(TARGET)
    browser = Browser(site.entra.handle)
    back = browser.answer(browser.open(address), BEN, "cancel").headers["Location"]

    assert site.refusal(kept, query_of(back)) == "exchange: access_denied"


def test_a_browser_that_drops_the_demand_for_an_id_token_is_refused(site):
    kept, address = site.sign_in.begin(TARGET)
    query = query_of(site.entra.sign_in(address.replace("openid+", ""), BEN))

    assert site.refusal(kept, query) == "exchange: no ID token"


def test_an_answer_is_good_once(site):
    kept, query = site.answered()
    site.sign_in.finish(kept, query)

    assert site.refusal(kept, query) == "exchange: invalid_grant"


def test_a_code_of_another_sign_in_is_refused(site):
    kept, query = site.answered()
    _, other = site.answered()

    assert site.refusal(kept, {**query, "code": other["code"]}) == (
        "exchange: invalid_grant"
    )


@pytest.mark.parametrize("hint", ["MQ", "%", "eyJ1aWQiOiJhXHJcbmIiLCJ1dGlkIjoiYyJ9"])
def test_hints_in_the_answer_are_not_looked_at(site, hint):
    kept, query = site.answered()

    assert site.sign_in.finish(kept, {**query, "client_info": hint}).name == (
        "Ben Okafor"
    )


def test_msal_is_set_up_once(site):
    for _ in range(3):
        site.sign_in.finish(*site.answered())

    discovered = [one for one in site.entra.served if "openid-configuration" in one]
    assert len(discovered) == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [("token_down", r"^Entra ID: MsalServiceError$"), ("jwks_down", "issuer")],
)
def test_a_sign_in_during_an_outage_is_neither_good_nor_bad(site, name, told):
    kept, query = site.answered()
    site.entra.faults.add(name)

    with pytest.raises(SourceUnavailable, match=told):
        site.sign_in.finish(kept, query)


def test_after_an_outage_sign_ins_begin_again(site):
    site.entra.faults.add("discovery_down", 1)
    with pytest.raises(SourceUnavailable, match=r"^Entra ID: MsalServiceError$"):
        site.sign_in.begin(TARGET)

    assert site.sign_in.finish(*site.answered()).name == "Ben Okafor"


def test_a_rolled_key_is_met_with_a_fetch(site):
    kept, query = site.answered()
    site.entra.faults.add("roll_before_signing")

    assert site.sign_in.finish(kept, query).name == "Ben Okafor"


def test_a_wrong_secret_signs_nobody_in(files):
    with Site(files, client_secret="other") as site:
        assert site.refusal(*site.answered()) == "exchange: invalid_client"


def test_an_unknown_tenant_is_for_an_operator_to_see_to(files):
    with (
        Site(files, tenant_id="b2f6f0c4-31c5-47b5-9a53-0c3f51d7c9de") as site,
        pytest.raises(SourceRejected, match="Entra ID can't be used"),
    ):
        site.sign_in.begin(TARGET)


def test_a_server_that_is_not_trusted_is_an_outage(files):
    with (
        Site(files, wire=Wire()) as site,
        pytest.raises(SourceUnavailable, match=r"^Entra ID: SSLError$"),
    ):
        site.sign_in.begin(TARGET)
