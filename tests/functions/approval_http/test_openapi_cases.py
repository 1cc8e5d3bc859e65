"""Cases made from `docs/openapi.json`: none is answered with an error of ours."""

import json
from io import BytesIO
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from requests import Response, Session
from requests.adapters import BaseAdapter
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from urllib3 import HTTPResponse

from functions.approval_http import visits
from functions.localhost.gateway import Request
from shared import bootstrap
from shared.services import watch_jobs
from shared.settings import load
from tests.shared.test_settings import GOOD

from .counter import (
    APPROVE,
    ASK,
    ASKER,
    L1,
    L2,
    LEAD,
    ORIGIN,
    REQUESTER,
    Counter,
)

DOCUMENT = json.loads(
    (Path(__file__).parents[3] / "docs/openapi.json").read_text(encoding="utf-8")
)
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = {
    f"{method.upper()} {path}": SCHEMA[path][method]
    for path, methods in DOCUMENT["paths"].items()
    for method in methods
}
FAST, TOTAL = 20, 10_000
CHECKS = (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
WHO = ("nobody", "asker", "lead")
HOW = ("as made", "known names", "known names and fields")


class Desk:
    """The pages with a request that waits, and people who are signed in."""

    def __init__(self, monkeypatch):
        self.counter = Counter(monkeypatch)
        monkeypatch.setattr(bootstrap, "settings", lambda: load(GOOD))
        self.request = self.counter.ask()
        for job in watch_jobs.WINDOWS:
            with watch_jobs.recorded(self.counter.app, job) as count:
                count(1)
        self.link = self.counter.mailed()[-1].rpartition("/")[2]
        self.sessions = {}
        for who, oid, roles in (
            ("asker", ASKER, (REQUESTER,)),
            ("lead", LEAD, (L1, L2, REQUESTER)),
        ):
            browser = self.counter.sign_in(oid, *roles)
            cookie = browser.cookies["__Host-session"]
            now = self.counter.engine.clock.now()
            session = self.counter.sign_ins.find_session(cookie, now)
            assert session
            self.sessions[who] = cookie, session
        self.session = Session()
        self.session.trust_env = False
        self.session.mount("https://", _Adapter(self.counter.gateway))

    def lead_in(self, case, who, how):
        """Give a case the names, fields, cookies and form token that lead further."""
        if how != HOW[0]:
            known = {"id": self.request.id, "contract": "301", "token": self.link}
            for parameters in (case.path_parameters, case.query):
                for name in set(parameters or {}) & known.keys():
                    parameters[name] = known[name]
        case.headers = {**(case.headers or {}), "Origin": ORIGIN}
        if who == "nobody":
            return
        cookie, session = self.sessions[who]
        case.cookies = {"__Host-session": cookie, "__Host-link": self.link}
        token = self.counter.tenant.access_token(oid=ASKER)
        case.headers["Authorization"] = f"Bearer {token}"
        if isinstance(case.body, dict):
            if how == HOW[2]:
                case.body |= {**ASK, **APPROVE, "contract": "301", "link": self.link}
                fields = _fields(case)
                case.body = {k: v for k, v in case.body.items() if k in fields}
            case.body["form"] = visits.token(session, self._action(case))

    def _action(self, case):
        request, names = self.request, case.path_parameters or {}
        path = case.operation.path
        contract = (case.query or {}).get("contract", "")
        return {
            "/api/approvals/decide": (
                f"decide|{request.id}|{request.revision}|{request.chash}"
            ),
            "/api/concessions/new": f"/api/concessions/new?contract={contract}",
            "/api/concessions/{id}/revise": (
                f"/api/concessions/{names.get('id')}/revise"
            ),
            "/api/concessions/{id}/withdraw": f"withdraw|{names.get('id')}",
            "/api/intake/{contract}": f"intake|{names.get('contract')}",
        }.get(path, "sign-out")


def _fields(case):
    path = DOCUMENT["paths"][case.operation.path]["post"]
    (content,) = path["requestBody"]["content"].values()
    return {"form", *content["schema"]["properties"]}


class _Adapter(BaseAdapter):
    """Hands requests to the pages without a socket."""

    def __init__(self, gateway):
        super().__init__()
        self._gateway = gateway

    def send(self, request, *_given, **_options):
        body = request.body or b""
        given = {name.lower(): value for name, value in request.headers.items()}
        answer = self._gateway.answer(
            Request(
                method=request.method,
                url=request.url,
                headers={
                    k: v.decode("latin-1") if isinstance(v, bytes) else v
                    for k, v in given.items()
                },
                body=body.encode() if isinstance(body, str) else body,
            )
        )
        made = Response()
        made.status_code = answer.status
        made.headers.update(answer.headers)
        made.raw = HTTPResponse(
            BytesIO(answer.body),
            headers=dict(answer.headers),
            status=answer.status,
            preload_content=False,
        )
        made.request, made.url = request, request.url
        return made

    def close(self):
        """Nothing is open."""


def has_input(name):
    operation = OPERATIONS[name]
    raw = DOCUMENT["paths"][operation.path][operation.method]
    return bool(raw["parameters"] or raw.get("requestBody"))


def run_cases(monkeypatch, name, count):
    """Send so many cases; where there is nothing to vary, one of each visitor."""
    least = count if has_input(name) else len(WHO) * len(HOW)
    sent = []
    desk, operation = Desk(monkeypatch), OPERATIONS[name]
    made = [
        operation.as_strategy(generation_mode=mode)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        if mode is GenerationMode.POSITIVE or has_input(name)
    ]

    @settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(made), st.sampled_from(WHO), st.sampled_from(HOW))
    def answered(case, who, how):
        desk.lead_in(case, who, how)
        sent.append(name)
        response = case.call(base_url=ORIGIN, session=desk.session)
        # What no route takes is the host's to answer, and so is what it says.
        ours = response.headers.get("referrer-policy") or response.status_code >= 500
        if ours:
            case.validate_response(response, checks=CHECKS)

    answered()
    assert len(sent) >= least


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_few_cases_of_each_operation_are_answered_as_the_document_says(
    monkeypatch, name
):
    run_cases(monkeypatch, name, FAST)


@pytest.mark.slow
@pytest.mark.parametrize("name", OPERATIONS)
def test_ten_thousand_cases_are_answered_as_the_document_says(monkeypatch, name):
    varied = sum(map(has_input, OPERATIONS))
    run_cases(monkeypatch, name, TOTAL // varied + 1)
