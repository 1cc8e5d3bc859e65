"""The rules of CONTRIBUTING.md that ruff and import-linter cannot see."""

import ast
import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = ["functions", "shared", "sandbox", "bench"]
PURE = [
    *("services", "ports", "workflow", "scoring", "pricing"),
    *("uplift", "kpis", "exports", "domain"),
]
VAGUE = {"utils", "helpers", "common", "manager", "base"}
# Names a pure module may not touch: what they give has to come in as an argument.
IMPURE = re.compile(
    r"""(os\.(environ|getenv|urandom)
    | random | secrets
    | time\.(time|monotonic|perf_counter)(_ns)? | time\.(localtime|gmtime|sleep)
    | uuid\.uuid[14]
    | datetime\.datetime\.(now|utcnow|today) | datetime\.date\.today
    )(\.|$)""",
    re.VERBOSE,
)
LONGEST_FILE = 250
LONGEST_FUNCTION = 50


def lines(node):
    return node.end_lineno - node.lineno + 1


def python_files(*folders):
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def relative(path):
    return path.relative_to(ROOT).as_posix()


def pure_files():
    for name in PURE:
        yield from python_files(f"shared/{name}")
        if (module := ROOT / f"shared/{name}.py").exists():
            yield module


def imported_names(tree):
    """Map each name that the module's imports bind to its full dotted name."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                names[bound] = alias.name if alias.asname else bound
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def dotted(node):
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (start := dotted(node.value)):
        return f"{start}.{node.attr}"
    return None


def impure_names(source):
    """List the clocks, random sources and environments that the source refers to."""
    tree = ast.parse(source)
    imported = imported_names(tree)
    found = set()
    for name in filter(None, map(dotted, ast.walk(tree))):
        first, dot, rest = name.partition(".")
        full = f"{imported.get(first, '')}{dot}{rest}"
        if IMPURE.match(full):
            found.add(full)
    return sorted(found)


@pytest.mark.parametrize("path", list(pure_files()), ids=relative)
def test_pure_modules_are_given_the_clock_the_ids_and_the_settings(path):
    assert impure_names(path.read_text()) == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import os\nos.environ['A']", "os.environ"),
        ("import os as o\no.getenv('A')", "os.getenv"),
        ("from os import environ\nenviron.get('A')", "os.environ.get"),
        ("import random\nrandom.random()", "random.random"),
        ("from random import Random\nRandom(1)", "random.Random"),
        ("import time\ntime.time()", "time.time"),
        ("from uuid import uuid4\nuuid4()", "uuid.uuid4"),
        ("from datetime import datetime\ndatetime.now(UTC)", "datetime.datetime.now"),
        ("from datetime import date as d\nd.today()", "datetime.date.today"),
        ("import datetime\ndatetime.datetime.now()", "datetime.datetime.now"),
        ("from datetime import date\nf(key=date.today)", "datetime.date.today"),
    ],
)
def test_the_search_for_impure_names_finds_each_kind(source, name):
    assert name in impure_names(source)


def test_the_search_for_impure_names_leaves_our_own_words_alone():
    source = "from datetime import datetime\ndef f(now, time): return time.time(now)"

    assert impure_names(source) == []


def test_modules_are_named_by_what_they_hold():
    vague = [
        relative(path)
        for path in python_files(*CODE, "tests")
        if VAGUE & {path.stem, path.parent.name}
    ]

    assert vague == []


def test_files_are_short():
    too_long = {
        relative(path): length
        for path in python_files(*CODE)
        if (length := len(path.read_text().splitlines())) > LONGEST_FILE
    }

    assert too_long == {}


def test_functions_are_short():
    too_long = {
        f"{relative(path)}:{node.name}": length
        for path in python_files(*CODE)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := lines(node)) > LONGEST_FUNCTION
    }

    assert too_long == {}


def test_only_functions_knows_the_programming_model():
    importers = [
        relative(path)
        for path in python_files("shared", "sandbox")
        if any(
            f"{name}.".startswith("azure.functions.")
            for name in imported_names(ast.parse(path.read_text())).values()
        )
    ]

    assert importers == []


def test_no_package_hides_ours_where_azure_puts_the_app_last_on_the_path():
    assert packages_distributions().keys() & {"shared", "functions"} == set()
