"""A caller of the stand-in without sockets."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from sandbox.halopsa import HaloPsa, Options, Request
from sandbox.portfolio import Quirks, generate

AS_OF = date(2026, 10, 5)
NOW = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"
PLAIN = Quirks(
    mixed_dates=False, sentinel_dates=False, float_ids=False, omit_nulls=False
)


def a_portfolio(contracts=12, tickets=900, seed=7, **quirks):
    return generate(seed, contracts, tickets, AS_OF, Quirks(**quirks))


def a_caller(portfolio, *, sleep=None, **options):
    given = {"clock": lambda: NOW, **options}
    return Caller(HaloPsa(portfolio, Options(**given), sleep=sleep or (lambda _: None)))


class Caller:
    def __init__(self, halo):
        self.halo = halo
        self.instance = halo.instance
        signed_in = self.sign_in(tenant=self.instance.options.tenant)
        self.token = signed_in.json()["access_token"]

    def sign_in(self, *, tenant=None, content_type=FORM, **form):
        options = self.instance.options
        body = {
            "grant_type": "client_credentials",
            "client_id": options.client_id,
            "client_secret": options.client_secret,
            "scope": "all",
            **form,
        }
        return self.halo.handle(
            Request(
                "POST",
                "/auth/token",
                {"tenant": tenant} if tenant else {},
                {"Content-Type": content_type},
                urlencode(body).encode(),
            )
        )

    def call(self, method, path, query=(), body=b"", content_type="application/json"):
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": content_type,
        }
        return self.halo.handle(Request(method, path, query, headers, body))

    def get(self, path, **query):
        texts = {name: str(value) for name, value in query.items()}
        return self.call("GET", f"/api{path}", texts)

    def rows(self, path, **query):
        payload = self.get(path, **query).json()
        if isinstance(payload, list):
            return payload
        return next(
            v for k, v in payload.items() if isinstance(v, list) and k != "columns"
        )

    def ids(self, path, **query):
        return [row["id"] for row in self.rows(path, **query)]

    def page(self, path, number, size=50, **query):
        paging = {"pageinate": "true", "page_no": number, "page_size": size}
        return self.get(path, **paging, **query)

    def post(self, path, payload, content_type="application/json"):
        body = json.dumps(payload).encode()
        return self.call("POST", f"/api{path}", (), body, content_type)

    def admin(self, method, path, payload=None, **query):
        body = b"" if payload is None else json.dumps(payload).encode()
        return self.call(method, f"/sandbox{path}", query, body)

    def kept(self, resource):
        return list(self.instance.store[resource])

    def outcome_id(self):
        return self.kept("Outcome")[0]["id"]

    def with_quirks(self, **quirks):
        self.instance.quirks = replace(self.instance.quirks, **quirks)
        return self
