"""The Entra ID stand-in: one tenant, real RS256 tokens, over TLS when served.

In a test::

    files = certificate_files(folder)              # sandbox.certificates
    entra = Entra(Options(redirect_uris=("https://127.0.0.1:7443/signin",)))
    with Server(entra, files) as server:           # sets the issuer's address
        session = requests.Session()
        session.verify = str(files.authority)
        session.trust_env = False                  # else REQUESTS_CA_BUNDLE would win
        app = msal.ConfidentialClientApplication(
            CLIENT,
            client_credential="sandbox-secret",
            authority=entra.authority,             # https://127.0.0.1:PORT/TENANT
            instance_discovery=False,
            http_client=session,
        )
        flow = app.initiate_auth_code_flow([], redirect_uri=..., response_mode="query")
        callback = entra.sign_in(flow["auth_uri"], "ben@msp.example")

- `Entra.handle(Request) -> Response` is the whole service without a socket.
- `Entra.sign_in(address, username) -> callback address`, with `Browser(entra.handle)`
  for sessions, cancelling and forms. People are told in `people.py`.
- `Entra.directory`: `add_role`, `remove_role`, `disable`, `enable`, `rename`.
- `Entra.keys`: `roll(overlap=True|False)`, `retire()`, `current`, `published`.
- `Entra.faults`: `add(name, count=0)`, `clear()`; the names are those of
  `FORGERIES` (the next tokens) and `TROUBLES` (times and addresses).
- `Entra.clock`: `set(aware)`, `advance(seconds)`, `release()`.
- `Entra.mint(claims, header=..., key=...)` signs anything; `id_claims(username)`,
  `access_claims(username)` and `app_claims(client_id)` are valid claims to start from.
- `Entra.served` lists the requests, such as "GET /TENANT/discovery/v2.0/keys".

`python -m sandbox.entra` serves it to other processes, with the admin routes of
`admin.py`. Only `response_mode=query` and single-tenant addresses are served.
"""

from sandbox.entra.app import Entra
from sandbox.entra.browser import Browser
from sandbox.entra.faults import TROUBLES
from sandbox.entra.forgeries import FORGERIES
from sandbox.entra.keys import strange_key
from sandbox.entra.options import CLIENT, DAEMON, TENANT, Application, Options
from sandbox.entra.people import USERS, User
from sandbox.entra.server import Server
from sandbox.halopsa.messages import Request, Response

__all__ = [
    "CLIENT",
    "DAEMON",
    "FORGERIES",
    "TENANT",
    "TROUBLES",
    "USERS",
    "Application",
    "Browser",
    "Entra",
    "Options",
    "Request",
    "Response",
    "Server",
    "User",
    "strange_key",
]
