"""What the demo's data are, kept beside them so that a second run is on the same."""

import shutil
from datetime import date
from pathlib import Path

from sandbox.demo import link_key
from shared.domain.model import Model

SEED, CONTRACTS, TICKETS = 7, 100, 10_000
# Only what the demo itself made is ever deleted.
_MADE = (
    *("azurite", "basis.json", "halopsa.json", "hubspot.json", "engine.log"),
    link_key.NAME,
)


class Wanted(Model):
    """What was asked for on the command line; None leaves the choice to the demo."""

    seed: int | None = None
    contracts: int | None = None
    tickets: int | None = None


class Basis(Model):
    """What the generated MSP is made from, and the day of each finished run."""

    seed: int
    contracts: int
    tickets: int
    as_of: date
    runs: tuple[date, ...] = ()

    def ran(self, today: date) -> "Basis":
        """Note that a run came to its end."""
        return self.model_copy(update={"runs": (*self.runs, today)})


class InUse(Exception):
    """Another demo is at work in the folder."""


class NeverRun(Exception):
    """No demo came to its end in the folder."""


class OtherBasis(Exception):
    """The folder holds data of another portfolio than the one asked for."""


def find_or_make(folder: Path, wanted: Wanted, *, today: date, fresh: bool) -> Basis:
    """Give the basis of the data in a folder, or begin a new one there.

    Raises OtherBasis when the folder holds a portfolio that was not asked for.
    """
    if fresh:
        clear(folder)
    path = folder / "basis.json"
    if not path.exists():
        clear(folder)  # whatever an older demo left without its basis
        made = Basis(
            seed=SEED if wanted.seed is None else wanted.seed,
            contracts=wanted.contracts or CONTRACTS,
            tickets=wanted.tickets or TICKETS,
            as_of=today,
        )
        save(folder, made)
        return made
    basis = Basis.model_validate_json(path.read_text())
    _compare(folder, basis, wanted)
    return basis


def find(folder: Path) -> Basis:
    """Give the basis of the data that a demo left; NeverRun says how to make some."""
    path = folder / "basis.json"
    basis = Basis.model_validate_json(path.read_text()) if path.exists() else None
    if basis is None or not basis.runs:
        message = (
            f"no demo came to its end in {folder}: run `make demo`, "
            f"or `python -m sandbox demo --folder {folder}`"
        )
        raise NeverRun(message)
    return basis


def save(folder: Path, basis: Basis) -> None:
    """Write the basis beside the data it describes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "basis.json").write_text(basis.model_dump_json(indent=2) + "\n")


def clear(folder: Path) -> None:
    """Delete what an earlier demo made, so that the next one starts anew."""
    for name in _MADE:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _compare(folder: Path, basis: Basis, wanted: Wanted) -> None:
    for name, value in wanted.model_dump(exclude_none=True).items():
        there = getattr(basis, name)
        if there != value:
            message = (
                f"{folder} holds a portfolio with {name} {there}, not {value}; "
                "start anew with --fresh"
            )
            raise OtherBasis(message)
