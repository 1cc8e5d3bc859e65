"""What goes wrong, and when: at one numbered point, or at random from a seed."""

import random
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What can happen around one call to the outside."""

    CRASH_BEFORE = "crash_before"  # the worker dies, nothing was done
    CRASH_AFTER = "crash_after"  # the worker dies, it was done
    LOST_ACK = "lost_ack"  # done, the answer was lost; storage's SDK sends it again
    NO_ANSWER = "no_answer"  # done, and the caller is told that nobody knows
    UNAVAILABLE = "unavailable"  # not done, the caller is told so (503)
    FREEZE = "freeze"  # the worker stands still past any lease, then it is done
    DROP = "drop"  # messages only: never arrives
    DOUBLE = "double"  # messages only: arrives twice
    DELAY = "delay"  # messages only: arrives late, after others


CRASHES = (Fault.CRASH_BEFORE, Fault.CRASH_AFTER)
MESSAGE_FAULTS = {Fault.DROP, Fault.DOUBLE, Fault.DELAY}


@dataclass(frozen=True)
class Point:
    """One call to the outside: `operation` such as `tables.insert`, and its target."""

    number: int
    operation: str
    target: str
    writes: bool
    worker: str = ""

    def takes(self, fault):
        """Tell whether this fault means something for this call."""
        if fault in MESSAGE_FAULTS:
            return self.operation == "queues.send"
        if fault is Fault.FREEZE:
            return not (self.writes and self.operation.startswith("http."))
        return True

    def __str__(self):
        return f"{self.number} {self.operation} {self.target} [{self.worker}]"


class _NoFaults:
    """Lets all go well; to count the points."""

    def __call__(self, _point):
        return None

    def __str__(self):
        return "no faults"


no_faults = _NoFaults()


class Strikes:
    """Faults at given points, by number."""

    def __init__(self, faults):
        self.faults = dict(faults)

    def __call__(self, point):
        return self.faults.get(point.number)

    def __str__(self):
        return " ".join(f"{fault}@{n}" for n, fault in self.faults.items())


def once(number, fault):
    """Strike at one point."""
    return Strikes({number: fault})


# Shares of calls; together about one call in twenty-five goes wrong.
RATES = {
    Fault.CRASH_BEFORE: 0.005,
    Fault.CRASH_AFTER: 0.005,
    Fault.LOST_ACK: 0.01,
    Fault.NO_ANSWER: 0.005,
    Fault.UNAVAILABLE: 0.01,
    Fault.DROP: 0.05,
    Fault.DOUBLE: 0.1,
    Fault.DELAY: 0.1,
}
# Frozen instances besides: between its last look and its sending one can't be told from
# a dead one, so where the receiver does not recognise doubles, no protocol is safe.
WITH_FREEZES = {**RATES, Fault.FREEZE: 0.002}


class Seeded:
    """Faults at random, the same for the same seed and the same calls."""

    def __init__(self, seed, rates=None):
        self.seed = seed
        self._dice = random.Random(f"faults:{seed}")
        self._rates = dict(RATES if rates is None else rates)

    def __call__(self, point):
        drawn = self._dice.random()
        for fault, rate in self._rates.items():
            if not point.takes(fault):
                continue
            drawn -= rate
            if drawn < 0:
                return fault
        return None

    def __str__(self):
        return f"faults of seed {self.seed}"
