"""What only the real adapters do: tokens, retries, translations, transactions."""

import json
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    IncompleteReadError,
    ServiceRequestError,
    ServiceResponseError,
)

from shared.domain.errors import (
    Conflict,
    OutcomeUnknown,
    SourceRejected,
    SourceUnavailable,
)
from shared.storage.azure_blobs import AzureBlobs
from shared.storage.azure_queues import AzureQueues
from shared.storage.azure_tables import AzureTables
from shared.storage.credentials import Account, ManagedIdentity
from shared.storage.gateway import Row
from shared.storage.meter import Meter
from shared.storage.refusals import refusals


class FakeIdentity:
    def __init__(self, **answer):
        self.answer = answer
        self.asked = []

    def acquire_token_for_client(self, *, resource):
        self.asked.append(resource)
        return self.answer


def test_a_token_is_kept_until_shortly_before_its_end():
    source = FakeIdentity(access_token="t", expires_in=3600)
    now = [1000.0]
    identity = ManagedIdentity(source, clock=lambda: now[0])

    first = identity.get_token("https://storage.azure.com/.default")
    now[0] += 3299
    again = identity.get_token("https://storage.azure.com/.default")
    now[0] += 2
    identity.get_token("https://storage.azure.com/.default")

    assert (first.token, first.expires_on, again) == ("t", 4600, first)
    assert source.asked == ["https://storage.azure.com"] * 2


def test_each_resource_has_its_own_token():
    source = FakeIdentity(access_token="t", expires_in=3600)
    identity = ManagedIdentity(source)

    identity.get_token("https://storage.azure.com/.default")
    identity.get_token("https://vault.azure.net/.default")

    assert source.asked == ["https://storage.azure.com", "https://vault.azure.net"]


def test_no_token_is_a_refusal_that_says_why():
    source = FakeIdentity(error="invalid_client", error_description="no such identity")
    identity = ManagedIdentity(source)

    with pytest.raises(SourceRejected, match="no such identity"), refusals("get"):
        identity.get_token("https://storage.azure.com/.default")


@pytest.mark.parametrize("client_id", ["", "1234"])
def test_an_account_with_a_name_is_reached_with_the_apps_identity(client_id):
    account = Account(name="acme", client_id=client_id)

    AzureTables(account)
    AzureQueues(account)
    AzureBlobs(account)

    assert account.url("table") == "https://acme.table.core.windows.net"
    assert isinstance(account.credential(), ManagedIdentity)


def test_the_account_key_is_not_shown():
    assert "secret" not in repr(Account("AccountKey=secret"))


def answered(status, code):
    response = SimpleNamespace(
        status_code=status,
        reason=code,
        headers={"x-ms-error-code": code, "x-ms-request-id": "r1"},
    )
    return HttpResponseError(code, response=response)


@pytest.mark.parametrize(
    ("error", "written", "read"),
    [
        (answered(409, "EntityAlreadyExists"), Conflict, Conflict),
        (answered(409, "TableBeingDeleted"), SourceUnavailable, SourceUnavailable),
        (answered(412, "UpdateConditionNotSatisfied"), Conflict, Conflict),
        (answered(400, "InvalidInput"), SourceRejected, SourceRejected),
        (answered(403, "AuthorizationFailure"), SourceRejected, SourceRejected),
        (answered(429, "TooManyRequests"), SourceUnavailable, SourceUnavailable),
        (answered(503, "ServerBusy"), SourceUnavailable, SourceUnavailable),
        (answered(500, "InternalError"), OutcomeUnknown, SourceUnavailable),
        (answered(408, "Timeout"), OutcomeUnknown, SourceUnavailable),
        (ServiceRequestError("refused"), SourceUnavailable, SourceUnavailable),
        (ServiceResponseError("reset"), OutcomeUnknown, SourceUnavailable),
        (IncompleteReadError("cut"), OutcomeUnknown, SourceUnavailable),
        (ClientAuthenticationError("no"), SourceRejected, SourceRejected),
    ],
    ids=repr,
)
def test_errors_are_said_by_what_can_be_done_about_them(error, written, read):
    for write, expected in ((True, written), (False, read)):
        with pytest.raises(Exception) as caught, refusals("do it", write=write):  # noqa: PT011
            raise error

        assert type(caught.value) is expected
        assert str(caught.value).startswith("do it: ")


