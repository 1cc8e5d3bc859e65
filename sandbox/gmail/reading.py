"""What the API reads: profile, history, and messages."""

import json
from datetime import UTC, datetime

from sandbox.gmail.mailbox import Mailbox, Stored, history_record
from sandbox.gmail.mime import encoded, payload, snippet
from sandbox.gmail.options import Options
from sandbox.gmail.refusals import bad_request, not_found
from sandbox.gmail.users import Users
from sandbox.halopsa.messages import Request, Response, json_response
from sandbox.rows import Row

_PAGE, _LARGEST = 100, 500
_HIDDEN = {"SPAM", "TRASH"}
_KINDS = {
    "messageAdded": "messagesAdded",
    "labelAdded": "labelsAdded",
    "messageDeleted": "messagesDeleted",
}


class Reading:
    """Answers the calls that change nothing."""

    def __init__(self, options: Options, users: Users) -> None:
        self._options = options
        self._users = users

    def profile(self, box: Mailbox, _request: Request, _id: str) -> Response:
        """Answer users.getProfile."""
        return json_response(
            {
                "emailAddress": box.address,
                "messagesTotal": len(box.messages),
                "threadsTotal": len(set(box.threads.values())),
                "historyId": self._number(box.history_id),
            }
        )

    def history(self, box: Mailbox, request: Request, _id: str) -> Response:
        """Answer users.history.list: what came after the start, oldest first."""
        start = _one(request, "startHistoryId")
        if not start.isdigit():
            message = "Missing/invalid parameter: startHistoryId"
            raise bad_request(message, "invalidArgument")
        number, now = int(start), box.history_id
        if number != now and not self._users.oldest(box) < number < now:
            raise not_found()
        wanted = {_KINDS[kind] for kind in _all(request, "historyTypes")}
        label = _one(request, "labelId")
        records = [
            history_record(change)
            for change in box.changes
            if change.history_id > int(start)
            and (not wanted or change.kind in wanted)
            and (not label or label in change.labels)
        ]
        shown, following = _page(records, request)
        body: Row = {"historyId": self._number(box.history_id)}
        return json_response(body | ({"history": shown} if shown else {}) | following)

    def messages(self, box: Mailbox, request: Request, _id: str) -> Response:
        """Answer users.messages.list, newest first."""
        labels = set(_all(request, "labelIds"))
        test = _query(_one(request, "q"))
        rows = [
            {"id": one.id, "threadId": one.thread_id}
            for one in sorted(box.messages.values(), key=lambda one: -one.history_id)
            if labels <= set(one.labels)
            and (labels & _HIDDEN or not _HIDDEN & set(one.labels))
            and _fits(one, test)
        ]
        shown, following = _page(rows, request)
        body: Row = {"resultSizeEstimate": len(rows)}
        return json_response(body | ({"messages": shown} if shown else {}) | following)

    def message(self, box: Mailbox, request: Request, message_id: str) -> Response:
        """Answer users.messages.get."""
        stored = self._users.stored(box, message_id)
        form = _one(request, "format") or "full"
        row: Row = {
            "id": stored.id,
            "threadId": stored.thread_id,
            "labelIds": list(stored.labels),
            "historyId": str(stored.history_id),
            "internalDate": str(int(stored.at.timestamp() * 1000)),
            "sizeEstimate": len(stored.raw),
        }
        row |= self._content(stored, form, request)
        # Google's partial responses: only the top level is looked at here.
        fields = {name.partition("/")[0] for name in _one(request, "fields").split(",")}
        shown = {name: value for name, value in row.items() if name in fields}
        return json_response(shown if fields != {""} else row)

    def _content(self, stored: Stored, form: str, request: Request) -> Row:
        if form == "raw":
            return {"raw": encoded(stored.raw)}
        if form == "minimal":
            return {"snippet": snippet(stored.raw)}
        wanted = tuple(_all(request, "metadataHeaders")) if form == "metadata" else ()
        shown = payload(stored.raw, wanted=wanted, full=form == "full")
        return {"snippet": snippet(stored.raw), "payload": shown}

    def _number(self, number: int) -> str | int:
        return str(number) if self._options.ids_as_strings else number


def _query(text: str) -> tuple[datetime | None, str]:
    """Read what the engine may ask for: `after:SECONDS` and one quoted word."""
    after, word = None, ""
    for part in text.split():
        name, _, value = part.partition(":")
        if name == "after" and value.isdigit():
            after = datetime.fromtimestamp(int(value), UTC)
        elif name != "in":
            word = part.strip('"')
    return after, word


def _fits(stored: Stored, test: tuple[datetime | None, str]) -> bool:
    after, word = test
    return (after is None or stored.at >= after) and word.encode() in stored.raw


def _page(rows: list[Row], request: Request) -> tuple[list[Row], Row]:
    size = min(int(_one(request, "maxResults") or _PAGE), _LARGEST)
    token = _one(request, "pageToken")
    start = int(json.loads(token)) if token else 0
    end = start + size
    following = {"nextPageToken": str(end)} if end < len(rows) else {}
    return rows[start:end], dict(following)


def _one(request: Request, name: str) -> str:
    return next(iter(_all(request, name)), "")


def _all(request: Request, name: str) -> list[str]:
    return [value for key, value in request.pairs() if key == name]
