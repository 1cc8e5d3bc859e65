import socket
from urllib.parse import urlsplit

import pytest
from azure.data.tables import TableServiceClient
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient

from sandbox.azurite import running_azurite

pytestmark = [pytest.mark.azurite, pytest.mark.usefixtures("azurite")]


def test_serves_tables_blobs_and_queues(azurite, storage_prefix):
    tables = TableServiceClient.from_connection_string(azurite)
    blobs = BlobServiceClient.from_connection_string(azurite)
    queues = QueueServiceClient.from_connection_string(azurite)

    tables.create_table(storage_prefix)
    blobs.create_container(storage_prefix)
    queues.create_queue(storage_prefix)

    assert storage_prefix in {table.name for table in tables.list_tables()}
    assert storage_prefix in {container.name for container in blobs.list_containers()}
    assert storage_prefix in {queue.name for queue in queues.list_queues()}


def test_keeps_its_data_in_a_folder_for_the_next_run(tmp_path):
    with running_azurite(tmp_path) as connection_string:
        tables = TableServiceClient.from_connection_string(connection_string)
        tables.create_table("kept")

    with running_azurite(tmp_path) as connection_string:
        tables = TableServiceClient.from_connection_string(connection_string)
        names = [table.name for table in tables.list_tables()]

    assert names == ["kept"]


def test_nothing_listens_after_the_end():
    with running_azurite() as connection_string:
        settings = dict(part.split("=", 1) for part in connection_string.split(";"))
    address = urlsplit(settings["TableEndpoint"])

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), timeout=5)
