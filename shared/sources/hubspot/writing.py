"""Writing deals and accounts in batches: both come to the same when sent twice."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from shared.domain.crm import CrmKind, CrmRecord, Draft, Written
from shared.domain.errors import RuleBroken, SourceUnavailable
from shared.sources.hubspot import mapping, names
from shared.sources.hubspot.errors import broken_rule
from shared.sources.hubspot.transport import Effort, Transport
from shared.sources.web.rows import sift

_BATCH, _LINKS = 100, 2000
_TRACE = "objectWriteTraceId"


class Writer:
    """Writes drafts and ties; a refused one does not hold back the others."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def upsert_deals(self, drafts: Sequence[Draft]) -> tuple[Written, ...]:
        """Create or update deals by their own key; the answer is in no order."""
        rows = [
            {
                "id": draft.key,
                "idProperty": names.KEY,
                "properties": names.properties(CrmKind.DEAL, draft.fields),
                _TRACE: draft.key,
            }
            for draft in drafts
        ]
        return tuple(self._all(CrmKind.DEAL, "upsert", rows))

    def update_accounts(self, drafts: Sequence[Draft]) -> tuple[Written, ...]:
        """Update accounts by their id."""
        rows = [
            {
                "id": draft.key,
                "properties": names.properties(CrmKind.ACCOUNT, draft.fields),
                _TRACE: draft.key,
            }
            for draft in drafts
        ]
        return tuple(self._all(CrmKind.ACCOUNT, "update", rows))

    def tie_to_accounts(self, ties: Sequence[tuple[str, str]]) -> None:
        """Make accounts (second) the primary ones of deals (first)."""
        self._tie("companies", ties, names.DEAL_PRIMARY)

    def tie_to_people(self, ties: Sequence[tuple[str, str]]) -> None:
        """Add people (second) to deals (first)."""
        self._tie("contacts", ties, names.DEAL_CONTACT)

    def _all(
        self, kind: CrmKind, action: str, rows: Sequence[Mapping[str, object]]
    ) -> Iterator[Written]:
        left = iter(rows)
        while batch := list(islice(left, _BATCH)):
            yield from self._batch(kind, action, batch)

    def _batch(
        self, kind: CrmKind, action: str, rows: Sequence[Mapping[str, object]]
    ) -> Iterator[Written]:
        """Send a batch; one that is refused as a whole is halved until it is one."""
        path = f"{names.OBJECTS}/{names.TYPES[kind].name}/batch/{action}"
        try:
            payload = self._transport.post(path, {"inputs": rows}, Effort.REPLAY)
        except RuleBroken as error:
            if len(rows) == 1:
                yield _refused(str(rows[0][_TRACE]), error)
                return
            half = len(rows) // 2
            yield from self._batch(kind, action, rows[:half])
            yield from self._batch(kind, action, rows[half:])
            return
        yield from _results(kind, payload, rows, path)

    def _tie(self, other: str, ties: Sequence[tuple[str, str]], number: int) -> None:
        path = f"{names.ASSOCIATIONS}/deals/{other}/batch/create"
        kind = {"associationCategory": names.DEFINED, "associationTypeId": number}
        left = iter(ties)
        while batch := list(islice(left, _LINKS)):
            inputs = [
                {"from": {"id": one}, "to": {"id": to}, "types": [kind]}
                for one, to in batch
            ]
            self._transport.post(path, {"inputs": inputs}, Effort.REPLAY)


def _results(
    kind: CrmKind, payload: object, rows: Sequence[Mapping[str, object]], path: str
) -> Iterator[Written]:
    """Match what came back with what was sent, by trace, key or id."""
    body = payload if isinstance(payload, Mapping) else {}
    done = {_named(row): row for row in _list(body, "results")}
    failed = dict(_failures(body))
    for sent in rows:
        key = str(sent[_TRACE])
        if key in failed:
            yield _refused(key, failed[key])
        elif key in done:
            yield Written(key=key, record=_record(kind, done[key], path))
        else:
            message = f"hubspot {path}: nothing was said about {key}"
            raise SourceUnavailable(message)


def _named(row: Mapping[str, object]) -> str:
    properties = row.get("properties")
    told = properties if isinstance(properties, Mapping) else {}
    return str(row.get(_TRACE) or told.get(names.KEY) or row.get("id"))


def _failures(body: Mapping[str, object]) -> Iterator[tuple[str, RuleBroken]]:
    for row in _list(body, "errors"):
        context = row.get("context")
        traces = context.get(_TRACE) if isinstance(context, Mapping) else None
        error = broken_rule([row]) or RuleBroken(str(row.get("message"))[:300])
        for trace in traces if isinstance(traces, list) else []:
            yield str(trace), error


def _record(kind: CrmKind, row: Mapping[str, object], path: str) -> CrmRecord:
    sifted = sift(kind.value, [row], mapping.to_record(kind))
    if not sifted.items:
        message = f"hubspot {path}: {sifted.rejected[0].reason}"
        raise SourceUnavailable(message)
    return sifted.items[0]


def _list(body: Mapping[str, object], name: str) -> Iterator[Mapping[str, object]]:
    rows = body.get(name)
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, Mapping):
            yield row


def _refused(key: str, error: RuleBroken) -> Written:
    return Written(key=key, refused=str(error), fields=error.fields)
