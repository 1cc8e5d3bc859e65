"""The README and the documents say what the code does: names, routes, defaults."""

import argparse
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import function_app
import shared.cli
from bench.__main__ import BENCHES
from functions.__main__ import _parser as functions_parser
from functions.localhost.index import index_app
from shared import bootstrap, settings
from shared.domain.errors import InvalidInput
from shared.services.watch_jobs import CRM_WINDOWS, WINDOWS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
RUNBOOK = (ROOT / "docs/runbook.md").read_text()
SCORES = (ROOT / "docs/how-scores-work.md").read_text()
TEXTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(ROOT.glob("docs/*.md"))]
FUNCTIONS = {function.name: function for function in index_app(function_app.app)}
WATCHED = WINDOWS | CRM_WINDOWS
PLAYBOOK = bootstrap.shipped_playbook()


class Asked(dict[str, str]):
    """An environment that remembers which names it was asked for."""

    def __init__(self, *values, **named):
        super().__init__(*values, **named)
        self.names = set()

    def get(self, name, default=None):
        self.names.add(name)
        return super().get(name, default)


def settings_read():
    environment = Asked()
    with pytest.raises(InvalidInput):
        settings.load(environment)
    return environment.names


def rows(text, first_cell):
    """Give the cells of the table row that begins with a cell."""
    line = next(row for row in text.splitlines() if row.startswith(f"| {first_cell} |"))
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def documented_settings():
    section = README.split("## Settings")[1].split("## Commands")[0]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) - {"default_mode"}


def commands_of(parser):
    """List the commands of a parser, each with the words that lead to it."""
    actions = parser._actions  # noqa: SLF001 - argparse has no public list of them
    nested = [action for action in actions if isinstance(action.choices, dict)]
    if not nested:
        return [""]
    return [
        f"{name} {rest}".strip()
        for action in nested
        for name, child in action.choices.items()
        for rest in commands_of(child)
    ]


def cli_commands():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    for found in pkgutil.iter_modules(shared.cli.__path__):
        if found.name != "__main__":
            module = importlib.import_module(f"shared.cli.{found.name}")
            if hasattr(module, "add_commands"):
                module.add_commands(commands)
    return commands_of(parser)


def make_targets():
    makefile = (ROOT / "Makefile").read_text()
    return re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)


def shipped():
    """Give what the README tells of the playbook, row by row."""
    book, scoring = PLAYBOOK, PLAYBOOK.scoring
    days = [book.stages[name].days_before for name in ("t90", "t60", "t30")]
    bands = f"`ready` from {scoring.ready_from}, `watch` from {scoring.watch_from}"
    thin = f"`insufficient_evidence` under {scoring.minimum_coverage:.0%} coverage"
    lead, owner = book.escalation.cs_lead_after_days, book.escalation.owner_after_days
    bad, gone = book.guards.bad_record_rate, book.guards.vanished_contract_rate
    return [
        ("`default_mode`", f"`{book.default_mode}`"),
        ("stages before the decision", "{}, {} and {} days".format(*days)),
        ("grace after the end", f"{book.grace_days} days"),
        ("bands", f"{bands}, below `at_risk`; {thin}"),
        (
            "escalation of overdue tasks",
            f"CS lead after {lead} business days, owner after {owner}",
        ),
        (
            "a sync stops at",
            f"more than {bad:.0%} bad records, or {gone:.0%} of contracts gone",
        ),
    ]


