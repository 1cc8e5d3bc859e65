"""One call of a function: arguments, result rule, retries, and its log line."""

import asyncio
import inspect
import json
import logging
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from functions.localhost.index import Function
from functions.localhost.retries import RetryPolicy

log = logging.getLogger("functions.localhost")

Wait = Callable[[float], bool]
"""Wait that many seconds; true when the host is stopping."""


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """What one invocation did; `details` depends on the trigger."""

    function: str
    trigger: str
    invocation_id: str
    duration_ms: int
    error: Exception | None = None
    returned: Any = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def succeeded(self) -> bool:
        """True when the function returned and what it returned was allowed."""
        return self.error is None


@dataclass(frozen=True, kw_only=True)
class TraceContext:
    """Stand-in for the worker's; a local run has no parent trace."""

    trace_parent: str = ""
    trace_state: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RetryContext:
    """How often this invocation was tried before."""

    retry_count: int = 0
    max_retry_count: int = 0
    exception: Exception | None = None


@dataclass(frozen=True, kw_only=True)
class Context:
    """Stand-in for azure.functions.Context, as the worker has its own."""

    function_name: str
    function_directory: str
    invocation_id: str
    thread_local_storage: threading.local
    trace_context: TraceContext = field(default_factory=TraceContext)
    retry_context: RetryContext = field(default_factory=RetryContext)


_local = threading.local()


def invoke(
    function: Function,
    value: object,
    *,
    check: Callable[[Any], object],
    details: Mapping[str, Any] | None = None,
    retry: RetryContext | None = None,
) -> Invocation:
    """Call the function once and log the outcome.

    `check` turns the returned value into the result or raises.
    """
    invocation_id = str(uuid.uuid4())
    arguments = _arguments(function, value, invocation_id, retry or RetryContext())
    started = time.perf_counter()
    returned, error = None, None
    _local.invocation_id = invocation_id
    try:
        returned = check(_call(function.call, arguments))
    except Exception as raised:  # noqa: BLE001  # the host reports any failure
        error = raised
    finally:
        _local.invocation_id = None
    done = Invocation(
        function=function.name,
        trigger=function.kind,
        invocation_id=invocation_id,
        duration_ms=round((time.perf_counter() - started) * 1000),
        error=error,
        returned=returned,
        details=details or {},
    )
    _report(done)
    return done


def invoke_with_retries(
    function: Function, value: object, *, wait: Wait, details: Mapping[str, Any]
) -> Invocation:
    """Call a timer function, and again as its retry policy says."""
    policy = RetryPolicy.of(function.retry)
    retry = RetryContext(max_retry_count=policy.max_retries)
    while True:
        done = invoke(function, value, check=nothing, details=details, retry=retry)
        delay = policy.delay_before(retry.retry_count + 1)
        if done.succeeded or delay is None or wait(delay):
            return done
        retry = RetryContext(
            retry_count=retry.retry_count + 1,
            max_retry_count=policy.max_retries,
            exception=done.error,
        )


def nothing(returned: object) -> None:
    """Refuse a returned value, as the worker does without a $return binding."""
    if returned is not None:
        raise RuntimeError(
            f"a function without a $return binding returned a non-None value "
            f"({type(returned).__name__})"
        )


def _call(code: Callable[..., Any], arguments: Mapping[str, object]) -> object:
    result = code(**arguments)
    return asyncio.run(result) if inspect.iscoroutine(result) else result


def _arguments(
    function: Function, value: object, invocation_id: str, retry: RetryContext
) -> dict[str, object]:
    arguments = {function.argument: value}
    if "context" in function.parameters() and "context" not in function.bound_names:
        arguments["context"] = Context(
            function_name=function.name,
            function_directory="",
            invocation_id=invocation_id,
            thread_local_storage=_local,
            retry_context=retry,
        )
    return arguments


def _report(done: Invocation) -> None:
    line = {
        "function": done.function,
        "trigger": done.trigger,
        "invocation_id": done.invocation_id,
        "outcome": "succeeded" if done.succeeded else "failed",
        "duration_ms": done.duration_ms,
        **done.details,
    }
    if done.error is not None:
        line["error"] = f"{type(done.error).__name__}: {done.error}"
        line["stack"] = "".join(traceback.format_exception(done.error))
    level = logging.INFO if done.succeeded else logging.ERROR
    log.log(level, "%s", json.dumps(line, default=str))
