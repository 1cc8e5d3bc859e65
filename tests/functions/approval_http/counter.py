"""The pages over memory stores: requests go through the host's own routes."""

import base64
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from itertools import count
from typing import Any
from urllib.parse import urlencode

import function_app
from functions.localhost.gateway import Gateway, Request
from functions.localhost.index import index_app
from sandbox.entra import TENANT as TID
from shared import bootstrap
from shared.domain.person import Person
from shared.front_desk import FrontDesk
from shared.identity.approval_links import SignedLinks
from shared.identity.attempts import Attempts
from shared.identity.link_keys import read_keys
from shared.storage.sign_ins import TableSignIns
from tests.builders import TENANT
from tests.functions.approval_http.tenant import Tenant
from tests.shared.services.engine import Engine

ORIGIN = "https://renewals.example"
ASKER, LEAD, CHIEF, AUDITOR = (
    f"{n}{n}{n}{n}{n}{n}{n}{n}-0000-4000-8000-000000000000" for n in range(2, 6)
)
KEYS = "k1:" + base64.b64encode(b"1" * 32).decode()
REQUESTER, AUDIT = "Renewals.Requester", "Renewals.Auditor"
L1, L2 = "Renewals.Approver.L1", "Renewals.Approver.L2"
APPROVALS: dict[str, Any] = {
    "levels": [
        {
            "name": name,
            "role": role,
            "max_depth": depth,
            "max_amount": amount,
            "max_amount_30_days": 3 * amount,
            "max_term_months": 60,
        }
        for name, role, depth, amount in (
            ("L1", L1, "0.10", 6000),
            ("L2", L2, "0.30", 20000),
        )
    ],
    "colleagues": [
        {"oid": ASKER, "name": "Ann Asker", "agent": "5"},
        {"oid": LEAD, "name": "Lee Lead", "agent": "7", "level": "L1"},
        {"oid": CHIEF, "name": "Chi Chief", "agent": "8", "level": "L2"},
    ],
    "margin_floor": "0.10",
}
ASK = {
    "kind": "discount",
    "discount_percent": "5",
    "term_months": "12",
    "effective_date": "2027-04-01",
    "reason_code": "competitor",
    "reason": "A rival offers less.",
    "give_back": "a reference",
    "give_back_value": "0",
    "expires_on": "2026-12-04",
}
APPROVE = {"verdict": "approve", "expected_p": "80", "expected_margin": "1000"}
NEW, DECIDE = "/api/concessions/new?contract=301", "/api/approvals/decide"
_LINK = re.compile(r"https://\S+?rnwl1_[A-Za-z0-9._-]+")
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


