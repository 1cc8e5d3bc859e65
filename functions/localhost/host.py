"""The local host: index and check an app, then run, drain or serve it."""

import os
import secrets
import ssl
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import azure.functions as func

from functions.localhost.drain import Drain, DrainReport
from functions.localhost.gateway import Gateway, Request, Response
from functions.localhost.hostfile import read_host_file
from functions.localhost.index import Function, index_app
from functions.localhost.invocation import Invocation, invoke_with_retries
from functions.localhost.mailbox import MailboxOf, StorageMailbox
from functions.localhost.monitor import BlobMonitor, Monitor
from functions.localhost.payloads import Occurrence, timer_request
from functions.localhost.problems import FunctionFailed, HostError
from functions.localhost.queues import LEASE_SECONDS, QueueListener
from functions.localhost.rules import check_functions, check_settings
from functions.localhost.schedule import parse_schedule
from functions.localhost.server import LoopbackServer
from functions.localhost.service import Service
from functions.localhost.settings import connection_string, resolve
from functions.localhost.timers import Timer, utc_now

_ROOT = Path(__file__).parents[2]
_STORAGE = "AzureWebJobsStorage"


class LocalHost:
    """Runs the triggers of one app; nothing starts before run, drain or serve."""

    def __init__(  # noqa: PLR0913  # the last three are for tests
        self,
        app: func.FunctionApp,
        settings: Mapping[str, str] | None = None,
        *,
        root: Path = _ROOT,
        mailbox_of: MailboxOf = StorageMailbox,
        monitor: Monitor | None = None,
        lease_seconds: float | None = None,
    ) -> None:
        self.settings = dict(os.environ if settings is None else settings)
        self.options = read_host_file(root / "host.json", self.settings)
        self.functions = index_app(app)
        check_functions(self.functions, self.settings)
        self.key = self.settings.get("LOCAL_FUNCTION_KEY") or secrets.token_urlsafe(24)
        self.gateway = Gateway(self._of("http"), self.options.route_prefix, self.key)
        self._mailbox_of = mailbox_of
        self._monitor = monitor
        # Ten minutes as in Azure; shorter where a killed run is to go on at once.
        self._lease_seconds = lease_seconds or float(
            self.settings.get("LOCAL_LEASE_SECONDS", LEASE_SECONDS)
        )

    def run(self, name: str) -> Invocation:
        """Run one timer function once, now; raise FunctionFailed when it fails."""
        function = self._timer_function(name)
        now = utc_now()
        done = invoke_with_retries(
            function,
            timer_request(Occurrence(updated_at=now), past_due=False),
            wait=Event().wait,
            details={"past_due": False},
        )
        if done.error is not None:
            raise FunctionFailed(name, done.error) from done.error
        return done

    def drain(
        self,
        max_seconds: float = 300.0,
        on_message: Callable[[Invocation], object] = lambda _done: None,
    ) -> DrainReport:
        """Process queue messages until no queue holds any, or the time is up.

        `on_message` is called in this thread after each message.
        """
        check_settings(self._of("queue"), self.settings)
        done: SimpleQueue[Invocation] = SimpleQueue()
        return Drain(self._listeners(done.put), done, on_message).run(max_seconds)

    def answer(self, request: Request) -> Response:
        """Answer one HTTP request without a socket."""
        return self.gateway.answer(request)

    def serve(self, port: int = 0, tls: ssl.SSLContext | None = None) -> Service:
        """Start HTTP on 127.0.0.1, the timers and the queues; stop() ends them."""
        check_settings(self.functions, self.settings)
        stopping = Event()
        timers = self._timers(stopping)
        listeners = self._listeners(lambda _done: None)
        return Service(
            LoopbackServer(port, self.gateway.answer, tls),
            timers=timers,
            listeners=listeners,
            stopping=stopping,
        )

    def _of(self, kind: str) -> Sequence[Function]:
        return [function for function in self.functions if function.kind == kind]

    def _timer_function(self, name: str) -> Function:
        timers = {function.name: function for function in self._of("timer")}
        if name in timers:
            return timers[name]
        known = ", ".join(sorted(timers)) or "none"
        raise HostError(f"{name} is not a timer function; there are: {known}")

    def _listeners(
        self, on_message: Callable[[Invocation], object]
    ) -> list[QueueListener]:
        return [self._listener(function, on_message) for function in self._of("queue")]

    def _listener(
        self, function: Function, on_message: Callable[[Invocation], object]
    ) -> QueueListener:
        name = resolve(str(function.trigger["queueName"]), self.settings)
        setting = str(function.trigger.get("connection") or _STORAGE)
        connection = connection_string(setting, self.settings)
        return QueueListener(
            function,
            self._mailbox_of(connection, name),
            self.options.queues,
            lease_seconds=self._lease_seconds,
            on_message=on_message,
        )

    def _timers(self, stopping: Event) -> list[Timer]:
        functions = self._of("timer")
        if not functions:
            return []
        monitor = self._monitor or BlobMonitor(
            connection_string(_STORAGE, self.settings)
        )
        return [
            Timer(
                function,
                parse_schedule(
                    resolve(str(function.trigger["schedule"]), self.settings)
                ),
                monitor,
                wait=stopping.wait,
            )
            for function in functions
        ]