def tables():
    text = "".join(p.read_text() for p in sorted(ROOT.glob("shared/storage/*.py")))
    collections = re.findall(r"kept\(\s*\"([a-z]+)\"", text)
    constants = re.findall(r"^[A-Z]+ = \"([a-z]{4,})\"$", text, re.MULTILINE)
    return {*collections, *constants} - {"quarantine"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_named_with_its_trigger(name):
    cells = rows(README, f"`{name}`")
    function = FUNCTIONS[name]
    method, where = (
        "",
        function.trigger.get("schedule") or function.trigger.get("queueName"),
    )
    if function.kind == "http":
        methods = ", ".join(sorted(function.methods))
        method, where = f"{methods} ", f"/api/{function.route}"

    assert cells[1].lower() == function.kind
    assert cells[2] == f"`{method}{where}`"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_its_place_in_the_runbook(name):
    assert f"`{name}`" in RUNBOOK


@pytest.mark.parametrize("job", WATCHED)
def test_the_runbook_tells_how_long_a_job_may_be_silent(job):
    hours = WATCHED[job].total_seconds() / 3600
    told = f"{WATCHED[job].days} days" if hours > 48 else f"{hours:.0f} hours"
    section = RUNBOOK.split("## Watching")[1].split("## ")[0]

    assert re.search(rf"`{job}`[^;]*?{told}", section.replace("\n", " "))


def test_every_setting_is_named_and_no_other():
    assert documented_settings() == settings_read()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", lambda s: s.environment),
        ("TIME_ZONE", lambda s: s.time_zone),
        (
            "HALOPSA_REQUESTS_PER_5_MINUTES",
            lambda s: str(s.halo.requests_per_5_minutes),
        ),
        ("HALOPSA_FIELD_MAP", lambda s: json.dumps(s.halo.field_map)),
        ("HALOPSA_VALUE_TABLES", lambda s: json.dumps(s.halo.value_tables)),
        ("HALOPSA_CSAT_SCALE", lambda s: s.halo.csat_scale),
        ("HALOPSA_HISTORY_MONTHS", lambda s: str(s.halo.history_months)),
        ("HALOPSA_INCLUDE_CONTRACT", lambda s: str(s.halo.include_contract).lower()),
    ],
)
def test_the_defaults_are_those_of_the_code(name, value):
    least = {
        "TENANT_ID": "acme",
        "CURRENCY": "GBP",
        "AzureWebJobsStorage": "UseDevelopmentStorage=true",
        "HALOPSA_BASE_URL": "https://acme.halopsa.com/api",
        "HALOPSA_CLIENT_ID": "id",
        "HALOPSA_CLIENT_SECRET": "secret",
    }

    assert rows(README, f"`{name}`")[1] == f"`{value(settings.load(least))}`"


def test_the_settings_called_required_are_those_that_are_missed():
    with pytest.raises(InvalidInput) as missing:
        settings.load({})
    missed = set(re.findall(r"(\w+)(?: \(or \w+\))? is missing", str(missing.value)))
    section = README.split("## Settings")[1].split("## Commands")[0]
    told = re.findall(r"^\| `(\w+)` \| required", section, re.MULTILINE)

    assert set(told) == missed


@pytest.mark.parametrize("target", make_targets())
def test_every_make_target_is_named(target):
    assert f"`make {target}`" in README


@pytest.mark.parametrize("command", cli_commands())
def test_every_command_of_the_operator_is_named(command):
    section = README.split("| `python -m shared.cli …` | |")[1].split("\n\n")[0]

    assert re.search(rf"`{command}[ `]", section)


@pytest.mark.parametrize("command", commands_of(functions_parser()))
def test_every_command_of_the_local_host_is_named(command):
    assert re.search(rf"`python -m functions {command}[ `]", README)


def test_every_command_of_the_sandbox_is_named():
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", "--help"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    commands = re.findall(r"\{([\w,]+)\}", done.stdout)[0].split(",")

    assert [c for c in commands if f"`python -m sandbox {c} " not in README] == []


@pytest.mark.parametrize("name", BENCHES)
def test_every_benchmark_is_named(name):
    assert f"[{name}]" in README


@pytest.mark.parametrize("table", sorted(tables()))
def test_every_table_is_named(table):
    assert f"`{table}`" in README.split("## Storage")[1]


@pytest.mark.parametrize(("row", "told"), shipped())
def test_the_playbook_is_told_as_it_is_shipped(row, told):
    assert rows(README, row)[1] == told


@pytest.mark.parametrize("name", PLAYBOOK.scoring.drivers)
def test_every_driver_is_explained_with_its_weight(name):
    assert rows(SCORES, f"`{name}`")[2] == str(PLAYBOOK.scoring.drivers[name].weight)


def test_the_probability_is_explained_with_the_shipped_values():
    policy = PLAYBOOK.scoring

    assert f"as shipped: {policy.p_intercept} and {policy.p_slope}" in SCORES
    assert f"sd      = {policy.p_spread} \N{MULTIPLICATION SIGN} " in SCORES


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    links = re.findall(r"\]\(((?!http)[^)#]+)\)", path.read_text())

    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_documents_name_nothing_of_the_place_where_they_were_written(path):
    assert not re.search(r"/work/|\.\./shared|\.library", path.read_text())
