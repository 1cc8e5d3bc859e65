"""Checks that the real host or worker makes before it runs anything.

Source: azure-functions-host (Utility.cs, ScriptHost.cs) and the Python worker.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from functions.localhost.index import KINDS, Function
from functions.localhost.problems import HostError
from functions.localhost.routes import compile_route
from functions.localhost.schedule import parse_schedule
from functions.localhost.settings import missing_settings, resolve

_FUNCTION_NAME = re.compile(r"(?!host$)[a-z][a-z0-9_-]{0,127}", re.IGNORECASE)
_BINDING_NAME = re.compile(r"(?!.*__)[a-zA-Z_][a-zA-Z0-9_]{0,127}")
# The poison queue's name adds seven characters to the 63 that storage allows.
_QUEUE_NAME = re.compile(r"(?!.*--)[a-z0-9][a-z0-9-]{1,54}[a-z0-9]")
_RESERVED_ROUTES = ("admin", "runtime")


def check_functions(functions: Sequence[Function], settings: Mapping[str, str]) -> None:
    """Raise one HostError that lists what Azure would refuse."""
    problems = [*find_problems(functions, settings)]
    if problems:
        raise HostError.listing(problems)


def check_settings(functions: Sequence[Function], settings: Mapping[str, str]) -> None:
    """Raise when a schedule or queue refers to a setting that has no value."""
    problems = [
        f"{function.name}: app setting {name} is not set ({text})"
        for function in functions
        for text in _references(function)
        for name in missing_settings(text, settings)
    ]
    if problems:
        raise HostError.listing(problems)


def find_problems(
    functions: Sequence[Function], settings: Mapping[str, str]
) -> Iterator[str]:
    """Yield each broken rule; a setting without a value is not one yet."""
    yield from _duplicate_names(functions)
    for function in functions:
        rules = (_name, _parameters, _kind, _route, _queue, _schedule)
        for rule in rules:
            for problem in rule(function, settings):
                yield f"{function.name}: {problem}"
    yield from _conflicting_routes(functions)


def _references(function: Function) -> list[str]:
    names = ("schedule", "queueName")
    return [str(function.trigger[name]) for name in names if name in function.trigger]


def _duplicate_names(functions: Iterable[Function]) -> Iterator[str]:
    by_name = defaultdict(list)
    for function in functions:
        by_name[function.name.lower()].append(function.name)
    for names in by_name.values():
        if len(names) > 1:
            yield f"{', '.join(names)}: function names must differ by more than case"


def _name(function: Function, _settings: Mapping[str, str]) -> Iterator[str]:
    if not _FUNCTION_NAME.fullmatch(function.name):
        yield "not a function name (a letter, then letters, digits, _ or -, max 128)"


def _parameters(function: Function, _settings: Mapping[str, str]) -> Iterator[str]:
    declared = set(function.parameters())
    for name in sorted(declared - function.bound_names - {"context"}):
        yield f"parameter {name} has no binding"
    for name in sorted(function.bound_names - declared):
        yield f"binding {name} has no parameter"
    for name in sorted(function.bound_names):
        if not _BINDING_NAME.fullmatch(name):
            yield f"binding name {name} is not allowed"


def _kind(function: Function, _settings: Mapping[str, str]) -> Iterator[str]:
    if function.kind not in KINDS.values():
        yield f"the local host has no {function.kind}"


def _route(function: Function, _settings: Mapping[str, str]) -> Iterator[str]:
    if function.kind != "http":
        return
    if function.route.lower().startswith(_RESERVED_ROUTES):
        yield f"route {function.route} is reserved (admin…, runtime…)"
    try:
        compile_route(function.route)
    except HostError as error:
        yield str(error)


def _queue(function: Function, settings: Mapping[str, str]) -> Iterator[str]:
    if function.kind != "queue":
        return
    name = resolve(str(function.trigger["queueName"]), settings)
    if "%" not in name and not _QUEUE_NAME.fullmatch(name):
        yield f"{name!r} is not a queue name (with room for -poison)"


def _schedule(function: Function, settings: Mapping[str, str]) -> Iterator[str]:
    if function.kind != "timer":
        return
    text = resolve(str(function.trigger["schedule"]), settings)
    if missing_settings(text, settings):
        return
    try:
        parse_schedule(text)
    except HostError as error:
        yield f"schedule {error}"


def _conflicting_routes(functions: Iterable[Function]) -> Iterator[str]:
    http = [function for function in functions if function.kind == "http"]
    for one, other in combinations(http, 2):
        same = one.route.lower() == other.route.lower()
        if same and _share_a_method(one.methods, other.methods):
            yield (
                f"{other.name}: route {other.route} and methods "
                f"conflict with {one.name}"
            )


def _share_a_method(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or bool(one & other)
