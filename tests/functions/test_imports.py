"""What an import of function_app may bring along: every cold start pays for it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WIRING = ("", ".clock", ".crm", ".engine", ".mail", ".people", ".playbooks")
LISTED = "import function_app, sys; print(*sys.modules)"


def test_the_app_is_indexed_without_importing_the_engine():
    done = subprocess.run(
        [sys.executable, "-c", LISTED],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        env={},
    )
    loaded = set(done.stdout.split())

    assert {name for name in loaded if name.startswith("shared")} == {
        "shared",
        *(f"shared.bootstrap{part}" for part in WIRING),
        "shared.domain",
        "shared.domain.errors",
        "shared.telemetry",
    }
    assert loaded & {"pydantic", "httpx", "azure.data.tables", "azure.storage"} == set()
