"""What the demo runs on: storage, HaloPSA, the settings, and a folder to itself."""

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.azurite import running_azurite
from sandbox.demo import link_key, tenant
from sandbox.demo.basis import Basis, InUse
from sandbox.demo.mail import Workspace, running_gmail
from sandbox.demo.progress import Display
from sandbox.demo.tenant import Ports
from sandbox.demo.vendor import Vendor, running_vendor

LOG = "engine.log"


@dataclass(frozen=True)
class Deployment:
    """Storage, HaloPSA and Gmail are up, and the settings are in the environment."""

    vendor: Vendor
    workspace: Workspace
    settings: dict[str, str]
    display: Display
    deadline: float  # of time.monotonic()


@contextmanager
def deployed(
    folder: Path, found: Basis, display: Display, *, deadline: float, ports: Ports
) -> Iterator[Deployment]:
    """Start storage and the stand-ins; at the end keep the tickets and stop all."""
    with ExitStack() as stack:
        with display.step("Start storage and stand-ins") as step:
            place = folder / "azurite"
            place.mkdir(exist_ok=True)
            storage = stack.enter_context(running_azurite(place, shielded=True))
            left = deadline - time.monotonic()
            vendor = stack.enter_context(
                running_vendor(found, folder / "halopsa.json", max_seconds=left)
            )
            workspace = stack.enter_context(running_gmail(found))
            had = f"{found.contracts:,} contracts, {found.tickets:,} tickets"
            step.done(f"{had}, {workspace.letters} mails")
        settings = {
            **tenant.settings(vendor.addresses, storage),
            **workspace.settings(),
            **tenant.sign_in_settings(ports, link_key.find_or_make(folder)),
        }
        os.environ.update(settings)
        try:
            yield Deployment(vendor, workspace, settings, display, deadline)
        finally:
            vendor.keep_tasks()
            vendor.keep_portal()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one demo at a time work in a folder: storage would not survive two."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = f"another demo is at work in {folder}"
            raise InUse(message) from error
        yield


def log_to(path: Path) -> None:
    """Write the engine's log to a file, and nowhere else."""
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for chatty in ("azure", "httpx", "httpcore", "urllib3"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def shown(path: Path) -> str:
    """Write a path as short as it can be from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
