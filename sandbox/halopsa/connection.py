"""How a connection can end without an answer."""


class ConnectionDropped(ConnectionError):
    """The peer closed the connection; `processed` tells whether the work was done.

    A caller must not look at `processed`: it is for the checker of a simulation.
    """

    def __init__(self, *, processed: bool) -> None:
        super().__init__("connection dropped")
        self.processed = processed
