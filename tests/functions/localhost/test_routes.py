import pytest

from functions.localhost.problems import HostError
from functions.localhost.routes import compile_route


@pytest.mark.parametrize(
    ("template", "path", "expected"),
    [
        ("api/health", "/api/health", {}),
        ("api/health", "/API/Health/", {}),
        ("api/health", "/api/healthy", None),
        ("api/health", "/api/health/more", None),
        ("a/{id}", "/a/7", {"id": "7"}),
        ("a/{id}", "/a/", None),
        ("a/{id}", "/a/x%20y", {"id": "x y"}),
        ("a/{id}", "/a/x%2Fy", {"id": "x%2Fy"}),
        ("a/{id:int}", "/a/-7", {"id": "-7"}),
        ("a/{id:int}", "/a/seven", None),
        ("a/{id:int:min(10)}", "/a/9", None),
        ("a/{id:int:range(1,9)}", "/a/9", {"id": "9"}),
        ("a/{name:alpha}", "/a/b4", None),
        ("a/{name:length(2,3)}", "/a/abcd", None),
        ("a/{name:minlength(2)}", "/a/ab", {"name": "ab"}),
        ("a/{name:regex(^x+$)}", "/a/xx", {"name": "xx"}),
        ("a/{on:bool}", "/a/TRUE", {"on": "TRUE"}),
        (
            "a/{id:guid}",
            "/a/0f8fad5b-d9cb-469f-a165-70867728950e",
            {"id": "0f8fad5b-d9cb-469f-a165-70867728950e"},
        ),
        ("a/{id:guid}", "/a/1", None),
        ("a/{id?}", "/a", {}),
        ("a/{id:int?}", "/a/3", {"id": "3"}),
        ("a/{kind=all}", "/a", {"kind": "all"}),
        ("a/{*rest}", "/a/b/c", {"rest": "b/c"}),
        ("a/{*rest}", "/a", {}),
        ("a/{name}.{kind}", "/a/file.csv", {"name": "file", "kind": "csv"}),
        ("a/v{version:int}", "/a/v2", {"version": "2"}),
    ],
)
def test_a_template_matches_as_in_asp_net(template, path, expected):
    assert compile_route(template).match(path) == expected


@pytest.mark.parametrize(
    "template", ["a/{id", "a/{id:odd}", "a/{id:min(x)}", "{a}/{a}", "a/{}"]
)
def test_a_malformed_template_is_refused(template):
    with pytest.raises(HostError, match=r"route|constraint"):
        compile_route(template)