def test_a_refusal_carries_the_services_request_id():
    with pytest.raises(SourceRejected) as caught, refusals("do it"):
        raise answered(400, "InvalidInput")

    assert caught.value.request_id == "r1"


@pytest.fixture
def meter():
    return Meter()


@pytest.fixture
def account(azurite):
    return Account(azurite)


@pytest.fixture
def tables(account, meter):
    return AzureTables(account, meter=meter)


@pytest.mark.azurite
def test_a_table_is_made_by_the_first_write_and_costs_nothing_after(
    tables, meter, storage_prefix
):
    tables.insert(storage_prefix, [Row("p", "1")])
    first = meter.counts()
    meter.reset()

    tables.insert(storage_prefix, [Row("p", "2")])
    tables.put(storage_prefix, [Row("p", "3")])
    tables.put(storage_prefix, [Row("p", "4"), Row("p", "5")])
    tables.get(storage_prefix, "p", "1")
    list(tables.query(storage_prefix))

    assert first == {"tables.create": 1, "tables.insert": 2}
    assert meter.counts() == {
        "tables.batch": 1,
        "tables.get": 1,
        "tables.insert": 1,
        "tables.put": 1,
        "tables.query": 1,
    }


@pytest.mark.azurite
def test_a_batch_also_makes_the_table(tables, storage_prefix):
    tables.insert(storage_prefix, [Row("p", "1"), Row("p", "2")])

    assert len(list(tables.query(storage_prefix))) == 2


@pytest.mark.azurite
def test_several_threads_may_meet_at_a_table_that_is_not_there(tables, storage_prefix):
    def write(number):
        tables.insert(storage_prefix, [Row("p", str(number))])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))

    assert len(list(tables.query(storage_prefix))) == 8


@pytest.mark.azurite
def test_of_several_writers_of_a_sequence_number_one_wins(tables, storage_prefix):
    def write(number):
        rows = [Row("p", "0000000001", {"by": number}), Row("p", f"own-{number}")]
        try:
            tables.insert(storage_prefix, rows)
        except Conflict:
            return 0
        return 1

    tables.insert(storage_prefix, [Row("other", "1")])
    with ThreadPoolExecutor(8) as pool:
        won = sum(pool.map(write, range(8)))

    assert (won, len(list(tables.query(storage_prefix, pk="p")))) == (1, 2)


@pytest.mark.azurite
def test_a_page_of_a_query_is_one_transaction(tables, meter, storage_prefix):
    tables.put(storage_prefix, [Row("p", f"{n:05}") for n in range(1001)])
    meter.reset()

    list(tables.query(storage_prefix, pk="p"))

    assert meter.counts() == {"tables.query": 2}


@pytest.mark.azurite
def test_a_sequential_put_writes_the_same(account, storage_prefix):
    tables = AzureTables(account, parallel=1)

    tables.put(storage_prefix, [Row(f"p{n}", "1") for n in range(5)])

    assert len(list(tables.query(storage_prefix))) == 5


@pytest.mark.azurite
def test_a_refused_write_of_one_partition_is_raised(tables, storage_prefix):
    tables.put(storage_prefix, [Row(f"p{n}", "1", {"v": 1}) for n in range(5)])
    stale = list(tables.query(storage_prefix))
    tables.put(storage_prefix, [Row("p3", "1", {"v": 2})])

    with pytest.raises(Conflict):
        tables.delete(storage_prefix, stale)

    assert [row.pk for row in tables.query(storage_prefix)] == ["p3"]


@pytest.mark.azurite
def test_queues_and_blobs_count_too(account, meter, storage_prefix):
    AzureQueues(account, meter=meter).send(storage_prefix, json.dumps({"a": 1}))
    AzureBlobs(account, meter=meter).put(storage_prefix, "a", b"x")

    assert meter.counts() == {
        "blobs.put": 3,  # refused, container made, written
        "queues.post": 2,
        "queues.put": 1,
    }
    assert meter.total() == 6
