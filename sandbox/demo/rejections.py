"""Records that were set aside: read from quarantine, grouped by what is wrong."""

import re
from collections import defaultdict
from collections.abc import Iterable

from sandbox.demo.result import Rejection
from shared.ports import Rejected
from shared.storage.gateway import Blobs
from shared.storage.operations import QUARANTINE

_ID = re.compile(r"-?\d+")


def rejections(blobs: Blobs) -> tuple[Rejection, ...]:
    """Read all quarantined records; one that was set aside twice counts once."""
    found = (blobs.get(QUARANTINE, name) for name in blobs.names(QUARANTINE))
    return grouped(Rejected.model_validate_json(text) for text in found if text)


def grouped(records: Iterable[Rejected]) -> tuple[Rejection, ...]:
    """Group records by resource and reason, whatever ids the reason names."""
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        groups[record.resource, general(record)].add(record.source_id)
    return tuple(
        Rejection(resource=resource, reason=reason, ids=tuple(sorted(ids, key=_order)))
        for (resource, reason), ids in sorted(groups.items())
    )


def general(record: Rejected) -> str:
    """Take the record's own id out of its reason.

    >>> general(Rejected(resource="t", source_id="7", reason="ticket 7 has no date"))
    'ticket has no date'
    """
    own = re.compile(rf"\s*\b{re.escape(record.source_id)}\b:?")
    return own.sub("", record.reason).replace("Value error, ", "").strip()


def _order(record_id: str) -> tuple[bool, int, str]:
    is_number = _ID.fullmatch(record_id) is not None
    return (not is_number, int(record_id) if is_number else 0, record_id)
