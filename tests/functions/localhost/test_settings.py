import json
from datetime import timedelta
from pathlib import Path

import pathspec
import pytest

from functions.localhost.hostfile import (
    QueueOptions,
    host_options,
    parse_timespan,
    read_host_file,
)
from functions.localhost.problems import HostError
from functions.localhost.settings import connection_string, read_settings, resolve

ROOT = Path(__file__).parents[3]


def test_the_environment_wins_over_the_file(tmp_path):
    values = {"A": "file", "B": 2}
    (tmp_path / "local.settings.json").write_text(json.dumps({"Values": values}))

    settings = read_settings(tmp_path, {"A": "environment"})

    assert settings == {"A": "environment", "B": "2"}


@pytest.mark.parametrize("text", ["not json", "[]", '{"IsEncrypted": true}'])
def test_an_unreadable_settings_file_is_reported(tmp_path, text):
    (tmp_path / "local.settings.json").write_text(text)

    with pytest.raises(HostError, match=r"local\.settings\.json"):
        read_settings(tmp_path, {})


def test_references_without_a_value_stay_visible():
    assert resolve("%A%-%B%", {"A": "a"}) == "a-%B%"


def test_a_connection_may_lack_its_prefix():
    assert connection_string("Store", {"AzureWebJobsStore": "x"}) == "x"


def test_managed_identity_is_refused_with_a_reason():
    with pytest.raises(HostError, match="managed identity"):
        connection_string("Store", {"Store__accountName": "acct"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00:00:30", timedelta(seconds=30)),
        ("00:01", timedelta(minutes=1)),
        ("1.02:00:00.5", timedelta(days=1, hours=2, milliseconds=500)),
    ],
)
def test_a_time_span_is_read_as_dot_net_writes_it(text, expected):
    assert parse_timespan(text) == expected


def test_without_a_file_the_hosts_defaults_hold(tmp_path):
    options = read_host_file(tmp_path / "host.json", {})

    assert options.route_prefix == "api"
    assert options.queues == QueueOptions(
        batch_size=16,
        new_batch_threshold=8,
        max_dequeue_count=5,
        visibility_timeout=timedelta(),
        max_polling_interval=timedelta(minutes=1),
        message_encoding="base64",
    )


def test_app_settings_override_the_file():
    content = {"extensions": {"queues": {"batchSize": 16, "maxDequeueCount": 5}}}
    settings = {"AzureFunctionsJobHost__extensions__queues__maxDequeueCount": "2"}

    queues = host_options(content, settings).queues

    assert (queues.batch_size, queues.max_dequeue_count) == (16, 2)


def test_the_threshold_follows_the_batch_size():
    content = {"extensions": {"queues": {"batchSize": 4}}}

    assert host_options(content, {}).queues.new_batch_threshold == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("batchSize", 33),
        ("maxDequeueCount", 0),
        ("visibilityTimeout", "soon"),
        ("messageEncoding", "utf8"),
    ],
)
def test_a_wrong_queue_setting_is_named(name, value):
    with pytest.raises(HostError, match=name):
        host_options({"extensions": {"queues": {name: value}}}, {})


def test_our_host_file_gives_failed_messages_time_and_five_tries():
    options = read_host_file(ROOT / "host.json", {})

    assert options.route_prefix == "api"
    assert options.queues == QueueOptions(
        batch_size=16,
        new_batch_threshold=8,
        max_dequeue_count=5,
        visibility_timeout=timedelta(seconds=30),
        max_polling_interval=timedelta(seconds=2),
        message_encoding="base64",
    )


@pytest.mark.parametrize(
    ("path", "deployed"),
    [
        ("function_app.py", True),
        ("host.json", True),
        ("requirements.txt", True),
        ("functions/sync_halopsa/triggers.py", True),
        ("shared/documents/brief.py", True),
        ("shared/templates/page.html", True),
        (".python_packages/lib/site-packages/a/__pycache__/b.pyc", True),
        ("functions/localhost/host.py", False),
        ("functions/__main__.py", False),
        ("tests/functions/test_worker.py", False),
        ("sandbox/azurite.py", False),
        ("local.settings.json", False),
        (".venv313/bin/python", False),
        ("requirements-dev.txt", False),
    ],
)
def test_the_package_holds_the_app_and_nothing_else(path, deployed):
    lines = (ROOT / ".funcignore").read_text().splitlines()
    ignored = pathspec.GitIgnoreSpec.from_lines(lines)

    assert ignored.match_file(path) is not deployed
