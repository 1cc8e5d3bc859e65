"""What the API writes: the watch, sent mail and drafts."""

import json
from http import HTTPStatus

from sandbox.gmail.mailbox import WATCH, Mailbox, Stored, Watch
from sandbox.gmail.mime import decoded, encoded, parsed
from sandbox.gmail.options import Options
from sandbox.gmail.refusals import bad_request, forbidden, not_found
from sandbox.gmail.users import Users
from sandbox.halopsa.clock import Clock
from sandbox.halopsa.messages import Request, Response, json_response
from sandbox.rows import Row


class Writing:
    """Answers the calls that change something; `sent` lists what left."""

    def __init__(self, options: Options, clock: Clock, users: Users) -> None:
        self._options = options
        self._clock = clock
        self._users = users
        self.sent: list[tuple[str, Stored]] = []

    def watch(self, box: Mailbox, request: Request, _id: str) -> Response:
        """Answer users.watch; it notifies at once."""
        body = _body(request)
        topic = str(body.get("topicName", ""))
        now = self._clock.now()
        project = self._options.topic.rpartition("/")[0]
        if topic.rpartition("/")[0] != project:
            message = f"Invalid topicName does not match {project}/*"
            raise bad_request(message, "invalidArgument")
        if not self._options.publisher_granted:
            message = "User not authorized to perform this action."
            raise forbidden(message)
        if box.watch and box.watch.expires_at > now and box.watch.topic != topic:
            message = (
                "Only one user push notification client allowed per developer "
                "(call /stop then try again)"
            )
            raise bad_request(message)
        labels = frozenset(map(str, body.get("labelIds") or ()))
        box.watch = Watch(topic, labels, now + WATCH)
        self._users.notify(box)
        expires = int(box.watch.expires_at.timestamp() * 1000)
        return json_response(
            {"historyId": str(box.history_id), "expiration": str(expires)}
        )

    def stop(self, box: Mailbox, _request: Request, _id: str) -> Response:
        """Answer users.stop."""
        box.watch = None
        return Response(HTTPStatus.NO_CONTENT)

    def send(self, box: Mailbox, request: Request, _id: str) -> Response:
        """Answer users.messages.send."""
        return json_response(self._sent(box, _raw(_body(request))))

    def create_draft(self, box: Mailbox, request: Request, _id: str) -> Response:
        """Answer users.drafts.create."""
        message = _body(request).get("message")
        if not isinstance(message, dict):
            raise bad_request("message is missing")
        stored = self._stored(box, _raw(message), "DRAFT")
        draft = f"r{box.new_id()}"
        box.drafts[draft] = stored.id
        return json_response({"id": draft, "message": _reference(stored)})

    def drafts(self, box: Mailbox, request: Request, _id: str) -> Response:
        """Answer users.drafts.list: all, or those with a quoted word."""
        word = dict(request.pairs()).get("q", "").strip('"').encode()
        rows = [
            {"id": draft, "message": _reference(box.messages[message])}
            for draft, message in box.drafts.items()
            if word in box.messages[message].raw
        ]
        return json_response({"drafts": rows} if rows else {})

    def draft(self, box: Mailbox, _request: Request, draft: str) -> Response:
        """Answer users.drafts.get."""
        stored = self._draft(box, draft)
        shown = {**_reference(stored), "raw": encoded(stored.raw)}
        return json_response({"id": draft, "message": shown})

    def delete_draft(self, box: Mailbox, _request: Request, draft: str) -> Response:
        """Answer users.drafts.delete."""
        stored = self._draft(box, draft)
        del box.drafts[draft]
        box.delete(stored.id, self._clock.now())
        return Response(HTTPStatus.NO_CONTENT)

    def send_draft(self, box: Mailbox, request: Request, _id: str) -> Response:
        """Answer users.drafts.send: the draft is gone, a repeat is a 404."""
        draft = str(_body(request).get("id", ""))
        raw = self._draft(box, draft).raw
        self.delete_draft(box, request, draft)
        return json_response(self._sent(box, raw))

    def _draft(self, box: Mailbox, draft: str) -> Stored:
        if draft not in box.drafts:
            raise not_found()
        return box.messages[box.drafts[draft]]

    def _sent(self, box: Mailbox, raw: bytes) -> Row:
        stored = self._stored(box, raw, "SENT")
        self.sent.append((box.address, stored))
        return _reference(stored)

    def _stored(self, box: Mailbox, raw: bytes, label: str) -> Stored:
        message = parsed(raw)
        references = str(message.get("References", "")).split()
        thread = box.thread_of([one.strip("<>") for one in references])
        del message["Message-ID"]  # Gmail puts its own in its place
        own = f"CA{box.new_id()}@mail.gmail.com"
        message["Message-ID"] = f"<{own}>"
        box.threads[own] = thread
        stored = box.add(message.as_bytes(), [label], self._clock.now(), thread)
        self._users.notify(box)
        return stored


def _reference(stored: Stored) -> Row:
    return {
        "id": stored.id,
        "threadId": stored.thread_id,
        "labelIds": list(stored.labels),
    }


def _body(request: Request) -> Row:
    try:
        content = json.loads(request.body or b"{}")
    except ValueError as error:
        raise bad_request("Parse Error", "parseError") from error
    if not isinstance(content, dict):
        raise bad_request("Parse Error", "parseError")
    return content


def _raw(message: Row) -> bytes:
    try:
        raw = decoded(str(message.get("raw", "")))
    except ValueError as error:
        raise bad_request("Invalid value for ByteString") from error
    if not parsed(raw).get("To"):
        raise bad_request("Recipient address required", "invalidArgument")
    return raw
