"""Reading the settings: once, from a mapping, all problems told at once, by name."""

from collections.abc import Callable, Mapping
from typing import TypeVar
from zoneinfo import ZoneInfoNotFoundError

from shared.domain.errors import InvalidInput
from shared.settings import google, values
from shared.settings.model import (
    LOCAL,
    PRODUCTION,
    EntraSettings,
    HaloSettings,
    HubSpotSettings,
    Settings,
    StorageSettings,
    WebhookSettings,
)

T = TypeVar("T")

_ADDRESSES = (
    "HALOPSA_BASE_URL",
    "HALOPSA_AUTH_URL",
    "HUBSPOT_BASE_URL",
    "PUBLIC_BASE_URL",
    "ENTRA_AUTHORITY",
)
_MICROSOFT = "https://login.microsoftonline.com"


def load(environ: Mapping[str, str]) -> Settings:
    """Read all settings; raises InvalidInput that names each missing or bad one."""
    read = _Reader(environ)
    environment = read.one("ENVIRONMENT", values.environment, PRODUCTION)
    settings = Settings(
        environment=environment,
        tenant_id=read.needed("TENANT_ID"),
        time_zone=read.one("TIME_ZONE", values.zone, "UTC"),
        currency=read.needed("CURRENCY", values.currency),
        public_base_url=read.one("PUBLIC_BASE_URL", values.address, ""),
        storage=_storage(read),
        halo=_halo(read),
        hubspot=_hubspot(read),
        webhook=_webhook(read),
        gmail=google.gmail(read, local=environment == LOCAL),
        entra=_entra(read),
        link_signing_keys=read.one("LINK_SIGNING_KEYS", values.signing_keys, ""),
    )
    if settings.link_signing_keys and not settings.public_base_url:
        read.problem("PUBLIC_BASE_URL is missing beside LINK_SIGNING_KEYS")
    if settings.entra.authority != _MICROSOFT and not settings.local:
        read.problem("ENTRA_AUTHORITY may be changed with ENVIRONMENT=local only")
    read.finish(local=settings.local)
    return settings


def _storage(read: "_Reader") -> StorageSettings:
    prefix = "AzureWebJobsStorage"
    found = StorageSettings(
        connection_string=read.one(prefix, str, ""),
        account_name=read.one(f"{prefix}__accountName", str, ""),
        client_id=read.one(f"{prefix}__clientId", str, ""),
    )
    if not (found.connection_string or found.account_name):
        read.problem(f"{prefix} (or {prefix}__accountName) is missing")
    return found


def _halo(read: "_Reader") -> HaloSettings:
    return HaloSettings(
        base_url=read.needed("HALOPSA_BASE_URL", values.address),
        auth_url=read.one("HALOPSA_AUTH_URL", values.address, ""),
        tenant=read.one("HALOPSA_TENANT", str, ""),
        client_id=read.needed("HALOPSA_CLIENT_ID"),
        client_secret=read.needed("HALOPSA_CLIENT_SECRET"),
        requests_per_5_minutes=read.one(
            "HALOPSA_REQUESTS_PER_5_MINUTES", values.count, 500
        ),
        field_map=read.one("HALOPSA_FIELD_MAP", values.field_map, {}),
        value_tables=read.one("HALOPSA_VALUE_TABLES", values.value_tables, {}),
        csat_scale=read.one("HALOPSA_CSAT_SCALE", values.scale, "4-1"),
        task_ticket_type=read.one("HALOPSA_TASK_TICKET_TYPE", str, ""),
        problem_ticket_type=read.one("HALOPSA_PROBLEM_TICKET_TYPE", values.digits, ""),
        closed_status=read.one("HALOPSA_CLOSED_STATUS", str, ""),
        history_months=read.one("HALOPSA_HISTORY_MONTHS", values.months, 25),
        include_contract=read.one("HALOPSA_INCLUDE_CONTRACT", values.flag, True),  # noqa: FBT003
        inventory=read.one("HALOPSA_INVENTORY", values.flag, False),  # noqa: FBT003
        contract_sites=read.one("HALOPSA_CONTRACT_SITES", values.flag, False),  # noqa: FBT003
        note_outcome=read.one("HALOPSA_NOTE_OUTCOME", str, ""),
        concession_ticket_type=read.one("HALOPSA_CONCESSION_TICKET_TYPE", str, ""),
        concession_fields=read.one(
            "HALOPSA_CONCESSION_FIELDS", values.concession_fields, {}
        ),
    )


