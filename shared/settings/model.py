"""What the engine is told by its environment."""

from shared.domain.model import Model

LOCAL = "local"
PRODUCTION = "production"


class HaloSettings(Model):
    """How HaloPSA is reached and read; `field_map` is ours → its field's id or name."""

    base_url: str
    auth_url: str = ""
    tenant: str = ""
    client_id: str
    client_secret: str
    requests_per_5_minutes: int = 500
    field_map: dict[str, str] = {}
    value_tables: dict[str, dict[str, str]] = {}
    csat_scale: str = "4-1"
    task_ticket_type: str = ""
    problem_ticket_type: str = ""
    closed_status: str = ""
    history_months: int = 25
    include_contract: bool = True
    inventory: bool = False
    contract_sites: bool = False
    note_outcome: str = ""
    concession_ticket_type: str = ""
    concession_fields: dict[str, str] = {}


class EntraSettings(Model):
    """The app registration that people sign in with; nobody can while it is empty.

    Of `client_secret` and `certificate` (a PEM with key and certificate) one is used.
    """

    tenant_id: str = ""
    client_id: str = ""
    client_secret: str = ""
    certificate: str = ""
    authority: str = "https://login.microsoftonline.com"

    @property
    def given(self) -> bool:
        """Whether sign-in is set up."""
        return bool(self.tenant_id)


class HubSpotSettings(Model):
    """How HubSpot is reached; without an access token it is left alone."""

    base_url: str = "https://api.hubapi.com"
    access_token: str = ""
    setup_token: str = ""
    portal_id: str = ""


class WebhookSettings(Model):
    """Who may post hints; the newest secret comes first, older ones still count."""

    user: str = ""
    secrets: tuple[str, ...] = ()
    path: str = ""


class PushSettings(Model):
    """Whose notifications are believed: audience, sender and subscription as set up."""

    audience: str = ""
    service_account: str = ""
    subscription: str = ""
    certs_url: str


class GmailSettings(Model):
    """The Workspace: whose mail is read, who sends, and how Google knows us.

    `key` is the service account's key file; without one Google signs for `signer`.
    """

    mailboxes: tuple[str, ...] = ()
    sender: str = ""
    key: dict[str, str] = {}
    signer: str = ""
    topic: str = ""
    token_url: str
    base_url: str
    push: PushSettings

    @property
    def on(self) -> bool:
        """Whether there is any mailbox to read or to send from."""
        return bool(self.mailboxes or self.sender)

    @property
    def account(self) -> str:
        """The service account's address."""
        return self.signer or self.key.get("client_email", "")


class StorageSettings(Model):
    """The storage account: a connection string, or a name for the app's identity."""

    connection_string: str = ""
    account_name: str = ""
    client_id: str = ""


class Settings(Model):
    """Everything the engine is told by its environment."""

    environment: str
    tenant_id: str
    time_zone: str
    currency: str
    public_base_url: str = ""
    storage: StorageSettings
    halo: HaloSettings
    hubspot: HubSpotSettings
    webhook: WebhookSettings
    gmail: GmailSettings
    entra: EntraSettings = EntraSettings()
    link_signing_keys: str = ""

    @property
    def local(self) -> bool:
        """Whether plain http and loopback hosts are accepted."""
        return self.environment == LOCAL
