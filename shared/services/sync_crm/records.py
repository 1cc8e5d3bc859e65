"""Storing CRM records: what differs is written, what is older is passed over."""

from collections.abc import Iterable, Sequence
from typing import cast

from shared.domain.crm import CrmKind, CrmRecord, Person, sort_key
from shared.domain.errors import PolicyViolation
from shared.ports import App, Collection, HubSpot

_FEW = 20


def connected(app: App) -> HubSpot:
    """Give the CRM; PolicyViolation where none is connected."""
    if app.hubspot is None:
        message = "no CRM is connected: HUBSPOT_ACCESS_TOKEN is not set"
        raise PolicyViolation(message)
    return app.hubspot


def collection(app: App, kind: CrmKind) -> Collection[CrmRecord]:
    """Give where the records of a kind are kept."""
    crm = app.stores.crm
    kept = {
        CrmKind.ACCOUNT: crm.accounts,
        CrmKind.DEAL: crm.deals,
        CrmKind.PERSON: crm.people,
    }[kind]
    # One kind's records are never put in another's place: ids come from that kind.
    return cast("Collection[CrmRecord]", kept)


def known(app: App, kind: CrmKind, ids: Iterable[str]) -> dict[str, CrmRecord]:
    """Read stored records by id: each alone while they are few, else their range."""
    wanted = sorted(set(ids), key=sort_key)
    kept = collection(app, kind)
    if len(wanted) <= _FEW:
        found = (kept.get(kind.value, sort_key(key)) for key in wanted)
        return {record.id: record for record in found if record}
    between = kept.of(kind.value, first=sort_key(wanted[0]), last=sort_key(wanted[-1]))
    there = set(wanted)
    return {record.id: record for record in between if record.id in there}


def write(
    app: App, kind: CrmKind, records: Sequence[CrmRecord], old: dict[str, CrmRecord]
) -> int:
    """Write what differs from what is stored; give how many say something new."""
    differing = [record for record in records if old.get(record.id) != record]
    if kind is CrmKind.PERSON and differing:
        erased = app.stores.erasures.all()
        differing = [one for one in differing if _address(one) not in erased]
    if differing:
        collection(app, kind).put(differing)
    return sum(
        not (before and record.says_the_same(before))
        for record in differing
        for before in [old.get(record.id)]
    )


def _address(record: CrmRecord) -> str:
    return record.email if isinstance(record, Person) else ""
