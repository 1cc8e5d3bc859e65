"""`POST` to a collection: create without an id, update with one."""

from sandbox.halopsa.writes.posting import POSTED, Posting

__all__ = ["POSTED", "Posting"]
