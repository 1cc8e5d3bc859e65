"""Puts a portfolio together; the same arguments give the same bytes."""

from collections.abc import Mapping
from datetime import date, datetime

from sandbox.portfolio import account_notes, billing, defects
from sandbox.portfolio.cast import Cast, cast
from sandbox.portfolio.contracts import Book, contract_row, entitlements
from sandbox.portfolio.customers import customer_tables
from sandbox.portfolio.demand import arrivals
from sandbox.portfolio.effort import Hours, account_contacts, ticket_hours
from sandbox.portfolio.invoices import invoice_rows
from sandbox.portfolio.phases import reopening_phases
from sandbox.portfolio.randomness import stream
from sandbox.portfolio.satisfaction import feedback_rows
from sandbox.portfolio.shapes import Portfolio, Quirks
from sandbox.portfolio.tenant import lookup_tables
from sandbox.portfolio.tickets import Desk, Job
from sandbox.portfolio.truth import truth_of
from sandbox.rows import Row

Tables = dict[str, list[Row]]


def generate(
    seed: int,
    contracts: int,
    tickets: int,
    as_of: date,
    quirks: Quirks | None = None,
) -> Portfolio:
    """Return a portfolio with exactly so many current contracts and tickets."""
    return _Generation(seed, contracts, tickets, as_of, quirks or Quirks()).portfolio()


class _Generation:
    """The steps, in the order in which one needs the other."""

    def __init__(
        self, seed: int, contracts: int, tickets: int, as_of: date, quirks: Quirks
    ) -> None:
        self._seed = seed
        self._tickets = tickets
        self._as_of = as_of
        self._now = datetime.combine(as_of, datetime.min.time())
        self._quirks = quirks
        self._defects: dict[str, list[int]] = {}
        self._bad: list[Row] = []
        self._cast: Cast = cast(
            seed, contracts=contracts, tickets=tickets, as_of=as_of, quirks=quirks
        )

    def portfolio(self) -> Portfolio:
        cast, quirks = self._cast, self._quirks
        people = customer_tables(
            stream(self._seed, "people"), cast.everyone, quirks, self._as_of
        )
        jobs = self._jobs()
        hours = ticket_hours(stream(self._seed, "effort"), jobs, self._now)
        headers = self._headers()
        tables = {
            **lookup_tables(stream(self._seed, "lookups"), cast.ids),
            "Agent": cast.staff.rows,
            **people,
            **self._work(jobs, hours),
            "ClientContract": self._contracts(hours, jobs),
            **self._money(headers),
        }
        self._spoil(tables["Tickets"])
        return Portfolio(
            as_of=self._as_of,
            ids=cast.ids,
            quirks=quirks,
            tables=tables,
            truth=self._truth(headers, tables),
            phases=reopening_phases(tables["Tickets"], cast.ids),
        )

    def _jobs(self) -> list[Job]:
        desk = Desk(
            dice=stream(self._seed, "tickets"),
            customers=self._cast.present,
            terms=self._cast.terms_by_customer(),
            ids=self._cast.ids,
            quirks=self._quirks,
            as_of=self._as_of,
        )
        calls = arrivals(
            stream(self._seed, "demand"),
            self._cast.present,
            tickets=self._tickets,
            as_of=self._as_of,
        )
        return desk.jobs(calls)

    def _work(self, jobs: list[Job], hours: Hours) -> Tables:
        contacts = account_contacts(
            stream(self._seed, "contacts"),
            self._cast.present,
            self._cast.current,
            self._as_of,
        )
        dice = stream(self._seed, "satisfaction")
        events = sorted([*hours.rows, *contacts], key=lambda row: row["start_date"])
        return {
            "Tickets": [job.row for job in jobs],
            "TimesheetEvent": events,
            "Feedback": feedback_rows(dice, jobs, self._quirks, self._now),
            "CRMNote": account_notes.note_rows(dice, contacts),
            "Appointment": account_notes.meeting_rows(contacts, self._cast.present),
        }

    def _contracts(self, hours: Hours, jobs: list[Job]) -> list[Row]:
        cast, dice = self._cast, stream(self._seed, "contracts")
        book = Book(
            staff=cast.staff,
            entitled=entitlements(dice, cast.present, cast.terms, self._tickets),
            used=hours.used,
            far_future=self._quirks.far_future_end_dates,
            as_of=self._as_of,
        )
        rows = {term.id: contract_row(term, book) for term in cast.terms}
        self._note(
            defects.still_in_use(cast.current, [j.row for j in jobs], self._as_of)
        )
        if self._quirks.incomplete_contracts:
            self._note(defects.incomplete(dice, rows, cast.current))
            self._note(defects.overlapping(cast.current, rows))
        bad = defects.bad_contracts(rows) if self._quirks.bad_records else []
        self._bad += defects.told_contracts(bad)
        return [*rows.values(), *bad]

    def _headers(self) -> list[billing.Header]:
        dice = stream(self._seed, "billing")
        headers = billing.recurring_invoices(
            dice, self._cast.terms, self._quirks, self._as_of
        )
        if self._quirks.incomplete_contracts:
            headers, found = defects.unbilled(
                dice,
                headers,
                self._cast.current,
                orphans=self._quirks.orphan_recurring_invoices,
            )
            self._note(found)
        if self._quirks.null_totals:
            billing.without_value(headers)
        return headers

    def _money(self, headers: list[billing.Header]) -> Tables:
        dice = stream(self._seed, "invoices")
        return {
            "Item": billing.price_list(),
            "RecurringInvoice": [header.row for header in headers],
            "Invoice": invoice_rows(dice, headers, self._as_of),
        }

    def _spoil(self, tickets: list[Row]) -> None:
        if self._quirks.bad_records:
            self._bad += defects.spoil_tickets(stream(self._seed, "bad"), tickets)

    def _note(self, found: Mapping[str, list[int]]) -> None:
        self._defects.update(found)

    def _truth(self, headers: list[billing.Header], tables: Tables) -> Row:
        return {
            "seed": self._seed,
            "as_of": self._as_of.isoformat(),
            **truth_of(
                stream(self._seed, "outcomes"), self._cast, headers, self._as_of
            ),
            "defects": {name: ids for name, ids in self._defects.items() if ids},
            "bad_records": self._bad,
            "counts": {name: len(rows) for name, rows in sorted(tables.items())},
        }
