"""App settings: read once from a mapping, all problems told at once, by name."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.domain.errors import InvalidInput
from shared.domain.model import Model

T = TypeVar("T")

LOCAL = "local"
PRODUCTION = "production"
_CURRENCY_LENGTH = 3
# What a contract may tell in its custom fields (shared/workflow/intake.py).
_FIELDS = (
    *("start_date", "end_date", "renewal_mode", "notice_period"),
    *("notice_period_days", "owner", "mrr", "currency", "entitled_hours", "seats"),
)
_ADDRESSES = ("HALOPSA_BASE_URL", "HALOPSA_AUTH_URL", "PUBLIC_BASE_URL")


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
    closed_status: str = ""
    history_months: int = 25
    include_contract: bool = True


class WebhookSettings(Model):
    """Who may post hints; the newest secret comes first, older ones still count."""

    user: str = ""
    secrets: tuple[str, ...] = ()
    path: str = ""


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
    webhook: WebhookSettings

    @property
    def local(self) -> bool:
        """Whether plain http and loopback hosts are accepted."""
        return self.environment == LOCAL


def load(environ: Mapping[str, str]) -> Settings:
    """Read all settings; raises InvalidInput that names each missing or bad one."""
    read = _Reader(environ)
    settings = Settings(
        environment=read.one("ENVIRONMENT", _environment, PRODUCTION),
        tenant_id=read.needed("TENANT_ID"),
        time_zone=read.one("TIME_ZONE", _zone, "UTC"),
        currency=read.needed("CURRENCY", _currency),
        public_base_url=read.one("PUBLIC_BASE_URL", _address, ""),
        storage=_storage(read),
        halo=_halo(read),
        webhook=_webhook(read),
    )
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
        base_url=read.needed("HALOPSA_BASE_URL", _address),
        auth_url=read.one("HALOPSA_AUTH_URL", _address, ""),
        tenant=read.one("HALOPSA_TENANT", str, ""),
        client_id=read.needed("HALOPSA_CLIENT_ID"),
        client_secret=read.needed("HALOPSA_CLIENT_SECRET"),
        requests_per_5_minutes=read.one("HALOPSA_REQUESTS_PER_5_MINUTES", _count, 500),
        field_map=read.one("HALOPSA_FIELD_MAP", _field_map, {}),
        value_tables=read.one("HALOPSA_VALUE_TABLES", _value_tables, {}),
        csat_scale=read.one("HALOPSA_CSAT_SCALE", _scale, "4-1"),
        task_ticket_type=read.one("HALOPSA_TASK_TICKET_TYPE", str, ""),
        closed_status=read.one("HALOPSA_CLOSED_STATUS", str, ""),
        history_months=read.one("HALOPSA_HISTORY_MONTHS", _months, 25),
        include_contract=read.one("HALOPSA_INCLUDE_CONTRACT", _flag, True),  # noqa: FBT003
    )


def _webhook(read: "_Reader") -> WebhookSettings:
    found = WebhookSettings(
        user=read.one("HALOPSA_WEBHOOK_USER", str, ""),
        secrets=read.one("HALOPSA_WEBHOOK_SECRETS", _listed, ()),
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
            for what in _only_local(self._text(name)):
                self.problem(f"{name} is {what}, which only local may use")
        if self._problems:
            raise InvalidInput("settings: " + "; ".join(self._problems))

    def _text(self, name: str) -> str:
        return self._environ.get(name, "").strip()


def _environment(text: str) -> str:
    if text not in {LOCAL, PRODUCTION}:
        message = f"{text!r} is neither {LOCAL} nor {PRODUCTION}"
        raise ValueError(message)
    return text


def _zone(text: str) -> str:
    return ZoneInfo(text).key


def _currency(text: str) -> str:
    if len(text) != _CURRENCY_LENGTH or not (text.isalpha() and text.isascii()):
        message = f"{text!r} is not an ISO 4217 code"
        raise ValueError(message)
    return text.upper()


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        message = f"{text!r} is not a plain https address"
        raise ValueError(message)
    return text.rstrip("/")


def _only_local(address: str) -> Iterator[str]:
    """Say what of an address only a developer's machine may have."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return  # told as malformed
    if parts.scheme == "http":
        yield "plain http"
    if _is_loopback(host):
        yield "this machine"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _months(text: str) -> int:
    number = _count(text)
    if not number:
        message = "at least one month is needed"
        raise ValueError(message)
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        message = f"{text} is negative"
        raise ValueError(message)
    return number


def _flag(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        message = f"{text!r} is neither true nor false"
        raise ValueError(message)
    return text.lower() == "true"


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _scale(text: str) -> str:
    worst, _, best = text.partition("-")
    if not (worst.isdigit() and best.isdigit() and worst != best):
        message = f"{text!r} is not worst-best, as in 4-1 or 1-5"
        raise ValueError(message)
    return text


def _object(text: str) -> dict[str, object]:
    content = json.loads(text)
    if not isinstance(content, dict):
        message = "it is not a JSON object"
        raise ValueError(message)  # noqa: TRY004 - reported like all bad values
    return content


def _field_map(text: str) -> dict[str, str]:
    found = {name: str(field) for name, field in _object(text).items()}
    _check_fields(found)
    return found


def _check_fields(names: Iterable[str]) -> None:
    unknown = sorted(set(names) - set(_FIELDS))
    if unknown:
        message = f"{', '.join(unknown)} is not among {', '.join(_FIELDS)}"
        raise ValueError(message)


def _value_tables(text: str) -> dict[str, dict[str, str]]:
    tables = {}
    content = _object(text)
    _check_fields(content)
    for name, table in content.items():
        if not isinstance(table, dict):
            message = f"the table of {name} is not a JSON object"
            raise ValueError(message)  # noqa: TRY004 - reported like all bad values
        tables[name] = {str(key): str(value) for key, value in table.items()}
    return tables
