"""Blob storage: documents, exports and quarantined records."""

from collections.abc import Iterator
from contextlib import suppress

from azure.core.exceptions import HttpResponseError, ResourceExistsError
from azure.storage.blob import BlobServiceClient, ContainerClient

from shared.storage import connection
from shared.storage.credentials import Account
from shared.storage.meter import Meter
from shared.storage.names import check_blob, check_container
from shared.storage.refusals import is_missing, refusals


class AzureBlobs:
    """`Blobs` over the SDK; a blob is written as a whole, so readers see old or new."""

    def __init__(self, account: Account, *, meter: Meter | None = None) -> None:
        self._service = _service(account, meter or Meter())
        self._clients: dict[str, ContainerClient] = {}

    def put(self, container: str, name: str, data: bytes) -> None:
        """Write a blob, replacing one of that name."""
        check_blob(name)
        client = self._client(container)
        with refusals(f"put blob {container}/{name}"):
            try:
                client.upload_blob(name, data, overwrite=True)
            except HttpResponseError as error:
                if not is_missing(error):
                    raise
                with suppress(ResourceExistsError):
                    client.create_container()
                client.upload_blob(name, data, overwrite=True)

    def get(self, container: str, name: str) -> bytes | None:
        """Read a blob, None when there is none."""
        check_blob(name)
        client = self._client(container)
        with refusals(f"get blob {container}/{name}", write=False):
            try:
                return client.download_blob(name).readall()
            except HttpResponseError as error:
                if is_missing(error):
                    return None
                raise

    def names(self, container: str, prefix: str = "") -> Iterator[str]:
        """List the names that begin with a prefix, in order."""
        client = self._client(container)
        with refusals(f"list blobs {container}/{prefix}", write=False):
            try:
                yield from client.list_blob_names(name_starts_with=prefix or None)
            except HttpResponseError as error:
                if not is_missing(error):  # a container not yet made is empty
                    raise

    def _client(self, container: str) -> ContainerClient:
        client = self._clients.get(container)
        if client is None:
            check_container(container)
            client = self._clients[container] = self._service.get_container_client(
                container
            )
        return client


def _service(account: Account, meter: Meter) -> BlobServiceClient:
    options = connection.options("blobs", meter)
    if account.connection_string:
        return BlobServiceClient.from_connection_string(
            account.connection_string, **options
        )
    return BlobServiceClient(
        account.url("blob"), credential=account.credential(), **options
    )
