"""The functions of an app, read through the SDK's documented methods."""

import importlib
import inspect
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import azure.functions as func

from functions.localhost.problems import HostError

KINDS = {"httpTrigger": "http", "timerTrigger": "timer", "queueTrigger": "queue"}


@dataclass(frozen=True, kw_only=True)
class Function:
    """One function: its name, its trigger's binding, and the code to call."""

    name: str
    kind: str
    trigger: Mapping[str, Any]
    call: Callable[..., Any]
    bound_names: frozenset[str] = frozenset()
    retry: Mapping[str, Any] = field(default_factory=dict)

    @property
    def argument(self) -> str:
        """The parameter that receives the trigger."""
        return str(self.trigger["name"])

    @property
    def methods(self) -> frozenset[str]:
        """HTTP methods in upper case; empty means all of them."""
        return frozenset(str(name).upper() for name in self.trigger.get("methods", ()))

    @property
    def route(self) -> str:
        """The route template without the prefix; the function's name by default."""
        return str(self.trigger.get("route") or self.name).strip("/")

    @property
    def auth_level(self) -> str:
        """ANONYMOUS, FUNCTION (the default) or ADMIN."""
        return str(self.trigger.get("authLevel") or "FUNCTION").upper()

    def parameters(self) -> Mapping[str, inspect.Parameter]:
        """Return the parameters of the code."""
        return inspect.signature(self.call).parameters


def index_app(app: func.FunctionApp) -> list[Function]:
    """List the app's functions in the order of their definition."""
    app.functions_bindings = None
    try:
        return [_read(function) for function in app.get_functions()]
    except ValueError as error:  # The SDK refuses the app: names, missing triggers.
        raise HostError(str(error)) from error
    finally:
        # The SDK would take this call's names for duplicates in the next one.
        app.functions_bindings = None


def _read(function: func.Function) -> Function:
    bindings = [json.loads(text) for text in function.get_raw_bindings()]
    trigger = next(
        found for found in bindings if str(found["type"]).lower().endswith("trigger")
    )
    return Function(
        name=str(function.get_function_name()),
        kind=KINDS.get(trigger["type"], str(trigger["type"])),
        trigger=trigger,
        call=function.get_user_function(),
        bound_names=frozenset(
            found["name"] for found in bindings if found["name"] != "$return"
        ),
        retry=function.get_settings_dict("retry_policy") or {},
    )


def load_app(root: Path, module_name: str = "function_app") -> func.FunctionApp:
    """Import function_app.py and return its app, found as Azure's worker finds it."""
    if not (root / f"{module_name}.py").is_file():
        raise HostError(f"there is no {module_name}.py in {root}")
    sys.path.insert(0, str(root))
    module = importlib.import_module(module_name)
    return _only_app(vars(module).values(), module_name)


def _only_app(values: Iterable[object], module_name: str) -> func.FunctionApp:
    apps = {id(value): value for value in values if isinstance(value, func.FunctionApp)}
    if len(apps) != 1:
        raise HostError(f"{module_name} must hold one FunctionApp, not {len(apps)}")
    return next(iter(apps.values()))
