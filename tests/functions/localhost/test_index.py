import pytest

from functions.localhost.index import index_app, load_app
from functions.localhost.problems import HostError

from .fakes import a_timer_app, nothing_to_do

ONE_APP = "import azure.functions as func\napp = func.FunctionApp()\n"


def test_a_function_is_read_from_its_bindings():
    function = index_app(a_timer_app(nothing_to_do, "%WHEN%", use_monitor=False))[0]

    assert (function.name, function.kind) == ("nothing_to_do", "timer")
    assert function.argument == "timer"
    assert function.trigger["schedule"] == "%WHEN%"
    assert function.trigger["useMonitor"] is False
    assert function.call is nothing_to_do


def test_an_app_may_be_indexed_again():
    app = a_timer_app(nothing_to_do)

    names = [[found.name for found in index_app(app)] for _ in range(2)]
    app.get_functions()

    assert names == [["nothing_to_do"], ["nothing_to_do"]]


def test_a_function_without_a_trigger_is_reported():
    app = a_timer_app(nothing_to_do)
    app.retry(strategy="fixed_delay", max_retry_count="1")(lambda: None)

    with pytest.raises(HostError, match="does not have a trigger"):
        index_app(app)


def test_the_one_app_of_the_module_is_found_whatever_its_name(tmp_path):
    text = f"{ONE_APP}same = app\nblueprint = func.Blueprint()\n"
    (tmp_path / "module_with_an_app.py").write_text(text)

    assert index_app(load_app(tmp_path, "module_with_an_app")) == []


@pytest.mark.parametrize(
    ("module", "text", "problem"),
    [
        ("module_without_app", "app = None", "must hold one FunctionApp, not 0"),
        ("module_of_two", f"{ONE_APP}other = func.FunctionApp()", "not 2"),
    ],
)
def test_none_or_several_apps_are_refused(tmp_path, module, text, problem):
    (tmp_path / f"{module}.py").write_text(text)

    with pytest.raises(HostError, match=problem):
        load_app(tmp_path, module)


def test_a_folder_without_function_app_is_named(tmp_path):
    with pytest.raises(HostError, match=r"there is no function_app\.py in"):
        load_app(tmp_path)