class Counter:
    """The front desk of one deployment; `visit` is what a browser does."""

    make_engine = Engine

    def __init__(self, monkeypatch, *, portfolio=None, config=None, **book):
        self.engine = self.make_engine(
            portfolio, book={"approvals": APPROVALS, **book}, config=config
        )
        self._random = count(1)
        clock = self.engine.clock
        self.tenant = Tenant(ORIGIN, clock.now)
        self.links = self.signed_links()
        self.app = self.engine.app = self.engine.process(
            links=self.links, entra_tenant_id=TID, **self.ports()
        )
        self.sign_ins = TableSignIns(self.engine.tables, TENANT, self._bytes)
        self.desk = FrontDesk(
            app=self.app,
            origin=ORIGIN,
            sign_ins=self.sign_ins,
            entra=self.tenant.sign_in,
            tokens=self.tenant.tokens,
            links=self.links,
            attempts=Attempts(clock.now),
        )
        monkeypatch.setattr(bootstrap, "front_desk", lambda: self.desk)
        monkeypatch.setattr(bootstrap, "app", lambda: self.app)
        monkeypatch.setattr(bootstrap, "sign_ins", lambda: self.sign_ins)
        functions = [f for f in index_app(function_app.app) if f.kind == "http"]
        self.gateway = Gateway(functions, "api", "no-key")

    def ports(self):
        """Give what else the app is wired to."""
        return {}

    def signed_links(self, keys=KEYS, **other):
        """Make links as this deployment does, or as another one."""
        usual = {
            "environment": "production",
            "base_url": ORIGIN,
            "tenant_id": TID,
            "new_id": lambda: f"jti{next(self._random)}",
            "now": self.engine.clock.now,
        }
        return SignedLinks(read_keys(keys), **{**usual, **other})

    def change(self, **parts):
        """Put other parts into the front desk, as a restart with other settings."""
        self.desk = replace(self.desk, **parts)

    def _bytes(self, length):
        return next(self._random).to_bytes(length, "big")

    def person(self, oid, *roles, **over):
        known = {one["oid"]: one["name"] for one in APPROVALS["colleagues"]}
        values = {
            "tid": TID,
            "oid": oid,
            "name": known.get(oid, "Somebody"),
            "roles": frozenset(roles),
            "auth_at": self.engine.clock.now() - timedelta(minutes=1),
        }
        return Person(**{**values, **over})

    def sign_in(self, oid, *roles, **over):
        """Sign somebody in; give their browser."""
        cookie, _ = self.sign_ins.open_session(
            self.person(oid, *roles, **over), self.engine.clock.now()
        )
        return Browser(self, {"__Host-session": cookie})

    def anonymous(self):
        return Browser(self, {})

    def ask(self, **over):
        """Have Ann ask for a concession and its approvers told; give the request."""
        self.engine.sync()
        browser = self.sign_in(ASKER, REQUESTER)
        page = browser.get(NEW)
        done = browser.submit(page, NEW, **{**ASK, **over})
        assert done.status == 303, text_of(done)
        self.engine.work()
        return self.request(done.header("Location"))

    def request(self, path=""):
        """Give the request that a path names, or the only one, as it stands."""
        found = [*self.app.stores.projections.concessions()]
        wanted = path.rpartition("/")[2].partition("?")[0]
        return next(one for one in found if wanted in ("", one.id))

    def mailed(self):
        """List the paths of the links in approvers' tasks, the newest last."""
        tasks = "".join(task["details"] for task in self.engine.tasks())
        return [found.removeprefix(ORIGIN) for found in _LINK.findall(tasks)]

    def opened(self, oid=LEAD, *roles, link=None, **over):
        """Have an approver sign in and open their link; give browser and page."""
        browser = self.sign_in(oid, *(roles or (L1,)), **over)
        return browser, browser.follow(link or self.mailed()[-1])

    def writes(self):
        """Give all that is stored, to tell whether a request changed anything."""
        return self.engine.tables.dump(), self.engine.blobs.dump()

    def decisions(self):
        """List what was decided, as the timeline has it."""
        kinds = {"ConcessionDecided", "GlassBroken"}
        return [e for e in self.engine.timeline() if e.type in kinds]


class Browser:
    """Keeps cookies, follows nothing by itself, and fills in forms as they come."""

    def __init__(self, counter, cookies):
        self._counter = counter
        self.cookies = dict(cookies)

    def get(self, path, **headers):
        return self.send("GET", path, **headers)

    def post(self, path, fields, **headers):
        given = {
            "content-type": "application/x-www-form-urlencoded",
            "origin": ORIGIN,
            "sec-fetch-site": "same-origin",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        given = {name: value for name, value in given.items() if value is not None}
        return self.send("POST", path, urlencode(fields).encode(), **given)

    def send(self, method, path, body=b"", **headers):
        given = {name.replace("_", "-").lower(): v for name, v in headers.items()}
        if self.cookies:
            given["cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        answer = self._counter.gateway.answer(
            Request(method=method, url=f"{ORIGIN}{path}", headers=given, body=body)
        )
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
                if "Max-Age=0;" in rest:
                    del self.cookies[key]
        return answer

    def follow(self, path):
        """Get a page as browsers do: through what redirects there."""
        answer = self.get(path)
        while answer.status == 303:
            answer = self.get(answer.header("Location"))
        return answer

    def decide(self, page, **fields):
        """Post the decision form of an approval's page."""
        return self.submit(page, DECIDE, **{**APPROVE, **fields})

    def submit(self, page, path, **fields):
        """Post a page's form with what it holds in hidden fields."""
        return self.post(path, {**hidden(page), **fields})


def hidden(page):
    """Give the hidden fields of a page's last form."""
    last = text_of(page).rpartition("<form")[2]
    return {name: unescape(value) for name, value in _HIDDEN.findall(last)}


def text_of(answer):
    """Give a page's source; the spaces that keep units with numbers are spaces."""
    return answer.body.decode().replace("\N{NO-BREAK SPACE}", " ")
