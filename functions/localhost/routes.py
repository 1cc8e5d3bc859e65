"""ASP.NET route templates as regular expressions: {id}, {id:int}, {id?}, {*path}.

https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-constraints
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from functions.localhost.problems import HostError

_PARAMETER = re.compile(r"\{(\*{0,2})(\w+)((?::[^{}]+?)*?)(\?|=[^{}]*)?\}")
_CONSTRAINT = re.compile(r":(\w+)(?:\(([^()]*)\))?")
_GUID = r"\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?"

Check = Callable[[str], bool]


@dataclass(frozen=True)
class Route:
    """A compiled template; `rank` sorts literal segments before parameters."""

    template: str
    pattern: re.Pattern[str]
    checks: Mapping[str, tuple[Check, ...]]
    defaults: Mapping[str, str]
    rank: tuple[int, ...]

    def match(self, path: str) -> dict[str, str] | None:
        """Return the route parameters, or None when the path is another's."""
        found = self.pattern.fullmatch(path.strip("/"))
        if not found:
            return None
        given = {
            name: _decoded(value)
            for name, value in found.groupdict().items()
            if value is not None
        }
        for name, value in given.items():
            if not all(check(value) for check in self.checks.get(name, ())):
                return None
        return {**self.defaults, **given}


def compile_route(template: str) -> Route:
    """Compile a template, prefix included."""
    pattern, checks, defaults, rank = "", {}, {}, []
    for position, segment in enumerate(filter(None, template.strip("/").split("/"))):
        part = _Segment(segment)
        slash = "/" if position else ""
        optional = part.optional and part.whole
        joined = f"{slash}{part.pattern}"
        pattern += f"(?:{joined})?" if optional else joined
        checks.update(part.checks)
        defaults.update(part.defaults)
        rank.append(part.rank)
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise HostError(f"route {template!r}: {error}") from error
    return Route(template, compiled, checks, defaults, tuple(rank))


class _Segment:
    """The text between two slashes: literals and parameters."""

    def __init__(self, text: str) -> None:
        self.checks: dict[str, tuple[Check, ...]] = {}
        self.defaults: dict[str, str] = {}
        self.pattern, self.optional, self.catches_all = "", False, False
        self.whole = _PARAMETER.fullmatch(text) is not None
        rest = 0
        for found in _PARAMETER.finditer(text):
            self.pattern += self._literal(text[rest : found.start()])
            self._add(found)
            rest = found.end()
        self.pattern += self._literal(text[rest:])
        self.rank = self._rank()

    def _literal(self, text: str) -> str:
        if "{" in text or "}" in text:
            raise HostError(f"route segment {text!r} is malformed")
        return re.escape(text)

    def _add(self, found: re.Match[str]) -> None:
        stars, name, constraints, ending = found.groups()
        self.catches_all = self.catches_all or bool(stars)
        self.optional = self.optional or bool(ending) or bool(stars)
        if ending and ending.startswith("="):
            self.defaults[name] = ending[1:]
        self.checks[name] = tuple(
            _check(kind, argument)
            for kind, argument in _CONSTRAINT.findall(constraints)
        )
        self.pattern += f"(?P<{name}>.*)" if stars else f"(?P<{name}>[^/]+)"

    def _rank(self) -> int:
        if not self.checks:
            return 1
        if not self.whole:
            return 2
        constrained = any(self.checks.values())
        return (5 if self.catches_all else 3) - constrained


def _decoded(value: str) -> str:
    # An encoded slash stays encoded, as in ASP.NET.
    return unquote(re.sub("%2f", "%252F", value, flags=re.IGNORECASE))


def _check(kind: str, argument: str) -> Check:
    if kind in _PATTERNS:
        return _matching(_PATTERNS[kind])
    if kind == "regex":
        return lambda value: re.search(argument, value) is not None
    try:
        return _sized(kind, [int(number) for number in argument.split(",") if number])
    except (KeyError, IndexError, ValueError) as error:
        raise HostError(f"route constraint {kind}({argument}) is not known") from error


_PATTERNS = {
    "int": r"[+-]?\d{1,10}",
    "long": r"[+-]?\d{1,19}",
    "decimal": r"[+-]?\d+(?:\.\d+)?",
    "double": r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?",
    "float": r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?",
    "bool": r"(?i:true|false)",
    "alpha": r"[a-zA-Z]*",
    "guid": _GUID,
    "required": r".+",
}


def _matching(pattern: str) -> Check:
    return lambda value: re.fullmatch(pattern, value) is not None


def _sized(kind: str, bounds: list[int]) -> Check:
    low, high = bounds[0], bounds[-1]
    return {
        "minlength": lambda value: len(value) >= low,
        "maxlength": lambda value: len(value) <= low,
        "length": lambda value: low <= len(value) <= high,
        "min": lambda value: _whole(value) is not None and int(value) >= low,
        "max": lambda value: _whole(value) is not None and int(value) <= low,
        "range": lambda value: _whole(value) is not None and low <= int(value) <= high,
    }[kind]


def _whole(value: str) -> int | None:
    return int(value) if re.fullmatch(r"[+-]?\d{1,19}", value) else None
