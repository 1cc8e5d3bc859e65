"""Table storage: the one place where rows go over the network."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from typing import Any

from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError, ResourceExistsError
from azure.data.tables import TableClient, TableServiceClient, UpdateMode

from shared.domain.errors import Conflict, InvalidInput
from shared.storage import connection, keys
from shared.storage.credentials import Account
from shared.storage.entities import to_entity, to_row
from shared.storage.gateway import Row
from shared.storage.guards import check_key, check_transaction, stored
from shared.storage.meter import Meter
from shared.storage.names import check_table
from shared.storage.refusals import is_missing, refusals
from shared.storage.transactions import windows

PARALLEL = 8  # partitions written at once; the connection pool holds ten


class AzureTables:
    """`Tables` over the SDK.

    A Conflict of an insert or a replace may be our own doing: the SDK sends again by
    itself when an answer is lost, so callers compare operation ids before they call it
    a lost race.
    """

    def __init__(
        self, account: Account, *, meter: Meter | None = None, parallel: int = PARALLEL
    ) -> None:
        self._service = _service(account, meter or Meter())
        self._parallel = parallel
        self._pool = ThreadPoolExecutor(parallel, thread_name_prefix="tables")
        self._clients: dict[str, TableClient] = {}

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Insert rows of one partition in one transaction."""
        ready = [stored(row) for row in rows]
        check_transaction(ready)
        entities = [to_entity(row) for row in ready]
        client = self._client(table)
        with refusals(f"insert into {table} {ready[0].pk}"):
            if len(entities) == 1:
                _creating(client, lambda: client.create_entity(entities[0]))
            else:
                operations = [("create", entity) for entity in entities]
                _creating(client, lambda: client.submit_transaction(operations))

    def put(self, table: str, rows: Iterable[Row]) -> None:
        """Insert or replace rows, several partitions at once."""
        client = self._client(table)
        for batches in windows(rows):
            self._each(lambda batch: _put(client, batch), batches)

    def replace(self, table: str, row: Row) -> str:
        """Replace the row that still has its etag."""
        if not row.etag:
            message = f"replace in {table} {row.pk}/{row.rk}: the row has no etag"
            raise InvalidInput(message)
        ready = stored(row)
        what = f"replace in {table} {row.pk}/{row.rk}"
        with refusals(what):
            try:
                answer = self._client(table).update_entity(
                    to_entity(ready),
                    UpdateMode.REPLACE,
                    etag=row.etag,
                    match_condition=MatchConditions.IfNotModified,
                )
            except HttpResponseError as error:
                if not is_missing(error):
                    raise
                message = f"{what}: it is gone"
                raise Conflict(message) from error
        return str(answer["etag"])

    def get(self, table: str, pk: str, rk: str) -> Row | None:
        """Read one row."""
        check_key(pk)
        check_key(rk)
        with refusals(f"get from {table} {pk}/{rk}", write=False):
            try:
                return to_row(self._client(table).get_entity(pk, rk))
            except HttpResponseError as error:
                if is_missing(error):
                    return None
                raise

    def query(  # noqa: PLR0913 - the bounds of a key range
        self,
        table: str,
        *,
        pk: str | None = None,
        pk_prefix: str | None = None,
        pk_from: str | None = None,
        pk_below: str | None = None,
        rk_from: str | None = None,
        rk_below: str | None = None,
        flag: str = "",
    ) -> Iterator[Row]:
        """Read rows page by page; an empty page in between is normal."""
        if pk_prefix:
            pk_from, pk_below = pk_prefix, keys.below(pk_prefix)
        text, parameters = _filter(pk, (pk_from, pk_below), (rk_from, rk_below), flag)
        client = self._client(table)
        with refusals(f"query {table}", write=False):
            try:
                if text:
                    found = client.query_entities(text, parameters=parameters)
                else:
                    found = client.list_entities()
                for entity in found:
                    yield to_row(entity)
            except HttpResponseError as error:
                if not is_missing(error):  # a table not yet made has no rows
                    raise

    def delete(self, table: str, rows: Iterable[Row]) -> None:
        """Delete rows; each that has an etag only while it has that one."""
        client = self._client(table)
        for batches in windows(Row(row.pk, row.rk, {}, row.etag) for row in rows):
            self._each(lambda batch: _delete(client, batch), batches)

    def _each(
        self, action: Callable[[list[Row]], None], batches: list[list[Row]]
    ) -> None:
        if len(batches) == 1 or self._parallel == 1:
            for batch in batches:
                action(batch)
            return
        # All are awaited, so that nothing is still being written after a refusal.
        under_way = [self._pool.submit(action, batch) for batch in batches]
        wait(under_way)
        for done in under_way:
            done.result()

    def _client(self, table: str) -> TableClient:
        client = self._clients.get(table)
        if client is None:
            check_table(table)
            client = self._clients[table] = self._service.get_table_client(table)
        return client


def _service(account: Account, meter: Meter) -> TableServiceClient:
    options = connection.options("tables", meter)
    if account.connection_string:
        return TableServiceClient.from_connection_string(
            account.connection_string, **options
        )
    return TableServiceClient(
        account.url("table"), credential=account.credential(), **options
    )


def _creating(client: TableClient, write: Callable[[], object]) -> None:
    """Write, and make the table when it turns out to be missing: once in its life."""
    try:
        write()
    except HttpResponseError as error:
        if not is_missing(error):
            raise
        with suppress(ResourceExistsError):
            client.create_table()
        write()


def _put(client: TableClient, batch: list[Row]) -> None:
    entities = [to_entity(row) for row in batch]
    with refusals(f"put into {client.table_name} {batch[0].pk}"):
        if len(entities) == 1:
            _creating(
                client, lambda: client.upsert_entity(entities[0], UpdateMode.REPLACE)
            )
            return
        mode = {"mode": UpdateMode.REPLACE}
        operations = [("upsert", entity, mode) for entity in entities]
        _creating(client, lambda: client.submit_transaction(operations))


def _delete(client: TableClient, batch: list[Row]) -> None:
    with refusals(f"delete in {client.table_name} {batch[0].pk}"):
        try:
            if len(batch) > 1:
                client.submit_transaction(
                    [("delete", to_entity(row), _condition(row)) for row in batch]
                )
                return
        except HttpResponseError as error:
            if not is_missing(error):
                raise
        for row in batch:  # one of them is gone, which voids a transaction
            client.delete_entity(to_entity(row), **_condition(row))


def _condition(row: Row) -> dict[str, Any]:
    if not row.etag:
        return {}
    return {"etag": row.etag, "match_condition": MatchConditions.IfNotModified}


def _filter(
    pk: str | None,
    partitions: tuple[str | None, str | None],
    rows: tuple[str | None, str | None],
    flag: str,
) -> tuple[str, dict[str, str]]:
    bounds = {
        "PartitionKey eq @pk": pk,
        "PartitionKey ge @lowest": partitions[0],
        "PartitionKey lt @after": partitions[1],
        "RowKey ge @first": rows[0],
        "RowKey lt @below": rows[1],
    }
    given = {text: value for text, value in bounds.items() if value is not None}
    parameters = {text.partition("@")[2]: value for text, value in given.items()}
    conditions = [*given, *([f"{flag} eq true"] if flag else [])]
    return " and ".join(conditions), parameters
