"""`python -m sandbox vendors`: two stand-ins on ports, until they are told to stop."""

import argparse
import json
import signal
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from sandbox.halopsa import HaloPsa, Options
from sandbox.hubspot import HubSpot
from sandbox.hubspot.people import fill
from sandbox.incidents import incident_portfolio
from sandbox.portfolio import Portfolio, Quirks, generate
from sandbox.server import Listener, Server


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's options."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 = any free port")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--contracts", type=int, default=300)
    parser.add_argument("--tickets", type=int, default=60_000)
    parser.add_argument("--as-of", type=date.fromisoformat, help="default: today")
    parser.add_argument("--incidents", type=Path, help="the real log: file or folder")
    parser.add_argument("--client-id", default=Options.client_id)
    parser.add_argument("--client-secret", default=Options.client_secret)
    parser.add_argument("--tenant", default=Options.tenant)
    parser.add_argument("--options", type=json.loads, default={}, metavar="JSON")
    parser.add_argument("--quirks", type=json.loads, default={}, metavar="JSON")
    parser.add_argument("--max-seconds", type=float, default=7200)


def serve(arguments: argparse.Namespace) -> int:
    """Print the addresses as one line of JSON, then serve until a signal or limit."""
    msp = portfolio_of(arguments)
    halo, hub = HaloPsa(msp, options_of(arguments)), HubSpot()
    fill(hub, msp, arguments.seed)
    stopped = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: stopped.set())
    with (
        Server(halo, arguments.host, arguments.port) as server,
        Listener(hub, arguments.host) as portal,
    ):
        addresses = {**server.addresses, "hubspot": portal.url}
        sys.stdout.write(json.dumps(addresses) + "\n")
        sys.stdout.flush()
        stopped.wait(arguments.max_seconds)
    return 0


def portfolio_of(arguments: argparse.Namespace) -> Portfolio:
    """Return what to serve: the real log, or a generated MSP."""
    if arguments.incidents:
        return incident_portfolio(arguments.incidents, arguments.seed)
    return generate(
        arguments.seed,
        arguments.contracts,
        arguments.tickets,
        arguments.as_of or datetime.now(UTC).date(),
        Quirks(**arguments.quirks),
    )


def options_of(arguments: argparse.Namespace) -> Options:
    """Return the stand-in's options from the command line."""
    named = Options(
        client_id=arguments.client_id,
        client_secret=arguments.client_secret,
        tenant=arguments.tenant,
        seed=arguments.seed,
    )
    given = dict(arguments.options)
    if "forbidden" in given:
        given["forbidden"] = tuple(
            (name, status) for name, status in given["forbidden"]
        )
    return replace(named, **given)
