"""`python -m sandbox demo`: set up, run, report, stop what was started."""

import argparse
import fcntl
import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

import httpx

from functions.localhost import FunctionFailed, HostError
from sandbox.azurite import AzuriteNotStarted, running_azurite
from sandbox.demo import basis, files, tenant
from sandbox.demo.basis import Basis, InUse, OtherBasis, Wanted
from sandbox.demo.journey import DemoFailed
from sandbox.demo.progress import Display
from sandbox.demo.report import report
from sandbox.demo.run import Deployment, run
from sandbox.demo.vendor import VendorNotStarted, running_vendor

_LOG = "engine.log"
_NOT_BEGUN = (AzuriteNotStarted, InUse, OtherBasis, VendorNotStarted)
_NOT_FINISHED = (DemoFailed, FunctionFailed, HostError, httpx.HTTPError)


def demo(arguments: argparse.Namespace) -> int:
    """Run the demo; 0 when all of it was done."""
    signal.signal(signal.SIGTERM, _interrupt)
    display = Display()
    folder: Path = arguments.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _alone(folder):
            _demo(arguments, folder, display)
    except KeyboardInterrupt:
        display.say("stopped; the next run goes on from here")
        return 130
    except _NOT_BEGUN as error:
        display.say(f"error: {error}")
        return 1
    except _NOT_FINISHED as error:
        display.say(f"error: {error}; the engine's log: {_shown(folder / _LOG)}")
        return 1
    return 0


def _demo(arguments: argparse.Namespace, folder: Path, display: Display) -> None:
    started = time.monotonic()
    today = datetime.now(ZoneInfo(tenant.TIME_ZONE)).date()
    wanted = Wanted(
        seed=arguments.seed, contracts=arguments.contracts, tickets=arguments.tickets
    )
    found = basis.find_or_make(folder, wanted, today=today, fresh=arguments.fresh)
    _log_to(folder / _LOG)
    deadline = started + arguments.max_seconds
    with _deployed(folder, found, display, deadline) as deployment:
        try:
            result = run(deployment, found, today=today, started=started)
        finally:
            deployment.vendor.keep_tasks()
            deployment.vendor.keep_portal()
    basis.save(folder, found.ran(today))
    page = report(result)
    written = files.write(folder, result, page)
    display.say(page)
    display.say("Written: " + ", ".join(map(_shown, [*written, folder / _LOG])))


@contextmanager
def _deployed(
    folder: Path, found: Basis, display: Display, deadline: float
) -> Iterator[Deployment]:
    """Start storage and the stand-in, and stop both at the end."""
    with ExitStack() as stack:
        with display.step("Start storage and stand-ins") as step:
            place = folder / "azurite"
            place.mkdir(exist_ok=True)
            storage = stack.enter_context(running_azurite(place, shielded=True))
            left = deadline - time.monotonic()
            vendor = stack.enter_context(
                running_vendor(found, folder / "halopsa.json", max_seconds=left)
            )
            step.done(f"{found.contracts:,} contracts, {found.tickets:,} tickets")
        settings = tenant.settings(vendor.addresses, storage)
        os.environ.update(settings)
        yield Deployment(vendor, settings, display, deadline)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one demo at a time work in a folder: storage would not survive two."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = f"another demo is at work in {folder}"
            raise InUse(message) from error
        yield


def _log_to(path: Path) -> None:
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for chatty in ("azure", "httpx", "httpcore", "urllib3"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
