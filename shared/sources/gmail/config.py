"""What the client is told about the Workspace."""

from dataclasses import dataclass

GMAIL = "https://gmail.googleapis.com"
TOKEN = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address, no secret
IAM = "https://iamcredentials.googleapis.com"
# https://developers.google.com/workspace/gmail/api/auth/scopes
READ = "https://www.googleapis.com/auth/gmail.readonly"
COMPOSE = "https://www.googleapis.com/auth/gmail.compose"
SEND = "https://www.googleapis.com/auth/gmail.send"
UNITS_PER_MINUTE = 4500  # of 6,000 that a user, or all of them together, may spend


@dataclass(frozen=True, slots=True)
class GmailConfig:
    """Mailboxes that may be read, the one that sends, and where Google answers.

    The delegated key could open any mailbox of the domain: only these are asked for.
    `timeout` is seconds for one request as a whole.
    """

    account: str
    mailboxes: tuple[str, ...]
    sender: str = ""
    topic: str = ""
    base_url: str = GMAIL
    token_url: str = TOKEN
    iam_url: str = IAM
    timeout: float = 30.0
