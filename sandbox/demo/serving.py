"""`python -m sandbox serve`: all of it runs on a demo's data until it is stopped."""

import argparse
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

import function_app
from functions.localhost import HostError, LocalHost
from functions.localhost.server import tls_context
from sandbox.azurite import AzuriteNotStarted
from sandbox.certificates import CertificateFiles, certificate_files
from sandbox.demo import basis, guide
from sandbox.demo.basis import Basis, InUse, NeverRun
from sandbox.demo.deployment import LOG, Deployment, alone, deployed, log_to, shown
from sandbox.demo.guide import Place
from sandbox.demo.progress import Display
from sandbox.demo.tenant import Ports
from sandbox.demo.vendor import VendorNotStarted
from sandbox.entra import Entra, Options, Server
from shared import bootstrap

# HaloPSA has to outlast the rest, or its tickets could not be kept.
_STOPPING_SECONDS = 120
_LEASE_SECONDS = 60.0
_FAILURES = (
    *(AzuriteNotStarted, HostError, InUse, NeverRun, VendorNotStarted),
    *(OSError, httpx.HTTPError),
)


def serve(arguments: argparse.Namespace) -> int:
    """Serve until a signal or the time is up; 0 when all of it was stopped in order."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    display = Display()
    folder: Path = arguments.folder.resolve()
    ports = Ports(arguments.port, arguments.entra_port)
    try:
        found = basis.find(folder)
        with alone(folder):
            log_to(folder / LOG)
            with _running(folder, found, display, arguments.max_seconds, ports):
                stopped.wait(arguments.max_seconds)
                display.say("stopping; what was decided is kept")
    except _FAILURES as error:
        display.say(f"error: {error}")
        return 1
    return 0


@contextmanager
def _running(
    folder: Path, found: Basis, display: Display, seconds: float, ports: Ports
) -> Iterator[None]:
    """Start everything, say what can be done with it, and stop it in turn."""
    deadline = time.monotonic() + seconds + _STOPPING_SECONDS
    with ExitStack() as stack:
        deployment = stack.enter_context(
            deployed(folder, found, display, deadline=deadline, ports=ports)
        )
        with display.step("Start sign-in and the engine") as step:
            files = certificate_files(folder / "tls")
            _serve_people(stack, deployment, files, ports)
            step.done(f"{ports.origin} and {ports.authority}")
        app = bootstrap.build(bootstrap.settings())
        tickets = f"{deployment.vendor.addresses['admin']}/tickets"
        place = Place(ports.origin, tickets, shown(files.authority))
        display.say(guide.text(app, place))
        yield


def _serve_people(
    stack: ExitStack, deployment: Deployment, files: CertificateFiles, ports: Ports
) -> None:
    # The engine reads the sign-in service's keys, and has to trust its certificate.
    os.environ["SSL_CERT_FILE"] = str(files.authority)
    callback = f"{ports.origin}/api/signin/callback"
    entra = Entra(Options(redirect_uris=(callback,)))
    stack.enter_context(Server(entra, files, port=ports.entra))
    host = LocalHost(
        function_app.app, deployment.settings, lease_seconds=_LEASE_SECONDS
    )
    tls = tls_context(files.certificate, files.key)
    stack.enter_context(host.serve(ports.engine, tls))
