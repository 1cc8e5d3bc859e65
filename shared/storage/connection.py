"""What the three storage clients share: a counted transport and patience."""

from typing import Any
from urllib.parse import urlsplit

from azure.core.pipeline.transport import RequestsTransport

from shared.storage.meter import Meter, operation

# Six tries over about half a minute, inside the 30 minutes that a function has; a
# storage outage longer than that is the queue's and the next timer's to cure.
RETRIES: dict[str, Any] = {
    "retry_total": 6,
    "retry_connect": 4,
    "retry_read": 4,
    "retry_status": 6,
    "retry_backoff_factor": 0.5,
    "retry_backoff_max": 15,
}
_CONNECT_SECONDS = 10
_READ_SECONDS = 60
_HOSTS = 4
_CONNECTIONS = 32  # more than queue workers and parallel writes together


class MeteredTransport(RequestsTransport):  # type: ignore[misc]  # lazily exported
    """Counts every request that leaves, because retries and pages are billed too."""

    def __init__(self, service: str, meter: Meter) -> None:
        # No .netrc and proxy look-ups: they cost a tenth of the CPU of each request.
        super().__init__(
            connection_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            use_env_settings=False,
        )
        self._service = service
        self._meter = meter

    def open(self) -> None:
        """Open the session, with room for all of a process's workers."""
        fresh = self.session is None
        super().open()
        for adapter in self.session.adapters.values() if fresh else ():
            adapter.init_poolmanager(_HOSTS, _CONNECTIONS)

    def send(self, request: Any, **options: Any) -> Any:  # noqa: ANN401  # the SDK's
        """Send one request."""
        path = urlsplit(request.url).path
        self._meter.count(operation(self._service, request.method, path))
        return super().send(request, **options)


def options(service: str, meter: Meter) -> dict[str, Any]:
    """Give the keyword arguments for a client of one service."""
    return {"transport": MeteredTransport(service, meter), **RETRIES}
