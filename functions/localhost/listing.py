"""One line per function for people: name, trigger, and when or where it runs."""

from collections.abc import Iterator, Mapping, Sequence

from functions.localhost.index import Function
from functions.localhost.settings import resolve


def list_functions(
    functions: Sequence[Function], settings: Mapping[str, str], prefix: str
) -> Iterator[str]:
    """Yield the lines, sorted by trigger and name."""
    width = max((len(function.name) for function in functions), default=0)
    for function in sorted(functions, key=lambda one: (one.kind, one.name)):
        what = _description(function, settings, prefix)
        yield f"{function.name:<{width}}  {function.kind:<5}  {what}"


def _description(function: Function, settings: Mapping[str, str], prefix: str) -> str:
    trigger = function.trigger
    if function.kind == "http":
        methods = ",".join(sorted(function.methods)) or "any method"
        path = "/".join(filter(None, ["", prefix, function.route]))
        return f"{methods} /{path} ({function.auth_level.lower()})"
    if function.kind == "timer":
        return resolve(str(trigger.get("schedule")), settings)
    return resolve(str(trigger.get("queueName", "")), settings)
