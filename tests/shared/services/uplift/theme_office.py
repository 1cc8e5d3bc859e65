"""An office whose customer 12 calls about the same thing every month."""

from dataclasses import replace

import numpy as np

from shared.domain.calendar import add_months
from shared.services.uplift import pursue
from tests.shared.services import upstream
from tests.shared.services.crm_engine import CrmEngine
from tests.shared.services.engine import Engine
from tests.shared.services.uplift.offices import TODAY, an_office, by_time, look

PROBLEM_TYPE, NOTE_OUTCOME = 60, 7
PLACES = ("hall", "office", "yard", "shop", "desk", "lab", "store", "gate", "bar")


class FirstWordEncoder:
    """Puts a text on the axis of a word that it holds, a little off by its length."""

    name = "fake"
    words = ("printer", "mailbox", "keyboard", "screen")

    def __call__(self, texts):
        rows = np.zeros((len(texts), 8), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for place, word in enumerate(self.words):
                row[place] = float(word in text)
            row[7] = 0.01 * (len(text) % 7) + 0.001
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class ThemeOffice(CrmEngine):
    """Customer 12 calls about printers, five customers about this and that.

    `wording` is put into every ticket about printers, as a customer might write it.
    """

    def __init__(self, *, wording="", book=None, config=None, connected=True):
        others = range(13, 18)
        crm: dict[str, object] | None = {} if connected else None
        Engine.__init__(
            self,
            an_office(
                clients=[upstream.client(n) for n in (12, *others)],
                contracts=[upstream.contract(289 + n, n) for n in (12, *others)],
                bills=[upstream.bill(289 + n, n) for n in (12, *others)],
                tickets=tickets(wording, others),
                TimesheetEvent=by_time(time(others)),
                TicketType=[*upstream.lookups()[0]["TicketType"], problem_type()],
                Outcome=[{"id": NOTE_OUTCOME, "outcome": "Private note"}],
            ),
            book=book,
            config={
                "problem_ticket_type": str(PROBLEM_TYPE),
                "note_outcome": str(NOTE_OUTCOME),
                **(config or {}),
            },
            crm=crm,
        )
        self.app = self.process()
        if connected:
            self.set_up()
            self.accounts = [self.an_account(12)]
            self.sync_crm()
        self.sync()
        if connected:
            self.later(minutes=20).sync_crm()
        look(self)

    def process(self, **over):
        app = super().process(**over)
        return replace(
            app, encoder=FirstWordEncoder, problem_ticket_type=str(PROBLEM_TYPE)
        )

    @property
    def theme(self):
        """Give the opportunity that is about the theme."""
        found = pursue.listed(self.app)
        return next(p for p in found if p.opportunity.kind == "service_offer")

    def problems(self):
        """Give the problem records on the other side."""
        return [t for t in self.rows["Tickets"] if t["tickettype_id"] == PROBLEM_TYPE]

    def notes(self):
        """Give the private notes on tickets."""
        return [a for a in self.rows["Actions"] if a["outcome_id"] == NOTE_OUTCOME]


def problem_type():
    row = dict(upstream.lookups()[0]["TicketType"][0])
    return row | {"id": PROBLEM_TYPE, "name": "Problem"}


def tickets(wording, others):
    """Give 6 tickets a month about printers, and one a month of each other customer."""
    rows = []
    for ago in range(1, 9):
        day = add_months(TODAY, -ago)
        for n in range(6):
            text = f"printer jams in the {PLACES[(ago + n) % 9]} {wording}".strip()
            rows.append(_ticket(4000 + 10 * ago + n, 12, text, day.replace(day=3 + n)))
        for place, owner in enumerate(others):
            for n in range(6):
                word = "printer" if n == ago % 6 and place < 2 else _word(n)
                text = f"{word} broken in the {PLACES[(ago + n + place) % 9]} {wording}"
                number = 5000 + 100 * ago + 10 * place + n
                rows.append(
                    _ticket(number, owner, text.strip(), day.replace(day=4 + n))
                )
    return rows


def _word(n):
    return FirstWordEncoder.words[1 + n % 3]


def _ticket(number, client_id, text, day):
    return upstream.ticket(
        number,
        client_id,
        contract_id=289 + client_id,
        summary=text,
        category_1="",
        opened=day.isoformat(),
    )


def time(others):
    """Give an hour for each ticket about printers, a little for the others."""
    for row in tickets("", others):
        number = row["id"]
        yield upstream.worked(
            row["client_id"],
            at=f"{row['dateoccurred'][:10]}T{9 + number % 8:02d}:{number % 60:02d}:00",
            contract_id=289 + row["client_id"],
            ticket_id=number,
        )
