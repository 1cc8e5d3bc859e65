"""What a push says, however it is written."""

import base64
import json
from datetime import UTC, date, datetime

import httpx
import pytest

from shared.domain.errors import InvalidInput, SourceUnavailable
from shared.services.mail.receive_push import Notification
from shared.sources.gmail.push import LARGEST_BODY, certs, notification

HERE = "projects/p/subscriptions/s"
TOLD = {"emailAddress": "Alex@msp.example", "historyId": 9876543210}


def data(content=TOLD, *, url=False, padded=True):
    encode = base64.urlsafe_b64encode if url else base64.b64encode
    text = encode(json.dumps(content).encode()).decode()
    return text if padded else text.rstrip("=")


def a_push(subscription=HERE, **over):
    message = {
        "data": data(),
        "messageId": "2070443601311540",
        "publishTime": "2026-11-23T23:59:59.749Z",
        **over,
    }
    kept = {name: value for name, value in message.items() if value is not None}
    return json.dumps({"message": kept, "subscription": subscription}).encode()


def read(body):
    found = notification(body, subscription=HERE)
    assert found
    return found


def test_a_push_names_a_mailbox():
    assert notification(a_push(), subscription=HERE) == Notification(
        message_id="2070443601311540",
        published_date=date(2026, 11, 23),
        mailbox="alex@msp.example",
    )


@pytest.mark.parametrize("url", [True, False])
@pytest.mark.parametrize("padded", [True, False])
def test_its_data_is_read_in_either_alphabet_padded_or_not(url, padded):
    content = {"emailAddress": "ä?>@msp.example", "historyId": "12"}
    body = a_push(data=data(content, url=url, padded=padded))

    assert read(body).mailbox == "ä?>@msp.example"


def test_the_names_of_the_older_form_are_read_too():
    body = a_push(
        messageId=None,
        message_id="7",
        publishTime=None,
        publish_time="2026-11-23T00:00:00Z",
    )

    assert read(body).message_id == "7"


def test_a_time_without_a_zone_is_of_utc():
    body = a_push(publishTime="2026-11-23T23:59:59")

    assert read(body).published_date == date(2026, 11, 23)


def test_a_push_of_another_subscription_is_none_of_ours():
    assert notification(a_push("projects/x"), subscription=HERE) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"no json",
        b'{"a":1,"a":2}',
        json.dumps({"subscription": HERE}).encode(),
        json.dumps({"subscription": HERE, "message": "x"}).encode(),
        a_push(messageId=None),
        a_push(messageId="x" * 300),
        a_push(data="%%%"),
        a_push(data=data([])),
        a_push(data=data({"historyId": 1})),
        a_push(publishTime="yesterday"),
        a_push(publishTime="0001-01-01T00:00:00+14:00"),
        a_push(publishTime="9999-12-31T23:59:59-14:00"),
        a_push(publishTime=None),
        a_push(data=None),
        a_push(data="eyJ"),
        a_push(data=data(["x"])),
        a_push(data=base64.b64encode(b"[" * 5000).decode()),
        b"[" * 5000,
        b'"' + b"x" * LARGEST_BODY + b'"',
    ],
)
def test_what_is_no_push_is_refused(body):
    with pytest.raises(InvalidInput, match="push refused"):
        notification(body, subscription=HERE)


def fetching(answer):
    transport = httpx.MockTransport(answer)
    return certs(
        "https://certs.example", clock=lambda: datetime.now(UTC), http=transport
    )


def test_keys_are_fetched():
    assert fetching(lambda _: httpx.Response(200, content=b"keys"))() == b"keys"


def broken(request):
    raise httpx.ConnectError("down", request=request)


@pytest.mark.parametrize("answer", [broken, lambda _: httpx.Response(503)])
def test_keys_that_do_not_come_are_an_outage(answer):
    with pytest.raises(SourceUnavailable):
        fetching(answer)()
