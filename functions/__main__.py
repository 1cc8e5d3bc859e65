"""Command line of the local host: python -m functions list|openapi|run NAME|serve."""

import argparse
import logging
import os
import signal
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from azure.core.exceptions import AzureError

from functions.localhost import (
    DrainReport,
    FunctionFailed,
    HostError,
    LocalHost,
    openapi,
)
from functions.localhost.index import load_app
from functions.localhost.listing import list_functions
from functions.localhost.server import tls_context
from functions.localhost.settings import read_settings

DEFAULT_PORT = 7071


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    options = _parser().parse_args(arguments)
    options.root = options.root.resolve()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    logging.getLogger("azure").setLevel(logging.WARNING)
    try:
        return int(options.command(_host(options.root), options))
    except (HostError, FunctionFailed, AzureError) as error:
        _say(f"error: {error}", sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions", description=__doc__)
    parser.add_argument(
        "--root", type=Path, default=Path.cwd(), help="the app's folder"
    )
    commands = parser.add_subparsers(required=True)
    listing = commands.add_parser("list", help="list the functions")
    listing.set_defaults(command=_list)
    described = commands.add_parser("openapi", help="print the OpenAPI document")
    described.set_defaults(command=_openapi)
    run = commands.add_parser("run", help="run a timer function once")
    run.add_argument("name")
    run.add_argument("--drain", action="store_true", help="then empty the queues")
    run.add_argument("--max-seconds", type=float, default=300.0)
    run.set_defaults(command=_run)
    serve = commands.add_parser("serve", help="serve HTTP, timers and queues")
    serve.add_argument("--port", type=int, default=DEFAULT_PORT)
    serve.add_argument(
        "--certificate", type=Path, help="PEM file; serves https with --key"
    )
    serve.add_argument("--key", type=Path, help="PEM file of the certificate's key")
    serve.set_defaults(command=_serve)
    return parser


def _host(root: Path) -> LocalHost:
    settings = read_settings(root)
    # Functions read the environment, as in Azure; the file only fills the gaps.
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    return LocalHost(load_app(root), settings, root=root)


def _list(host: LocalHost, _options: argparse.Namespace) -> int:
    prefix = host.options.route_prefix
    for line in list_functions(host.functions, host.settings, prefix):
        _say(line)
    return 0


def _openapi(host: LocalHost, _options: argparse.Namespace) -> int:
    sys.stdout.write(openapi.text(host.functions, host.options.route_prefix))
    return 0


def _run(host: LocalHost, options: argparse.Namespace) -> int:
    done = host.run(options.name)
    _say(f"{done.function} succeeded in {done.duration_ms} ms")
    if not options.drain:
        return 0
    report = host.drain(options.max_seconds)
    _say_report(report)
    return 0 if report.emptied and not report.poisoned.total() else 1


def _say_report(report: DrainReport) -> None:
    names = sorted({*report.succeeded, *report.failed, *report.poisoned})
    for name in names:
        _say(
            f"{name}: {report.succeeded[name]} succeeded, {report.failed[name]} failed,"
            f" {report.poisoned[name]} to poison"
        )
    for queue, count in sorted(report.remaining.items()):
        if count:
            _say(f"{queue}: {count} messages left")
    _say(f"{report.processed} messages in {report.seconds:.1f} s")


def _serve(host: LocalHost, options: argparse.Namespace) -> int:
    service = host.serve(options.port, _tls(options))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: service.ask_to_stop())
    _list(host, options)
    _say(f"listening on {service.url}; Ctrl+C stops")
    if not host.settings.get("LOCAL_FUNCTION_KEY"):
        _say(f"function key of this run: {host.key}")
    service.wait()
    if not service.stop():
        _say("stopped before some invocations had finished", sys.stderr)
        sys.stdout.flush()
        os._exit(1)  # A function that hangs would keep the process alive.
    return 0


def _tls(options: argparse.Namespace) -> ssl.SSLContext | None:
    if not (options.certificate or options.key):
        return None
    if not (options.certificate and options.key):
        raise HostError("--certificate and --key belong together")
    return tls_context(options.certificate, options.key)


def _say(text: str, stream: TextIO | None = None) -> None:
    print(text, file=stream or sys.stdout, flush=True)


if __name__ == "__main__":
    sys.exit(main())
