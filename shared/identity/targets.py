"""Where a browser goes after signing in: a path of our own, and nowhere else."""

import re

from shared.domain.errors import InvalidInput

LONGEST = 2048
_SEGMENT = r"[A-Za-z0-9_~=-][A-Za-z0-9._~=-]*"  # so that none is empty or climbs
_TARGET = re.compile(rf"/({_SEGMENT}(/{_SEGMENT})*)?(\?[A-Za-z0-9._~=&-]*)?")


def checked_target(target: str) -> str:
    """Give the path and query back; InvalidInput when it could lead elsewhere.

    Percent signs are not taken either: what they hide is decoded by somebody later.
    """
    if len(target) > LONGEST or not _TARGET.fullmatch(target):
        raise InvalidInput("the target of a sign-in is not a plain path of this site")
    return target
