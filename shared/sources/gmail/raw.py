"""Answers of the API by Google's names: strict about what we use only."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

# Ids of the history are texts in the documentation and numbers in some answers.
Number = Annotated[int, BeforeValidator(lambda value: int(str(value)))]


# A message that gets one of these was somewhere else before: in spam, or a draft.
VISIBLE = frozenset({"INBOX", "SENT"})


class Raw(BaseModel):
    """Unknown fields are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class RawReference(Raw):
    """A message by its id."""

    id: str
    labelIds: tuple[str, ...] = ()  # noqa: N815 - Google's name


class RawAdded(Raw):
    """A message that was added, or that got labels: then `labelIds` are those."""

    message: RawReference
    labelIds: tuple[str, ...] = ()  # noqa: N815 - Google's name


class RawRecord(Raw):
    """One record of the history."""

    def news(self) -> Iterator[RawReference]:
        """Give the messages that are new or became visible; most labels are neither."""
        for one in self.messagesAdded:
            yield one.message
        for one in self.labelsAdded:
            if VISIBLE.intersection(one.labelIds):
                yield one.message

    messagesAdded: tuple[RawAdded, ...] = ()  # noqa: N815 - Google's name
    labelsAdded: tuple[RawAdded, ...] = ()  # noqa: N815 - Google's name


class RawHistory(Raw):
    """A page of the history; `history` is absent when nothing changed."""

    history: tuple[RawRecord, ...] = ()
    historyId: Number  # noqa: N815 - Google's name
    nextPageToken: str = ""  # noqa: N815 - Google's name


class RawList(Raw):
    """A page of a list of messages."""

    messages: tuple[RawReference, ...] = ()
    nextPageToken: str = ""  # noqa: N815 - Google's name


class RawProfile(Raw):
    """A mailbox's profile."""

    historyId: Number  # noqa: N815 - Google's name


class RawWatch(Raw):
    """What a watch answered; the expiration is in milliseconds."""

    historyId: Number  # noqa: N815 - Google's name
    expiration: Number


class RawHeader(Raw):
    """A header."""

    name: str
    value: str = ""


class RawBody(Raw):
    """A part's content, base64url; large ones have an attachment id instead."""

    data: str = ""


class RawPart(Raw):
    """A MIME part."""

    mimeType: str = ""  # noqa: N815 - Google's name
    filename: str = ""
    headers: tuple[RawHeader, ...] = ()
    body: RawBody = RawBody()
    parts: tuple["RawPart", ...] = ()


class RawMessage(Raw):
    """A message; `internalDate` is in milliseconds."""

    id: str
    labelIds: tuple[str, ...] = ()  # noqa: N815 - Google's name
    internalDate: Number  # noqa: N815 - Google's name
    payload: RawPart = RawPart()


class RawDraft(Raw):
    """A draft by its id."""

    id: str


class RawDrafts(Raw):
    """A list of drafts."""

    drafts: tuple[RawDraft, ...] = ()
