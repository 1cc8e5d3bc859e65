"""What a new instance pays before its first function can run: the imports."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench.figures import Figure, ratio

_ROOT = Path(__file__).parents[1]
_RUNS = 9
_HEAVIEST = 8
_EMPTY_APP = '''"""An app with one empty function: what no app can do without."""

import azure.functions as func

app = func.FunctionApp()


@app.timer_trigger(arg_name="timer", schedule="0 0 * * * *")
def nothing(timer: func.TimerRequest) -> None:
    """Do nothing."""
'''
_TIMED = """
import sys, time
began = time.perf_counter()
{statement}
print(time.perf_counter() - began)
"""
_IMPORT = "import function_app"
# What the first invocation adds: settings, the engine's wiring, one service.
_FIRST_CALL = (
    "import function_app; import shared.ports, shared.settings, "
    "shared.storage.stores, shared.storage.azure_tables, "
    "shared.storage.azure_queues, shared.storage.azure_blobs, "
    "shared.sources.halopsa.client, shared.services.sync.run"
)


def run() -> list[Figure]:
    """Compare imports with those of an app with one empty function."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder)
        (empty / "function_app.py").write_text(_EMPTY_APP)
        times = _medians(
            {"empty": (_IMPORT, empty), "ours": (_IMPORT, _ROOT)},
        )
    first = _medians({"ours": (_IMPORT, _ROOT), "first": (_FIRST_CALL, _ROOT)})
    return [
        Figure(
            name="import of function_app",
            value=ratio(times["ours"], times["empty"]),
            unit="x an app with one empty function",
            limit=1.25,
            detail=f"heaviest of ours, in ms: {_told(heaviest())}",
        ),
        Figure(
            name="imports of the first sync message",
            value=ratio(first["first"], first["ours"]),
            unit="x the import of function_app",
            detail="paid once an instance, by the first message and not by each start",
        ),
    ]


def _medians(cases: dict[str, tuple[str, Path]]) -> dict[str, float]:
    """Time statements in new processes, in turns, the first turn for nothing."""
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for turn in range(_RUNS + 1):
        for name, (statement, folder) in cases.items():
            seconds = float(_python("-c", _TIMED.format(statement=statement), folder))
            if turn:  # the first turn writes the byte code
                taken[name].append(seconds)
    return {name: median(seconds) for name, seconds in taken.items()}


def heaviest() -> list[tuple[str, float]]:
    """List our own modules by the milliseconds that they and their imports take."""
    done = subprocess.run(  # noqa: S603  # our own fixed command
        [sys.executable, "-X", "importtime", "-c", _IMPORT],
        cwd=_ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return parsed(done.stderr)[:_HEAVIEST]


def parsed(report: str) -> list[tuple[str, float]]:
    """Read `-X importtime`: our own modules with their cumulative milliseconds."""
    found = re.findall(
        r"\| +(\d+) \| +((?:shared|functions)[\w.]*)$", report, re.MULTILINE
    )
    return sorted(
        ((name, int(micros) / 1000) for micros, name in found),
        key=lambda pair: (-pair[1], pair[0]),
    )


def _told(modules: list[tuple[str, float]]) -> str:
    return ", ".join(f"{name} {ms:.1f}" for name, ms in modules)


def _python(option: str, code: str, folder: Path) -> str:
    done = subprocess.run(  # noqa: S603  # our own fixed command
        [sys.executable, option, code],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout
