"""What is imported in Azure at each cold start."""

from pathlib import Path

import grimp

ROOT = Path(__file__).parents[2]


def test_no_trigger_imports_the_local_host():
    graph = grimp.build_graph("functions", cache_dir=None)
    host = {"functions.localhost", *graph.find_descendants("functions.localhost")}

    importers = {
        importer
        for module in host
        for importer in graph.find_modules_that_directly_import(module)
    }

    assert importers - host == {"functions.__main__"}


def test_function_app_does_not_name_the_local_host():
    entry = ROOT / "function_app.py"

    assert not entry.exists() or "localhost" not in entry.read_text()
