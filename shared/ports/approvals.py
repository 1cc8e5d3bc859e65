"""Links to approvals as the use cases see them."""

from typing import Protocol

from shared.domain.approval import Ask, Concession


class ApprovalLinks(Protocol):
    """Makes the link that one person gets to one revision of a request.

    A link is made when it is sent and is stored nowhere: neither the timeline nor a
    log ever holds one.
    """

    def link(self, request: Concession, ask: Ask) -> str: ...
