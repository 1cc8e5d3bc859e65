"""Every requirement on approvals has a test that is named after it."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
_NAME = re.compile(r"def test(?:_ap0?\d{1,2})+_\w+")
_ID = re.compile(r"_ap0?(\d{1,2})(?=_)")


@pytest.fixture(scope="module")
def named():
    texts = (path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    names = [name for text in texts for name in _NAME.findall(text)]
    return {int(number) for name in names for number in _ID.findall(name)}


@pytest.mark.parametrize("number", range(1, 25), ids=lambda n: f"AP{n}")
def test_a_requirement_has_a_test_named_after_it(named, number):
    assert number in named