def _hubspot(read: "_Reader") -> HubSpotSettings:
    found = HubSpotSettings(
        base_url=read.one(
            "HUBSPOT_BASE_URL", values.address, HubSpotSettings().base_url
        ),
        access_token=read.one("HUBSPOT_ACCESS_TOKEN", str, ""),
        setup_token=read.one("HUBSPOT_SETUP_TOKEN", str, ""),
        portal_id=read.one("HUBSPOT_PORTAL_ID", values.digits, ""),
    )
    if (found.access_token or found.setup_token) and not found.portal_id:
        read.problem("HUBSPOT_PORTAL_ID is missing beside the key")
    return found


def _entra(read: "_Reader") -> EntraSettings:
    found = EntraSettings(
        tenant_id=read.one("ENTRA_TENANT_ID", values.guid, ""),
        client_id=read.one("ENTRA_CLIENT_ID", values.guid, ""),
        client_secret=read.one("ENTRA_CLIENT_SECRET", str, ""),
        certificate=read.one("ENTRA_CLIENT_CERTIFICATE", str, ""),
        authority=read.one("ENTRA_AUTHORITY", values.address, _MICROSOFT),
    )
    needed = {
        "ENTRA_TENANT_ID": found.tenant_id,
        "ENTRA_CLIENT_ID": found.client_id,
        "ENTRA_CLIENT_SECRET (or ENTRA_CLIENT_CERTIFICATE)": (
            found.client_secret or found.certificate
        ),
    }
    missing = [name for name, value in needed.items() if not value]
    if missing and len(missing) < len(needed):
        read.problem(f"{', '.join(missing)} is missing beside the others of ENTRA_")
    return found


def _webhook(read: "_Reader") -> WebhookSettings:
    found = WebhookSettings(
        user=read.one("HALOPSA_WEBHOOK_USER", str, ""),
        secrets=read.one("HALOPSA_WEBHOOK_SECRETS", values.listed, ()),
        path=read.one("HALOPSA_WEBHOOK_PATH", str, ""),
    )
    if bool(found.user) != bool(found.secrets):
        missing = "SECRETS" if found.user else "USER"
        read.problem(f"HALOPSA_WEBHOOK_{missing} is missing beside the other one")
    return found


class _Reader:
    """Reads one setting after another and gathers what is wrong."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._problems: list[str] = []

    def needed(self, name: str, read: Callable[[str], str] = str) -> str:
        if not self._text(name):
            self.problem(f"{name} is missing")
            return ""
        return self.one(name, read, "")

    def one(self, name: str, read: Callable[[str], T], otherwise: T) -> T:
        text = self._text(name)
        try:
            return read(text) if text else otherwise
        except (ValueError, ZoneInfoNotFoundError, OSError) as error:
            # A zone that is a folder of zones ("Europe") is an OSError.
            self.problem(f"{name} is malformed: {error}")
            return otherwise

    def problem(self, text: str) -> None:
        self._problems.append(text)

    def finish(self, *, local: bool) -> None:
        for name in _ADDRESSES if not local else ():
            for what in values.only_local(self._text(name)):
                self.problem(f"{name} is {what}, which only local may use")
        if self._problems:
            raise InvalidInput("settings: " + "; ".join(self._problems))

    def _text(self, name: str) -> str:
        return self._environ.get(name, "").strip()
