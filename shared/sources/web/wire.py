"""The one hole to the network: a request goes out, a whole reply comes in."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import httpx

from shared.sources.web.budget import Budget
from shared.sources.web.reply import SIZE_LIMIT, Reply

_CONNECT_SECONDS = 10.0
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Lost(Exception):
    """No whole reply came; `sent` is false when the request never left."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


class TooLarge(Lost):
    """A reply came and is larger than what is read: so it would be the next time."""


def http_client(
    timeout: float, transport: httpx.BaseTransport | None = None
) -> httpx.Client:
    """Make a client that follows no redirect and heeds no proxy of its environment."""
    return httpx.Client(
        transport=transport,
        timeout=httpx.Timeout(timeout, connect=min(timeout, _CONNECT_SECONDS)),
        headers={
            "User-Agent": "renewal-engine",
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
        },
        follow_redirects=False,
        trust_env=False,
    )


class Wire:
    """Sends one request within the budget, its deadline (seconds) and a size."""

    def __init__(
        self,
        http: httpx.Client,
        *,
        budget: Budget,
        clock: Callable[[], datetime],
        deadline: float,
        size_limit: int = SIZE_LIMIT,
    ) -> None:
        self._http = http
        self._budget = budget
        self._clock = clock
        self._deadline = timedelta(seconds=deadline)
        self._size_limit = size_limit

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        """Give the reply, whatever its status; Lost when there is none."""
        request = self._http.build_request(
            method, url, headers=headers, params=params or None, content=body
        )
        self._budget.acquire()
        started = self._clock()
        try:
            response = self._http.send(request, stream=True)
        except _UNSENT as error:
            raise Lost(_described(error), sent=False) from error
        except httpx.RequestError as error:
            raise Lost(_described(error), sent=True) from error
        return self._whole(response, started)

    def _whole(self, response: httpx.Response, started: datetime) -> Reply:
        """Read the body; httpx's timeout is per read and would let a drip go on."""
        received = bytearray()
        try:
            for chunk in response.iter_bytes():
                received += chunk
                if len(received) > self._size_limit:
                    message = f"more than {self._size_limit} bytes"
                    raise TooLarge(message, sent=True)
                if self._clock() - started > self._deadline:
                    message = f"not done in {self._deadline.total_seconds():g} s"
                    raise Lost(message, sent=True)
        except httpx.RequestError as error:
            raise Lost(_described(error), sent=True) from error
        finally:
            response.close()
        headers = {name.lower(): text for name, text in response.headers.items()}
        return Reply(response.status_code, headers, bytes(received))


def _described(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip()
