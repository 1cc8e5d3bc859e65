"""Links to approvals, and decisions under way, as the use cases see them."""

from collections.abc import Sequence
from typing import Protocol

from shared.domain.approval import Ask, Concession, RecentVote


class ApprovalLinks(Protocol):
    """Makes the link that one person gets to one revision of a request.

    A link is made when it is sent and is stored nowhere: neither the timeline nor a
    log ever holds one.
    """

    def link(self, request: Concession, ask: Ask) -> str: ...


class RecentVotes(Protocol):
    """The newest decisions of all contracts; saving needs the version loaded."""

    def load(self) -> tuple[tuple[RecentVote, ...], str]: ...
    def save(self, votes: Sequence[RecentVote], version: str) -> None: ...
