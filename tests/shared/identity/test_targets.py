"""Where a sign-in may lead: only to paths of ours."""

import pytest

from shared.domain.errors import InvalidInput
from shared.identity.targets import checked_target


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/api/concessions",
        "/api/concessions/c-240-7",
        "/api/concessions/new?contract=240&kind=discount",
        "/api/intake/=2d240",
        "/api/approvals?token=rnwl1_azI.eyJ-_.kXJ4",
        "/?a=1",
        "/a?",
        "/" + "a" * 2047,
    ],
)
def test_ap18_our_own_paths_are_taken_as_they_are(target):
    assert checked_target(target) == target


@pytest.mark.parametrize(
    "target",
    [
        "",
        "api/concessions",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/a//evil.example",
        "/a/",
        "/%2f%2fevil.example",
        "/%2Fevil.example",
        "%2f%2fevil.example",
        "/%5cevil.example",
        "/a%0d%0aSet-Cookie:x=y",
        "/a\r\nSet-Cookie:x=y",
        "/a\n",
        "/a\tb",
        "/a b",
        "/@evil.example",
        "/user:secret@evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/..",
        "/../evil",
        "/a/../b",
        "/./a",
        "/.well-known",
        "/a#fragment",
        "/a?b?c",
        "/a?b/c",
        "/a?next=https://evil.example",
        "/a;b",
        "/é",
        "/\u2215evil.example",
        "/\ud800",
        " /a",
        "/" + "a" * 2048,
    ],
)
def test_ap18_whatever_could_lead_elsewhere_is_refused(target):
    with pytest.raises(InvalidInput, match="not a plain path of this site"):
        checked_target(target)
