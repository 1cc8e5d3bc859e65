"""Associations: a thousand records a request, in no order, paged where many."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from pydantic import ValidationError

from shared.domain.crm import AccountLink, CrmKind, PersonLink
from shared.domain.errors import SourceRejected, SourceUnavailable
from shared.sources.hubspot import names
from shared.sources.hubspot.mapping import labels_of
from shared.sources.hubspot.raw import RawAssociations, RawTarget
from shared.sources.hubspot.reading import page_of
from shared.sources.hubspot.transport import Effort, Transport

_AT_ONCE = 1000
_MOST_ROUNDS = 1000
_NOTHING = "crm.associations.NO_ASSOCIATIONS_FOUND"


class Associations:
    """Reads who belongs to whom."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def account_links(
        self, kind: CrmKind, ids: Sequence[str]
    ) -> dict[str, tuple[AccountLink, ...]]:
        """Give the accounts of deals or people; an id without any has none."""
        found: dict[str, list[AccountLink]] = defaultdict(list)
        for source, target in self._read(names.TYPES[kind].name, "companies", ids):
            numbers = {t.typeId for t in target.associationTypes}
            link = AccountLink(
                account_id=target.toObjectId,
                primary=bool(numbers & names.PRIMARY),
                labels=labels_of(target.associationTypes),
            )
            found[source].append(link)
        return {key: tuple(found.get(key, ())) for key in ids}

    def people_of(self, account_ids: Sequence[str]) -> tuple[PersonLink, ...]:
        """Give the people of accounts with their labels."""
        ends = self._read("companies", "contacts", account_ids)
        return tuple(
            PersonLink(
                account_id=source,
                person_id=target.toObjectId,
                labels=labels_of(target.associationTypes),
            )
            for source, target in ends
        )

    def _read(
        self, one: str, other: str, ids: Sequence[str]
    ) -> Iterator[tuple[str, RawTarget]]:
        """Read all pages; what has more is asked again together with the rest."""
        path = f"{names.ASSOCIATIONS}/{one}/{other}/batch/read"
        left = iter([{"id": key} for key in ids])
        waiting: list[dict[str, str]] = []
        for _ in range(_MOST_ROUNDS):
            waiting += islice(left, _AT_ONCE - len(waiting))
            if not waiting:
                return
            payload = self._transport.post(path, {"inputs": waiting}, Effort.READ)
            waiting = []
            for row in _rows(payload, path):
                yield from ((row.from_.id, target) for target in row.to)
                if row.paging and row.paging.next:
                    more = {"id": row.from_.id, "after": row.paging.next.after}
                    waiting.append(more)
        message = f"hubspot {path}: no end of pages"
        raise SourceUnavailable(message)


def _rows(payload: object, path: str) -> Iterator[RawAssociations]:
    page = page_of(payload, path)
    _check_errors(payload, path)
    for row in page.results:
        named = {**row, "from_": row.get("from")} if isinstance(row, Mapping) else row
        try:
            yield RawAssociations.model_validate(named)
        except ValidationError as error:
            message = f"hubspot {path}: not an association"
            raise SourceUnavailable(message) from error


def _check_errors(payload: object, path: str) -> None:
    """Take "none found" for what it is: an answer. Anything else is an error."""
    errors = payload.get("errors") if isinstance(payload, Mapping) else None
    for row in errors if isinstance(errors, list) else []:
        told = row if isinstance(row, Mapping) else {}
        if told.get("subCategory") != _NOTHING:
            message = f"hubspot {path}: {told.get('category')} {told.get('message')}"
            raise SourceRejected(message[:300])
