"""A scripted HaloPSA: answers by route, in order, and what it was asked."""

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

import httpx

from shared.sources.halopsa import HaloClient, HaloConfig

from .sandbox_transport import SteppedClock

SAMPLES = Path(__file__).parents[3] / "samples" / "halopsa"
NOW = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
BASE = "https://acme.halopsa.com/api"
TOKEN = {"access_token": "eyJ1", "expires_in": 3600, "scope": "all"}


def sample(name):
    return json.loads((SAMPLES / name).read_text())


def answer(payload, status=200, **headers):
    headers = {"content-type": "application/json; charset=utf-8", **headers}
    return httpx.Response(status, content=json.dumps(payload), headers=headers)


def recorded(name):
    """Answer with a sample as it stands in its file."""
    content = (SAMPLES / name).read_bytes()
    headers = {"content-type": "application/json; charset=utf-8"}
    return httpx.Response(200, content=content, headers=headers)


def empty(status, **headers):
    return httpx.Response(status, headers=headers)


def page(status, html="<html><body>Log in</body></html>"):
    return httpx.Response(status, html=html)


def described(found):
    """Name an answer in a test's id."""
    if isinstance(found, Exception):
        return repr(found)
    kind = found.headers.get("content-type", "untyped")
    return f"{found.status_code} {kind} {found.content[:24]}"


class Vendor:
    """Answers each route's requests in order; the last answer stays.

    An answer may be an exception, which is raised in place of a reply.
    """

    def __init__(self, **routes):
        self.answers = {"/auth/token": [answer(TOKEN)]}
        self.requests = []
        for name, answers in routes.items():
            self.on(f"/api/{name}", *answers)

    def on(self, path, *answers):
        self.answers[path] = list(answers)
        return self

    def __call__(self, request):
        self.requests.append(request)
        answers = self.answers.get(request.url.path, [empty(404)])
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(found, Exception):
            raise found
        # A response can be read once; each request gets its own.
        return httpx.Response(
            found.status_code, headers=found.headers, content=found.content
        )

    def asked(self, path):
        return [r for r in self.requests if r.url.path == path]

    def params(self, path):
        return [dict(r.url.params) for r in self.asked(path)]

    def bodies(self, path):
        return [json.loads(r.content) for r in self.asked(path) if r.content]

    def forms(self):
        return [
            {k: v[0] for k, v in parse_qs(r.content.decode()).items()}
            for r in self.asked("/auth/token")
        ]


def a_config(**over):
    values = {"base_url": BASE, "client_id": "id", "client_secret": "hush"}
    return HaloConfig(**{**values, "currency": "GBP", **over})


def a_client(vendor, *, clock=None, budget=None, **over):
    clock = clock or SteppedClock(NOW)
    return HaloClient(
        a_config(**over),
        clock=clock,
        sleep=clock.sleep,
        http=httpx.MockTransport(vendor),
        budget=budget,
    )
