"""What is secret is compared in constant time, and by nothing else."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FILES = [
    *sorted((ROOT / "shared/identity").glob("*.py")),
    ROOT / "shared/storage/sign_ins.py",
]
SECRET = re.compile(r"(^|_)(mac|sig|signature|token|nonce|secret|state|cookie|csrf)$")


def name_of(node):
    if isinstance(node, ast.Call):
        return name_of(node.func)
    return getattr(node, "attr", None) or getattr(node, "id", "")


def plain_comparisons(source):
    """List the names of secrets that the source compares like other texts."""
    return [
        name_of(side)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Compare)
        and any(isinstance(op, ast.Eq | ast.NotEq | ast.In) for op in node.ops)
        for side in (node.left, *node.comparators)
        if SECRET.search(name_of(side))
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_ap11_no_secret_is_compared_like_other_texts(path):
    assert plain_comparisons(path.read_text()) == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("mac == given", "mac"),
        ("given != self.form_token", "form_token"),
        ("_mac(text, key) == mac", "_mac"),
        ("claims.nonce in allowed", "nonce"),
        ("1 < a == sign_in.state", "state"),
    ],
)
def test_ap11_the_search_finds_each_way_to_compare(source, name):
    assert name in plain_comparisons(source)


def test_ap11_the_search_leaves_other_names_alone():
    source = "len(token) > 5 and machine == stated and nonce is None"

    assert plain_comparisons(source) == []
