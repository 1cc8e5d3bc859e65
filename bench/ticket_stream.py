"""Half a million tickets that no storage has to hold: made again at each read."""

import json
import random
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sandbox.portfolio.wording import TOPICS, summary
from shared.domain.calendar import add_months, month_key
from shared.storage.gateway import Row, Tables
from shared.storage.keys import ordered

TICKETS, TIME = "tickets", "timeentries"
MONTHS = 25


class StreamedTables:
    """Real tables, but for tickets and time: those are made from customer and seed.

    Reading them costs what making and parsing costs, and no request; what the engine
    keeps in memory is its own.
    """

    def __init__(self, real: Tables, *, tickets_each: int, today: date) -> None:
        self._real = real
        self._each = tickets_each
        self._today = today

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        self._real.insert(table, rows)

    def put(self, table: str, rows: Iterable[Row]) -> None:
        self._real.put(table, rows)

    def replace(self, table: str, row: Row) -> str:
        return self._real.replace(table, row)

    def get(self, table: str, pk: str, rk: str) -> Row | None:
        return self._real.get(table, pk, rk)

    def delete(self, table: str, rows: Iterable[Row]) -> None:
        self._real.delete(table, rows)

    def query(  # noqa: PLR0913 - the port's bounds
        self,
        table: str,
        *,
        pk: str | None = None,
        pk_prefix: str | None = None,
        pk_from: str | None = None,
        pk_below: str | None = None,
        rk_from: str | None = None,
        rk_below: str | None = None,
        flag: str = "",
    ) -> Iterator[Row]:
        if table in {TICKETS, TIME} and pk is not None:
            yield from self._made(table, pk, rk_from or "", rk_below or "~")
            return
        yield from self._real.query(
            table,
            pk=pk,
            pk_prefix=pk_prefix,
            pk_from=pk_from,
            pk_below=pk_below,
            rk_from=rk_from,
            rk_below=rk_below,
            flag=flag,
        )

    def _made(self, table: str, customer: str, first: str, below: str) -> Iterator[Row]:
        make = _ticket if table == TICKETS else _entry
        for ago in range(MONTHS, -1, -1):
            month = add_months(self._today.replace(day=1), -ago)
            key = month_key(month)
            if key < first[: len(key)] or key >= below:
                continue
            dice = random.Random(f"{customer}:{key}")
            for number in range(self._each // MONTHS):
                name = f"{customer}{MONTHS - ago:02d}{number:03d}"
                told = {"document": json.dumps(make(dice, customer, name, month))}
                yield Row(customer, f"{key}|{ordered(name)}", told)


def _ticket(
    dice: random.Random, customer: str, number: str, month: date
) -> dict[str, object]:
    # The busier half of the customers has one topic that never stops.
    topic = dice.choice(TOPICS[: 3 if int(customer) % 2 else len(TOPICS)])
    day = month.replace(day=dice.randint(1, monthrange(month.year, month.month)[1]))
    return {
        "id": number,
        "customer_id": customer,
        "contract_id": customer,
        "summary": summary(dice, topic),
        "category": topic.category,
        "opened_at": f"{day}T09:00:00Z",
    }


def _entry(
    dice: random.Random, customer: str, number: str, month: date
) -> dict[str, object]:
    return {
        "id": f"e{number}",
        "agent_id": "3",
        "customer_id": customer,
        "contract_id": customer,
        "ticket_id": number,
        "started_at": f"{month.replace(day=dice.randint(1, 28))}T10:00:00Z",
        "minutes": dice.randint(10, 150),
    }
