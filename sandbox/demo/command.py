"""`python -m sandbox demo`: set up, run, report, stop what was started."""

import argparse
import signal
import time
from datetime import datetime
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

import httpx

from functions.localhost import FunctionFailed, HostError
from sandbox.azurite import AzuriteNotStarted
from sandbox.demo import basis, files, tenant
from sandbox.demo.basis import InUse, OtherBasis, Wanted
from sandbox.demo.deployment import LOG, alone, deployed, log_to, shown
from sandbox.demo.journey import DemoFailed
from sandbox.demo.progress import Display
from sandbox.demo.report import report
from sandbox.demo.run import run
from sandbox.demo.tenant import Ports
from sandbox.demo.vendor import VendorNotStarted

_NOT_BEGUN = (AzuriteNotStarted, InUse, OtherBasis, VendorNotStarted)
_NOT_FINISHED = (DemoFailed, FunctionFailed, HostError, httpx.HTTPError)


def demo(arguments: argparse.Namespace) -> int:
    """Run the demo; 0 when all of it was done."""
    signal.signal(signal.SIGTERM, _interrupt)
    display = Display()
    folder: Path = arguments.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with alone(folder):
            _demo(arguments, folder, display)
    except KeyboardInterrupt:
        display.say("stopped; the next run goes on from here")
        return 130
    except _NOT_BEGUN as error:
        display.say(f"error: {error}")
        return 1
    except _NOT_FINISHED as error:
        display.say(f"error: {error}; the engine's log: {shown(folder / LOG)}")
        return 1
    return 0


def _demo(arguments: argparse.Namespace, folder: Path, display: Display) -> None:
    started = time.monotonic()
    today = datetime.now(ZoneInfo(tenant.TIME_ZONE)).date()
    wanted = Wanted(
        seed=arguments.seed, contracts=arguments.contracts, tickets=arguments.tickets
    )
    found = basis.find_or_make(folder, wanted, today=today, fresh=arguments.fresh)
    log_to(folder / LOG)
    deadline = started + arguments.max_seconds
    ports = Ports(arguments.port, arguments.entra_port)
    with deployed(folder, found, display, deadline=deadline, ports=ports) as deployment:
        result = run(deployment, found, today=today, started=started)
    basis.save(folder, found.ran(today))
    page = report(result)
    written = files.write(folder, result, page)
    display.say(page)
    display.say("Written: " + ", ".join(map(shown, [*written, folder / LOG])))


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
