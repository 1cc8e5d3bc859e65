"""All that serves people in a browser, as one argument of the pages."""

from dataclasses import dataclass

from shared.identity.approval_links import SignedLinks
from shared.identity.attempts import Attempts
from shared.identity.entra import EntraSignIn
from shared.identity.tokens import EntraTokens
from shared.ports import App
from shared.storage.sign_ins import TableSignIns


@dataclass(frozen=True)
class FrontDesk:
    """The engine with sign-in, links and sessions; `origin` is like https://host."""

    app: App
    origin: str
    sign_ins: TableSignIns
    entra: EntraSignIn
    tokens: EntraTokens
    links: SignedLinks
    attempts: Attempts
