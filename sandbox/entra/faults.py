"""Faults on demand: by name, for good or for a number of times."""

from sandbox.entra.forgeries import FORGERIES

# What goes wrong at the time of a token or at an address; FORGERIES change the token.
TROUBLES = frozenset(
    {
        "roll_before_signing",  # the key is too new for anyone's cache
        "roll_after_signing",  # the key is gone when the token arrives
        "discovery_down",
        "jwks_down",
        "token_down",
        "key_issuer_mismatch",  # the key document ascribes its keys to another tenant
    }
)
KNOWN = FORGERIES.keys() | TROUBLES


class Faults:
    """The faults in force."""

    def __init__(self) -> None:
        self._left: dict[str, int] = {}

    def add(self, name: str, count: int = 0) -> None:
        """Let a fault strike so many times, 0 for always; raises ValueError."""
        if name not in KNOWN:
            message = f"unknown fault {name!r}, one of {sorted(KNOWN)}"
            raise ValueError(message)
        self._left[name] = count or -1

    def clear(self) -> None:
        self._left.clear()

    def strikes(self, name: str) -> bool:
        """Tell whether a fault strikes now, and count that."""
        left = self._left.get(name, 0)
        if left > 0:
            self._left[name] = left - 1
        return left != 0
