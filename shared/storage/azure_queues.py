"""Queue storage: messages that the Functions trigger can read."""

from contextlib import suppress

from azure.core.exceptions import HttpResponseError, ResourceExistsError
from azure.storage.queue import (
    QueueClient,
    QueueServiceClient,
    TextBase64EncodePolicy,
)

from shared.storage import connection
from shared.storage.credentials import Account
from shared.storage.messages import check_message
from shared.storage.meter import Meter
from shared.storage.names import check_queue
from shared.storage.refusals import is_missing, refusals


class AzureQueues:
    """`Queues` over the SDK; a lost answer makes it send again, so messages double."""

    def __init__(self, account: Account, *, meter: Meter | None = None) -> None:
        self._service = _service(account, meter or Meter())
        self._clients: dict[str, QueueClient] = {}

    def send(self, queue: str, body: str, *, delay_seconds: int = 0) -> None:
        """Add a message that becomes visible after the delay."""
        check_message(queue, body, delay_seconds)
        client = self._client(queue)
        with refusals(f"send to {queue}"):
            try:
                client.send_message(body, visibility_timeout=delay_seconds)
            except HttpResponseError as error:
                if not is_missing(error):
                    raise
                with suppress(ResourceExistsError):
                    client.create_queue()
                client.send_message(body, visibility_timeout=delay_seconds)

    def _client(self, queue: str) -> QueueClient:
        client = self._clients.get(queue)
        if client is None:
            check_queue(queue)
            client = self._clients[queue] = self._service.get_queue_client(
                # The trigger moves what is not base64 to the poison queue unseen.
                queue,
                message_encode_policy=TextBase64EncodePolicy(),
            )
        return client


def _service(account: Account, meter: Meter) -> QueueServiceClient:
    options = connection.options("queues", meter)
    if account.connection_string:
        return QueueServiceClient.from_connection_string(
            account.connection_string, **options
        )
    return QueueServiceClient(
        account.url("queue"), credential=account.credential(), **options
    )
