"""python -m bench.theme_scale TICKETS: fits and assigns a generated book of tickets.

Prints one line of JSON: one core's seconds for all and for a month, megabytes.
"""

import json
import random
import resource
import sys
import time
from collections.abc import Iterator

from sandbox.portfolio.wording import TOPICS, summary
from shared.uplift.themes.assigning import assign
from shared.uplift.themes.fitting import fit
from shared.uplift.themes.sentence_encoder import SentenceEncoder
from shared.uplift.themes.ticket import ThemeTicket, wording

_CUSTOMERS = 1_000
_SEED = 1
_MONTHS = 25
_NAMES = 400  # of people and things
_NAMED_RATE = 0.25  # of summaries, which no other ticket has word for word
_KIB = 1024


def main(count: int) -> None:
    """Fit all tickets, assign all, then assign one more month's."""
    tickets = list(_tickets(count))
    began = time.process_time()
    encode = SentenceEncoder()
    model = fit(tickets, encode)
    fitted = time.process_time()
    ids = assign(model, tickets, encode)
    full = time.process_time()
    assign(model, tickets[: count // _MONTHS], encode)
    print(
        json.dumps(
            {
                "fit_seconds": fitted - began,
                "full_seconds": full - began,
                "month_seconds": time.process_time() - full,
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB,
                "themes": len(model.themes),
                "wordings": len({wording(ticket) for ticket in tickets}),
                "rest": ids.count(None) / count,
            }
        )
    )


def _tickets(count: int) -> Iterator[ThemeTicket]:
    dice = random.Random(_SEED)
    weights = [topic.weight for topic in TOPICS]
    for number in range(count):
        [topic] = dice.choices(TOPICS, weights)
        text = summary(dice, topic)
        customer = str(dice.randrange(_CUSTOMERS))
        if topic.kind != "alert" and dice.random() < _NAMED_RATE:
            text = f"{text} {_invented(dice.randrange(_NAMES))}"
        yield ThemeTicket(str(number), customer, text, topic.category)


def _invented(number: int) -> str:
    """Spell a number as a word, so that it is not cleaned away."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:04}").title()


if __name__ == "__main__":
    main(int(sys.argv[1]))
