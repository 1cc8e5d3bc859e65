"""The real thing on loopback: functions over TLS, storage, HaloPSA and Entra ID."""

import base64
import json
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from uuid import uuid4

from sandbox.certificates import certificate_files
from sandbox.entra import CLIENT, TENANT, Entra, Options, Server
from sandbox.halopsa import HaloPsa
from sandbox.halopsa import Options as HaloOptions
from sandbox.server import Server as HaloServer
from shared import bootstrap
from shared.bootstrap.people import approval_links
from shared.domain.approval import Requester
from shared.domain.sync import SyncKind
from shared.identity.approval_links import SignedLinks
from shared.identity.link_keys import read_keys
from shared.services import ask_effects
from shared.services.concessions import account, read, request
from shared.services.sync import run
from shared.settings import load
from tests.builders import a_playbook
from tests.shared.services import upstream
from tests.shared.services.engine import FIELDS, MODES, ROLES

ROOT = Path(__file__).parents[2]
ADA, BEN, CHLOE = "ada@msp.example", "ben@msp.example", "chloe@msp.example"
CONTRACTS = range(301, 325)
_WAIT_SECONDS = 60
_KEY = "k1:" + base64.b64encode(os.urandom(32)).decode()
_LINK = re.compile(r"https://[^\s<\"]+rnwl1_[A-Za-z0-9._-]+")


