from bench.cold_start import parsed

REPORT = """\
import time: self [us] | cumulative | imported package
import time:       906 |       4291 |             importlib.metadata
import time:      1072 |      11756 | function_app
import time:       155 |       4445 |     shared.bootstrap
import time:       541 |       7885 |   functions.approval_http.health
"""


def test_our_own_modules_are_listed_by_what_they_take():
    assert parsed(REPORT) == [
        ("functions.approval_http.health", 7.885),
        ("shared.bootstrap", 4.445),
    ]
