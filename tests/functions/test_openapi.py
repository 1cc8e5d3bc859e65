"""The OpenAPI document is the one that the functions give."""

import json
from pathlib import Path

import function_app
from functions.localhost.index import index_app
from functions.localhost.openapi import text

ROOT = Path(__file__).parents[2]


def test_the_document_in_docs_is_up_to_date():
    kept = (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")

    assert text(index_app(function_app.app), "api") == kept, (
        "python -m functions openapi > docs/openapi.json"
    )


def test_every_http_function_is_in_it():
    functions = [f for f in index_app(function_app.app) if f.kind == "http"]

    paths = json.loads(text(functions, "api"))["paths"]

    assert {
        (f"/api/{function.route}", method.lower())
        for function in functions
        for method in function.methods
    } == {(path, method) for path, methods in paths.items() for method in methods}


def test_every_operation_says_what_it_does():
    paths = json.loads(text(index_app(function_app.app), "api"))["paths"]

    told = [found["summary"] for path in paths.values() for found in path.values()]
    assert all(told)