class Site:
    """Everything that a person's browser meets; `with` starts and stops it."""

    def __init__(self, storage, folder):
        self._storage = storage
        self._folder = folder
        self._stack = ExitStack()
        self._contracts = iter(CONTRACTS)
        self.origin = f"https://127.0.0.1:{_free_port()}"
        self.oids = {}

    def __enter__(self):
        files = certificate_files(self._folder / "tls")
        callback = f"{self.origin}/api/signin/callback"
        self.entra = Entra(Options(redirect_uris=(callback,)))
        entra = self._stack.enter_context(Server(self.entra, files))
        self.halo = HaloPsa(_portfolio(), HaloOptions())
        vendor = self._stack.enter_context(HaloServer(self.halo))
        self.oids = {user.username: user.oid for user in self.entra.directory}
        self.settings = _settings(self._storage, vendor.addresses, entra.url) | {
            "PUBLIC_BASE_URL": self.origin,
            "SSL_CERT_FILE": str(files.authority),
        }
        self.app = bootstrap.build(load(self.settings))
        self.app.stores.settings.save_playbook(self._playbook())
        self._stack.callback(_stop, self._serve(files))
        run.plan(self.app, SyncKind.CHANGES)
        wait_for(lambda: not self.app.stores.cursor.load()[0].active)
        return self

    def __exit__(self, *error):
        self._stack.close()

    def ask(self, *, thin=False, days=4, **over):
        """Ask for a concession about a contract of its own; give the request.

        A thin one leaves so little margin that two have to agree.
        """
        contract_id = str(next(self._contracts))
        today = self.app.today()
        texts = {
            "kind": "discount",
            "discount_percent": "15" if thin else "5",
            "term_months": "12",
            "effective_date": (today + timedelta(days=130)).isoformat(),
            "reason_code": "competitor",
            "reason": "A rival offers less.",
            "give_back": "a reference",
            "give_back_value": "0",
            "expires_on": (today + timedelta(days=days)).isoformat(),
            **over,
        }
        found = account.of_contract(self.app, contract_id)
        by = Requester(tid=TENANT, oid=self.oids[ADA], name="Ada Moreau", agent_id="5")
        entry = request.Entry(by=by, origin="form", request_id=uuid4().hex[:16])
        wanted = read.read(texts, found.basis.currency)
        return request.ask(self.app, contract_id, wanted, entry=entry)

    def mailed(self, asked, count=1):
        """Wait for the links in a request's tasks; the newest come last."""
        ask_effects.relay(self.app)
        found = wait_for(lambda: self._links(asked, count))
        assert len(found) >= count
        return found

    def _links(self, asked, count):
        tasks = [
            row["details"]
            for row in list(self.halo.instance.store["Tickets"])
            if row["client_id"] == int(asked.customer_id) and "[rnwl-" in row["summary"]
        ]
        found = [unescape(link) for text in tasks for link in _LINK.findall(text)]
        return found if len(found) >= count else []

    def assignee(self, link):
        """Tell whose link it is, by the name that they sign in with."""
        links = approval_links(load(self.settings))
        oid = links.read(link.rpartition("/")[2]).sub
        return next(name for name, known in self.oids.items() if known == oid)

    def old_link(self, asked):
        """Make a link as it was mailed 73 hours ago."""
        links = SignedLinks(
            read_keys(_KEY),
            environment="local",
            base_url=self.origin,
            tenant_id=TENANT,
            new_id=lambda: uuid4().hex,
            now=lambda: datetime.now(UTC) - timedelta(hours=73),
        )
        return links.link(asked, asked.asks[0])

    def now(self, asked):
        """Give a request as it stands."""
        found = self.app.stores.projections.concessions()
        return next(one for one in found if one.id == asked.id)

    def decisions(self, asked):
        """List what was decided about a request, as the timeline has it."""
        events = self.app.stores.timeline.load(asked.customer_id, asked.contract_id)
        return [event for event in events if event.type == "ConcessionDecided"]

    def _serve(self, files):
        port = self.origin.rpartition(":")[2]
        command = [
            *(sys.executable, "-m", "functions", "serve", "--port", port),
            *("--certificate", str(files.certificate), "--key", str(files.key)),
        ]
        kept = ("PATH", "HOME", "TMPDIR")
        environment = {k: v for k, v in os.environ.items() if k in kept}
        with (self._folder / "log").open("wb") as log:
            process = subprocess.Popen(
                command,
                env=environment | self.settings,
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert process.stdout
        for line in process.stdout:
            if line.startswith("listening on "):
                return process
        raise AssertionError((self._folder / "log").read_text())

    def _playbook(self):
        levels = [
            {
                "name": name,
                "role": f"Renewals.Approver.{name}",
                "max_depth": depth,
                "max_amount": amount,
                "max_amount_30_days": 100 * amount,
                "max_term_months": 60,
            }
            for name, depth, amount in (("L1", "0.20", 6000), ("L2", "0.30", 20000))
        ]
        colleagues = [
            {"oid": self.oids[ADA], "name": "Ada Moreau", "agent": "5"},
            {"oid": self.oids[BEN], "name": "Ben Okafor", "agent": "7", "level": "L1"},
            {
                "oid": self.oids[CHLOE],
                "name": "Chloe Lindqvist",
                "agent": "8",
                "level": "L2",
            },
        ]
        approvals = {
            "levels": levels,
            "colleagues": colleagues,
            "margin_floor": "0.77",
        }
        return a_playbook(default_mode="pilot", roles=ROLES, approvals=approvals)


def wait_for(condition):
    """Wait for what another process does; what it gives may be empty at the end."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def _settings(storage, halo, authority):
    return {
        "ENVIRONMENT": "local",
        "TENANT_ID": "acme",
        "TIME_ZONE": "Europe/London",
        "CURRENCY": "GBP",
        "AzureWebJobsStorage": storage,
        "HALOPSA_BASE_URL": halo["api"],
        "HALOPSA_AUTH_URL": halo["auth"],
        "HALOPSA_TENANT": HaloOptions.tenant,
        "HALOPSA_CLIENT_ID": HaloOptions.client_id,
        "HALOPSA_CLIENT_SECRET": HaloOptions.client_secret,
        "HALOPSA_REQUESTS_PER_5_MINUTES": "0",
        "HALOPSA_FIELD_MAP": json.dumps(FIELDS),
        "HALOPSA_VALUE_TABLES": json.dumps({"renewal_mode": MODES}),
        "ENTRA_TENANT_ID": TENANT,
        "ENTRA_CLIENT_ID": CLIENT,
        "ENTRA_CLIENT_SECRET": "sandbox-secret",
        "ENTRA_AUTHORITY": authority,
        "LINK_SIGNING_KEYS": _KEY,
    }


def _portfolio():
    today = datetime.now(UTC).date()
    end = f"{today + timedelta(days=129)}T00:00:00"
    opened = [today - timedelta(days=days) for days in (10, 40, 70)]
    numbers = {contract: contract - 289 for contract in CONTRACTS}
    return upstream.tenant(
        clients=[upstream.client(number) for number in numbers.values()],
        contracts=[
            upstream.contract(contract, number, end_date=end)
            for contract, number in numbers.items()
        ],
        bills=[upstream.bill(contract, number) for contract, number in numbers.items()],
        tickets=[
            upstream.ticket(4000 + 10 * number + place, number, opened=str(day))
            for number in numbers.values()
            for place, day in enumerate(opened)
        ],
    )


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _stop(process):
    process.terminate()
    process.communicate(timeout=_WAIT_SECONDS)
